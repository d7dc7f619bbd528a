import Sessions

/// A session store that a benchmark measures.
///
/// Each verb runs once for every id and returns the number of successes, so that a loop whose calls fail is not
/// mistaken for a fast one.
protocol Store: Sendable {
    func create(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes the sessions.
    func touch(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes the sessions and reads their values.
    func session(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes the sessions and changes their values.
    func update(_ ids: ArraySlice<String>) async -> Int
    func delete(_ ids: ArraySlice<String>) async -> Int
}

/// A store whose cleanup a benchmark can start.
protocol CleanableStore: Store {
    /// Ends the expired sessions. Returns the duration and, if the store reports it, the number of sessions ended.
    func cleanup() async -> (nanoseconds: Int64, ended: Int?)
}

/// The value and the idle timeout of the sessions in every benchmark.
enum Sample {
    static let conversation = Conversation(chatID: "chat-4567890")
    static let parentID = "msg-1234567"
    static let idleTimeout = Duration.minutes(30)
}

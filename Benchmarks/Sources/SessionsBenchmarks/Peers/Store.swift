import Sessions

/// A place for sessions, as a benchmark drives it.
///
/// Each verb does its work once for every id and returns how often it succeeded: a loop that did nothing, or
/// something else, can't pass for a quick one.
protocol Store: Sendable {
    func create(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes.
    func touch(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes and reads the value.
    func session(_ ids: ArraySlice<String>) async -> Int
    /// Refreshes and changes the value.
    func update(_ ids: ArraySlice<String>) async -> Int
    func delete(_ ids: ArraySlice<String>) async -> Int
}

/// A store that can be told to clean up.
protocol CleanableStore: Store {
    /// Ends the dead; returns how long it took and, where the store tells, how many there were.
    func cleanup() async -> (nanoseconds: Int64, ended: Int?)
}

/// What the sessions of every benchmark hold.
enum Sample {
    static let conversation = Conversation(chatID: "chat-4567890")
    static let parentID = "msg-1234567"
    static let idleTimeout = Duration.minutes(30)
}

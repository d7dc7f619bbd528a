/// What a figure says.
public enum Measure: String, Sendable, Hashable, CaseIterable {
    /// Filling an empty store.
    case create
    /// Refreshing a session.
    case touch
    /// Refreshing a session and reading its value.
    case session
    /// Refreshing a session and changing its value.
    case update
    case delete
    /// A cleanup that finds nothing to do.
    case cleanupNoneDue = "cleanup-none-due"
    /// A cleanup that ends a thousand sessions.
    case cleanupThousandDue = "cleanup-thousand-due"
    /// A cleanup that ends them all.
    case cleanupAllDue = "cleanup-all-due"
    /// How late touches come that should begin each 20 µs, while all other sessions are cleaned up.
    case pause = "pause-p999"
    /// What a session takes up, all in all.
    case bytesPerSession = "bytes-per-session"
    /// What an event costs that the one observer wants, and one that nobody wants.
    case event
    /// Creates that are committed to a file when the last has returned; a loss of power may take some.
    case storedCreate = "stored-create"
    /// Creates by 64 callers that each wait until theirs is on the disk.
    case storedCreateFull = "stored-create-full"
    /// Refreshing a session that a store follows, and in turns with it the same without a store.
    case storedTouch = "stored-touch"
    case unstoredTouch = "unstored-touch"
    /// Reading a session back at a start.
    case restore
    /// What a session takes up in the file.
    case fileBytes = "file-bytes-per-session"

    /// The verbs that go to sessions that exist.
    public static let accesses: [Measure] = [.touch, .session, .update]
    /// What needs a store.
    public static let stored: [Measure] = [
        .storedCreate, .storedCreateFull, .storedTouch, .unstoredTouch, .restore, .fileBytes,
    ]
    static let cleanups: [Measure] = [.cleanupNoneDue, .cleanupThousandDue, .cleanupAllDue]

    /// The name of the figure in JSON, which tells its unit.
    var key: String {
        switch self {
        case .create, .touch, .session, .update, .delete, .storedCreate, .storedCreateFull, .storedTouch,
            .unstoredTouch:
            "ns_per_op"
        case .restore: "ns_per_session"
        case .fileBytes: "file_bytes_per_session"
        case .cleanupNoneDue: "ns_per_cleanup"
        case .cleanupThousandDue, .cleanupAllDue: "ns_per_ended_session"
        case .pause: "ns_p999"
        case .bytesPerSession: "bytes_per_session"
        case .event: "ns_per_event"
        }
    }
}

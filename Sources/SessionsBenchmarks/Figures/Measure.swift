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

    /// The verbs that go to sessions that exist.
    public static let accesses: [Measure] = [.touch, .session, .update]
    static let cleanups: [Measure] = [.cleanupNoneDue, .cleanupThousandDue, .cleanupAllDue]

    /// The name of the figure in JSON, which tells its unit.
    var key: String {
        switch self {
        case .create, .touch, .session, .update, .delete: "ns_per_op"
        case .cleanupNoneDue: "ns_per_cleanup"
        case .cleanupThousandDue, .cleanupAllDue: "ns_per_ended_session"
        case .pause: "ns_p999"
        case .bytesPerSession: "bytes_per_session"
        case .event: "ns_per_event"
        }
    }
}

/// The kinds of measurement.
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
    /// A cleanup that ends all sessions.
    case cleanupAllDue = "cleanup-all-due"
    /// The latency of touches that are due every 20 µs, while all other sessions are cleaned up.
    case pause = "pause-p999"
    /// The memory that a session uses in total.
    case bytesPerSession = "bytes-per-session"
    /// The cost of an event with an interested observer, and without one.
    case event
    /// Filling an empty store with sessions that have an owner, under limits, in turns with ``unownedCreate``.
    case ownedCreate = "owned-create"
    case unownedCreate = "unowned-create"
    /// Refreshing a session that has an owner, under limits, in turns with ``unownedTouch``.
    case ownedTouch = "owned-touch"
    case unownedTouch = "unowned-touch"
    /// Ending the ten sessions of an owner with one call, in turns with ``ownedDelete``.
    case ownerEnd = "owner-end"
    /// Ending the ten sessions of an owner one at a time.
    case ownedDelete = "owned-delete"
    /// Calls of others while one owner creates sessions without end, in turns with ``unfloodedCalls``.
    case floodedCalls = "flooded-calls"
    case unfloodedCalls = "unflooded-calls"
    /// Creates that are all written to a file at the end. A loss of power may lose some.
    case storedCreate = "stored-create"
    /// Creates by 64 callers, each of which waits until its session is on the disk.
    case storedCreateFull = "stored-create-full"
    /// Refreshing a session of a manager with a store, in turns with ``unstoredTouch``.
    case storedTouch = "stored-touch"
    case unstoredTouch = "unstored-touch"
    /// Restoring a session at the start.
    case restore
    /// The bytes that a session uses in the file.
    case fileBytes = "file-bytes-per-session"

    /// The verbs that access existing sessions.
    public static let accesses: [Measure] = [.touch, .session, .update]
    /// The measurements of owners.
    public static let owners: [Measure] =
        [.ownedCreate, .unownedCreate, .ownedTouch, .unownedTouch, .ownerEnd, .ownedDelete] + floods
    static let floods: [Measure] = [.floodedCalls, .unfloodedCalls]
    /// The measurements of persistence.
    public static let stored: [Measure] = [
        .storedCreate, .storedCreateFull, .storedTouch, .unstoredTouch, .restore, .fileBytes,
    ]
    static let cleanups: [Measure] = [.cleanupNoneDue, .cleanupThousandDue, .cleanupAllDue]

    /// The key of the value in JSON, which contains the unit.
    var key: String {
        switch self {
        case .create, .touch, .session, .update, .delete, .ownedCreate, .unownedCreate, .ownedTouch,
            .unownedTouch, .ownedDelete, .floodedCalls, .unfloodedCalls, .storedCreate, .storedCreateFull,
            .storedTouch, .unstoredTouch:
            "ns_per_op"
        case .ownerEnd: "ns_per_owner"
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

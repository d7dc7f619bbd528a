/// Why an incarnation ended; it has exactly one.
public enum EndReason: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// What had run out when a session expired.
    public enum Timeout: String, Sendable, Hashable, CaseIterable {
        /// It was not accessed for longer than the idle timeout.
        case idle
        /// It had lived for longer than its lifetime.
        case lifetime
    }

    /// Which limit a session was evicted for.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// The manager's number of sessions.
        case capacity
        /// Its owner's number of sessions.
        case ownerLimit
    }

    /// Its deadline had passed.
    case expired(Timeout)
    /// It was deleted.
    case deleted
    /// Another session was created with its id.
    case replaced
    /// It had to make room.
    case evicted(Limit)

    /// All there are, in the order of their counters.
    public static let allCases: [EndReason] = [
        .expired(.idle), .expired(.lifetime), .deleted, .replaced, .evicted(.capacity), .evicted(.ownerLimit),
    ]

    /// The reason as metrics and logs name it, such as `expired(idle)`.
    public var description: String {
        switch self {
        case .expired(let timeout): "expired(\(timeout.rawValue))"
        case .deleted: "deleted"
        case .replaced: "replaced"
        case .evicted(let limit): "evicted(\(limit.rawValue))"
        }
    }

    /// Its place in ``allCases``.
    @usableFromInline
    var ordinal: Int {
        switch self {
        case .expired(.idle): 0
        case .expired(.lifetime): 1
        case .deleted: 2
        case .replaced: 3
        case .evicted(.capacity): 4
        case .evicted(.ownerLimit): 5
        }
    }
}

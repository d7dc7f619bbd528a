/// The reason for which an incarnation ended. Each incarnation has exactly one.
public enum EndReason: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The timeout that ended an expired session.
    public enum Timeout: String, Sendable, Hashable, CaseIterable {
        /// The session was not accessed for longer than its idle timeout.
        case idle
        /// The session existed for longer than its lifetime.
        case lifetime
    }

    /// The limit that caused an eviction.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// The limit on the manager's sessions.
        case capacity
        /// The limit on the sessions of one owner.
        case ownerLimit
    }

    /// The session's deadline passed.
    case expired(Timeout)
    /// The session was deleted.
    case deleted
    /// Another session was created with the same id.
    case replaced
    /// The session was ended to make room for another.
    case evicted(Limit)

    /// All reasons, in the order of their counters.
    public static let allCases: [EndReason] = [
        .expired(.idle), .expired(.lifetime), .deleted, .replaced, .evicted(.capacity), .evicted(.ownerLimit),
    ]

    /// The name of the reason in metrics and logs, such as `expired(idle)`.
    public var description: String {
        switch self {
        case .expired(let timeout): "expired(\(timeout.rawValue))"
        case .deleted: "deleted"
        case .replaced: "replaced"
        case .evicted(let limit): "evicted(\(limit.rawValue))"
        }
    }

    /// The position in ``allCases``.
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

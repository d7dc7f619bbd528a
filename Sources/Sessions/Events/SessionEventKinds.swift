/// A set of event kinds, such as those that an observer wants.
public struct SessionEventKinds: OptionSet, Sendable, Hashable {
    /// The bits of the set, one for each kind.
    public let rawValue: UInt32

    /// Creates a set from its bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A session was created.
    public static let created = SessionEventKinds(rawValue: 1 << 0)
    /// Sessions were restored from a store. One event covers all of them.
    public static let restored = SessionEventKinds(rawValue: 1 << 1)
    /// A session's value was changed.
    public static let updated = SessionEventKinds(rawValue: 1 << 2)
    /// A session was accessed.
    ///
    /// Only observers that ask for these events receive them, at most one for a session in each
    /// ``SessionObserver/accessedInterval``.
    public static let accessed = SessionEventKinds(rawValue: 1 << 3)
    /// A session's deadline passed, and a call or a cleanup noticed it.
    public static let expired = SessionEventKinds(rawValue: 1 << 4)
    /// A session was deleted, replaced or evicted.
    public static let deleted = SessionEventKinds(rawValue: 1 << 5)
    /// A cleanup ended.
    public static let cleanup = SessionEventKinds(rawValue: 1 << 6)
    /// A policy was applied.
    public static let policyChanged = SessionEventKinds(rawValue: 1 << 7)
    /// The manager was shut down. This is the last event.
    public static let shutdown = SessionEventKinds(rawValue: 1 << 8)

    /// A session got another id.
    public static let rotated = SessionEventKinds(rawValue: 1 << 9)
    /// A session's own timeouts were changed.
    public static let timeoutsChanged = SessionEventKinds(rawValue: 1 << 10)
    /// A session's deadline is near.
    ///
    /// Only observers that ask for these events receive them, once for each deadline, if the policy has
    /// ``SessionPolicy/warnBefore``.
    public static let expiring = SessionEventKinds(rawValue: 1 << 11)
    /// An access stated another owner than the session's.
    public static let mismatch = SessionEventKinds(rawValue: 1 << 12)

    /// All kinds except ``accessed`` and ``expiring``.
    public static let lifecycle: SessionEventKinds = [
        .created, .restored, .updated, .rotated, .timeoutsChanged, .expired, .deleted, .cleanup,
        .policyChanged, .shutdown, .mismatch,
    ]
    /// All kinds.
    public static let all: SessionEventKinds = lifecycle.union([.accessed, .expiring])
}

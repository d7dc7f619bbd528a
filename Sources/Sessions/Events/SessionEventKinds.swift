/// A set of kinds of lifecycle events: what an observer wants to hear of.
public struct SessionEventKinds: OptionSet, Sendable, Hashable {
    /// A bit for each kind.
    public let rawValue: UInt16

    /// The set with these bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// A session was created.
    public static let created = SessionEventKinds(rawValue: 1 << 0)
    /// Sessions were read back from a store; a summary.
    public static let restored = SessionEventKinds(rawValue: 1 << 1)
    /// A session's value was changed.
    public static let updated = SessionEventKinds(rawValue: 1 << 2)
    /// A session was accessed. Only for those who ask, and then at most every
    /// ``SessionObserver/accessedInterval`` for a session.
    public static let accessed = SessionEventKinds(rawValue: 1 << 3)
    /// A session's deadline had passed, and somebody noticed.
    public static let expired = SessionEventKinds(rawValue: 1 << 4)
    /// A session was deleted, replaced or evicted.
    public static let deleted = SessionEventKinds(rawValue: 1 << 5)
    /// A cleanup has ended.
    public static let cleanup = SessionEventKinds(rawValue: 1 << 6)
    /// A policy was applied.
    public static let policyChanged = SessionEventKinds(rawValue: 1 << 7)
    /// The manager was shut down; the last event there is.
    public static let shutdown = SessionEventKinds(rawValue: 1 << 8)

    /// A session came under another id.
    public static let rotated = SessionEventKinds(rawValue: 1 << 9)

    /// Every kind but ``accessed``.
    public static let lifecycle: SessionEventKinds = [
        .created, .restored, .updated, .rotated, .expired, .deleted, .cleanup, .policyChanged, .shutdown,
    ]
    /// Every kind.
    public static let all: SessionEventKinds = lifecycle.union(.accessed)
}

/// What a session has beside its ``SessionRecord`` and its value: its places in the lists. An access never looks here.
@usableFromInline struct SessionLinks {
    /// No slot: the end of a list.
    @usableFromInline static let none: UInt32 = .max

    /// The hash that its record is found under.
    @usableFromInline var hash: UInt32
    /// Where its ``DeadlineOverrides`` is; ``none`` without one.
    @usableFromInline var overrides: UInt32
    /// The next session of its bucket in the wheel.
    @usableFromInline var wheelNext: UInt32
    /// The session before it in its bucket; for the first, the bucket's number with the highest bit set.
    @usableFromInline var wheelPrevious: UInt32
    /// The session created after it.
    @usableFromInline var createdNext: UInt32
    /// The session created before it.
    @usableFromInline var createdPrevious: UInt32
}

/// What only some sessions have.
@usableFromInline struct DeadlineOverrides: Sendable {
    /// How many leases hold the session, but for those that its ``SessionRecord`` counts.
    @usableFromInline var leases: UInt32 = 0
    /// The idle timeout of its own in nanoseconds; zero if it follows the policy.
    @usableFromInline var idle: Int64 = 0
    /// The lifetime of its own in nanoseconds; zero if it follows the policy.
    @usableFromInline var lifetime: Int64 = 0

    @usableFromInline init() {}

    /// What a session with these timeouts of its own has; they were checked.
    @usableFromInline init(_ timeouts: Timeouts) {
        idle = timeouts.idle?.wholeNanoseconds ?? 0
        lifetime = timeouts.lifetime?.wholeNanoseconds ?? 0
    }

    @usableFromInline var isEmpty: Bool { leases == 0 && idle == 0 && lifetime == 0 }
}

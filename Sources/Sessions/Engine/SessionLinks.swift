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

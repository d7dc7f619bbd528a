/// The links of a session: its places in the lists of its shard. An access never reads them.
@usableFromInline struct SessionLinks {
    /// Stands for a missing slot, such as the end of a list.
    @usableFromInline static let none: UInt32 = .max

    /// The hash under which the session's record is stored.
    @usableFromInline var hash: UInt32
    /// The place of the session's ``SparseFields``, or ``none``.
    @usableFromInline var sparseFields: UInt32
    /// The next session in its bucket of the wheel.
    @usableFromInline var wheelNext: UInt32
    /// The previous session in its bucket. For the first session, the number of the bucket with the highest
    /// bit set.
    @usableFromInline var wheelPrevious: UInt32
    /// The session that was created next.
    @usableFromInline var createdNext: UInt32
    /// The session that was created before this one.
    @usableFromInline var createdPrevious: UInt32
}

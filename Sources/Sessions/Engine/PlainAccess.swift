/// A session that was found, alive and plain, by ``ShardDirectory``: its shard is locked, and whoever has this
/// lets go of it.
///
/// What is in it is plain, so that the code for every value, which is compiled where it is used, has little to
/// do.
@usableFromInline
struct PlainAccess {
    @usableFromInline let head: ShardHead
    /// The number of its shard.
    @usableFromInline let shard: Int
    /// The shard's state: a `ShardState`.
    @usableFromInline let state: UnsafeMutableRawPointer
    @usableFromInline let slot: UInt32
    @usableFromInline let created: Int64
    /// When it was accessed before this.
    @usableFromInline let lastAccessed: Int64
    /// Its deadline from now on.
    @usableFromInline let deadline: Int64
    @usableFromInline let now: Int64

    /// The session's incarnation and value.
    @inlinable @inline(__always)
    func entry<Value>(of type: Value.Type) -> UnsafeMutablePointer<ShardState<Value>.Entry> {
        state.assumingMemoryBound(to: ShardState<Value>.self).pointee.entries[slot]
    }

    /// The session after this access.
    @inlinable @inline(__always)
    func snapshot<Value>(_ id: String, _ entry: UnsafeMutablePointer<ShardState<Value>.Entry>) -> Session<
        Value
    > {
        Session(
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            createdInstant: SessionInstant(nanoseconds: created),
            lastAccessedInstant: SessionInstant(nanoseconds: now),
            deadline: deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
        )
    }
}

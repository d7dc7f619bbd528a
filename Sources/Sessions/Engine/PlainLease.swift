/// The only lease of a session that is alive and has nothing else special about it, found by ``ShardDirectory``:
/// its shard is locked, and whoever has this lets go of it.
@usableFromInline
struct PlainLease {
    @usableFromInline let head: ShardHead
    /// The shard's state: a `ShardState`.
    @usableFromInline let state: UnsafeMutableRawPointer
    let line: UnsafeMutablePointer<Line>
    let now: Int64

    @usableFromInline var slot: UInt32 { line.pointee.slot }

    /// Ends the lease, which is an access, if it is one of this incarnation; returns whether it was.
    @inlinable @inline(__always)
    func end<Value: Sendable>(_ incarnation: Incarnation, of type: Value.Type) -> Bool {
        let state = state.assumingMemoryBound(to: ShardState<Value>.self)
        guard state.pointee.entries[slot].pointee.incarnation == incarnation else { return false }
        end()
        return true
    }

    @usableFromInline
    func end() {
        line.pointee.lastAccessed = now
        AccessedPace.noteUnreported(&line.pointee.accessedMark)
        head.index.pointee.removeLease(from: line)
    }
}

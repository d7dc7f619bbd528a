/// Where a shard's lock and its index are: side by side, from the beginning of a line of the cache on.
///
/// They are two values, not one: to change the index is not to touch the lock that others wait for.
@usableFromInline @frozen
struct ShardHead {
    @usableFromInline let lock: UnsafeMutablePointer<Lock>

    /// The lock comes first, and the index begins behind it on the same line.
    @inlinable static var indexOffset: Int { 16 }

    @inlinable @inline(__always)
    init(lock: UnsafeMutablePointer<Lock>) {
        self.lock = lock
    }

    @inlinable @inline(__always)
    var index: UnsafeMutablePointer<ShardIndex> {
        (UnsafeMutableRawPointer(lock) + Self.indexOffset).assumingMemoryBound(to: ShardIndex.self)
    }

    /// A head with this index.
    @usableFromInline static func allocate(_ index: consuming ShardIndex) -> ShardHead {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: indexOffset + MemoryLayout<ShardIndex>.size,
            alignment: 64
        )
        let lock = memory.bindMemory(to: Lock.self, capacity: 1)
        lock.initialize(to: Lock())
        (memory + indexOffset).bindMemory(to: ShardIndex.self, capacity: 1).initialize(to: index)
        return ShardHead(lock: lock)
    }

    /// Gives the memory back.
    func deallocate() {
        index.pointee.deallocate()
        index.deinitialize(count: 1)
        lock.deinitialize(count: 1)
        UnsafeMutableRawPointer(lock).deallocate()
    }
}

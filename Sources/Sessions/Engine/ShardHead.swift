/// The address of a shard's lock and index, which lie side by side from the start of a cache line.
///
/// The lock and the index are separate values, so that a change of the index does not access the lock that
/// other threads wait for.
@usableFromInline @frozen
struct ShardHead {
    @usableFromInline let lock: UnsafeMutablePointer<Lock>

    /// The offset of the index from the lock. The lock comes first, and the index follows on the same cache
    /// line.
    @inlinable static var indexOffset: Int { 16 }

    @inlinable @inline(__always)
    init(lock: UnsafeMutablePointer<Lock>) {
        self.lock = lock
    }

    @inlinable @inline(__always)
    var index: UnsafeMutablePointer<ShardIndex> {
        (UnsafeMutableRawPointer(lock) + Self.indexOffset).assumingMemoryBound(to: ShardIndex.self)
    }

    /// Allocates a head with this index.
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

    /// Deallocates the index and the lock.
    func deallocate() {
        index.pointee.deallocate()
        index.deinitialize(count: 1)
        lock.deinitialize(count: 1)
        UnsafeMutableRawPointer(lock).deallocate()
    }
}

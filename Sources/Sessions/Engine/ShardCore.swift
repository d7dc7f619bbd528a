/// A shard without its values.
@usableFromInline
class ShardCore: @unchecked Sendable {  // engine's storage: the index is reached under the lock only
    @usableFromInline final let head: UnsafeMutablePointer<ShardHead>
    @usableFromInline final let surroundings: Surroundings

    @usableFromInline
    init(index: consuming ShardIndex, surroundings: Surroundings) {
        head = ShardHead.allocate()
        head.initialize(
            to: ShardHead(index: index, reportsAccess: surroundings.interests.contains(.accessed))
        )
        self.surroundings = surroundings
    }

    deinit {
        head.pointee.index.deallocate()
        head.deinitialize(count: 1)
        head.deallocate()
    }

    /// Whether no session has to be looked at to know that none is past its deadline.
    final func hasNothingDue(at now: Int64) -> Bool {
        head.pointee.lock.lock()
        defer { head.pointee.lock.unlock() }
        return head.pointee.index.hasNothingDue(at: now)
    }
}

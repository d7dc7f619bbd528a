/// A shard without its values.
@usableFromInline
class ShardCore: @unchecked Sendable {  // engine's storage: the index is reached under the lock only
    @usableFromInline final let head: ShardHead
    @usableFromInline final let environment: ShardEnvironment

    @usableFromInline
    init(head: ShardHead, environment: ShardEnvironment) {
        self.head = head
        self.environment = environment
    }

    deinit { head.deallocate() }

    /// Whether no session has to be looked at to know that none is past its deadline.
    final func hasNothingDue(at now: Int64) -> Bool {
        let locked = LockedShard(head, at: now)
        return locked.head.index.pointee.hasNothingDue(at: locked.now)
    }
}

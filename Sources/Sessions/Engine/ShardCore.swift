/// The part of a shard that does not depend on the type of its values.
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

    /// Returns whether a cleanup has no session to examine, because no session can be past its deadline.
    final func hasNothingDue(at now: Int64) -> Bool {
        let locked = LockedShard(head)
        let isQuiet = head.index.pointee.hasNothingDue(at: now)
        locked.unlock()
        return isQuiet
    }
}

/// A shard whose lock this thread holds for as long as this exists.
///
/// Nothing else takes a shard's lock, but for the shard's lane, which gets it by ``handOver()`` and releases it before
/// it calls an observer.
@usableFromInline @frozen
struct LockedShard: ~Copyable {
    @usableFromInline let head: ShardHead
    /// The time of the operation, read under the lock.
    @usableFromInline let now: Int64
    /// What the call's context provider returned. Released after the lock is, because its `deinit` may call anything.
    @usableFromInline let context: Unmanaged<EventContext>?

    /// Locks a shard for an operation at this time.
    @_transparent
    init(_ head: ShardHead, at now: Int64) {
        head.lock.pointee.lock()
        self.head = head
        self.now = now
        context = nil
    }

    /// Locks a shard for an operation that begins now.
    ///
    /// - Parameter asksForContext: Whether the call is asked for its context, before the lock is taken.
    @_transparent
    init(_ head: ShardHead, _ environment: ShardEnvironment, asksForContext: Bool) {
        ThreadScope.checkNotUpdating(environment.identity)
        context =
            asksForContext && environment.hasContextProvider
            ? environment.context().map { .passRetained($0) } : nil
        head.lock.pointee.lock()
        self.head = head
        now = environment.now()
    }

    @inlinable
    deinit {
        head.lock.pointee.unlock()
        context?.release()
    }

    /// Releases the lock before the end of the scope.
    @inlinable
    consuming func unlock() {}

    /// Leaves the lock to the caller, who releases it and only then the context.
    @usableFromInline
    consuming func handOver() -> EventContext? {
        let context = context?.takeRetainedValue()
        discard self
        return context
    }

    /// The time of the operation, and the context of its call.
    @usableFromInline var operation: OperationContext {
        OperationContext(now: now, context: context?.takeUnretainedValue())
    }

    /// The state of the shard, whose sessions have values of this type.
    @inlinable @inline(__always)
    func state<Value: Sendable>(of type: Value.Type) -> UnsafeMutablePointer<ShardState<Value>> {
        // Set when the shard was made.
        head.index.pointee.state.unsafelyUnwrapped.assumingMemoryBound(to: ShardState<Value>.self)
    }

    /// Whether the shard was shut down: nothing changes any more.
    @inlinable var isClosed: Bool { head.index.pointee.isClosed }
}

/// A shard whose lock this thread holds while this value exists.
///
/// Nothing else takes the lock of a shard, except the shard's lane. The lane gets the lock through
/// ``handOver()`` and releases it before it calls an observer.
@usableFromInline @frozen
struct LockedShard: ~Copyable {
    @usableFromInline let head: ShardHead
    /// The context that the context provider returned for this call. It is released after the lock, because
    /// its `deinit` may call any code.
    @usableFromInline let context: Unmanaged<EventContext>?

    /// Locks a shard for a call that has no context.
    @_transparent
    init(_ head: ShardHead) {
        head.lock.pointee.lock()
        self.head = head
        context = nil
    }

    /// Locks a shard.
    ///
    /// - Parameter asksForContext: Whether to read the caller's context, before the lock is taken.
    @_transparent
    init(_ head: ShardHead, _ environment: ShardEnvironment, asksForContext: Bool) {
        ThreadScope.checkNotUpdating(environment.identity)
        context =
            asksForContext && environment.hasContextProvider
            ? environment.context().map { .passRetained($0) } : nil
        head.lock.pointee.lock()
        self.head = head
    }

    @inlinable
    deinit {
        head.lock.pointee.unlock()
        context?.release()
    }

    /// Releases the lock before the end of the scope.
    @inlinable
    consuming func unlock() {}

    /// Passes the lock to the caller and returns the context. The caller must release the lock first and
    /// the context afterwards.
    @usableFromInline
    consuming func handOver() -> EventContext? {
        let context = context?.takeRetainedValue()
        discard self
        return context
    }

    /// Returns an operation at this time, which was read under the lock, with the caller's context.
    @usableFromInline
    func operation(at now: Int64) -> OperationContext {
        OperationContext(now: now, context: context?.takeUnretainedValue())
    }

    /// Returns the state of the shard. `type` must be the type of its sessions' values.
    @inlinable @inline(__always)
    func state<Value: Sendable>(of type: Value.Type) -> UnsafeMutablePointer<ShardState<Value>> {
        // The pointer is set when the shard is created.
        head.index.pointee.state.unsafelyUnwrapped.assumingMemoryBound(to: ShardState<Value>.self)
    }

    /// Whether the shard was shut down. Nothing changes in it any more.
    @inlinable var isClosed: Bool { head.index.pointee.isClosed }
}

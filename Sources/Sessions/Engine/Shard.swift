/// A part of a manager's sessions, with its lock and its lane. It makes the verbs of ``ShardState`` safe to
/// call from any thread.
@usableFromInline final class Shard<Value: Sendable>: ShardCore, @unchecked Sendable {  // see ShardCore
    @usableFromInline let state: UnsafeMutablePointer<ShardState<Value>>
    @usableFromInline let lane: EventLane<Value>

    @inlinable
    init(
        index: consuming ShardIndex,
        environment: ShardEnvironment,
        series: Int,
        observer: any SessionObserver<Value>,
        finish: @escaping @Sendable () -> Void
    ) {
        let head = ShardHead.allocate(index)
        lane = EventLane(
            lock: head.lock,
            observer: observer,
            lifecycle: environment.lifecycle,
            finish: finish
        )
        state = .allocate(capacity: 1)
        state.initialize(
            to: ShardState(head: head, environment: environment, series: series, events: lane.queue)
        )
        head.index.pointee.state = UnsafeMutableRawPointer(state)
        super.init(head: head, environment: environment)
    }

    deinit {
        state.pointee.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Locks the shard.
    ///
    /// - Parameter asksForContext: Whether to read the caller's context, before the lock is taken.
    @usableFromInline
    func lock(asksForContext: Bool) -> LockedShard {
        LockedShard(head, environment, asksForContext: asksForContext)
    }

    /// Runs a verb under the lock. Then, with no lock held, delivers the events and releases the values of
    /// ended sessions.
    @inlinable
    func perform<R>(_ verb: (inout ShardState<Value>, OperationContext) -> R) -> R {
        let locked = lock(asksForContext: true)
        let result = verb(&state.pointee, locked.operation(at: environment.now()))
        settle(locked)
        return result
    }

    /// Runs a verb under the lock that changes nothing.
    @inlinable
    func read<R>(_ verb: (borrowing ShardState<Value>, OperationContext) -> R) -> R {
        let locked = lock(asksForContext: false)
        let result = verb(state.pointee, locked.operation(at: environment.now()))
        locked.unlock()
        return result
    }

    /// Runs a verb under the lock and leaves its events in the lane. It is for a caller that holds another
    /// lock, and that later drains the lane and releases the values of ended sessions.
    func performQuietly<R>(
        _ context: EventContext?,
        _ verb: (inout ShardState<Value>, OperationContext) -> R
    ) -> (result: R, released: ContiguousArray<Value>) {
        let locked = lock(asksForContext: false)
        let result = verb(&state.pointee, OperationContext(now: environment.now(), context: context))
        var released: ContiguousArray<Value> = []
        swap(&released, &state.pointee.furtherReleased)
        if let value = state.pointee.released.take() { released.append(value) }
        locked.unlock()
        return (result, released)
    }

    /// Releases the lock. Then, with no lock held, delivers the events and releases the values of ended
    /// sessions and the caller's context.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard) {
        if state.pointee.hasNews { settleNews(locked) }
    }

    /// Does the same as ``settle(_:)``, with one more event.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard, _ event: SessionEvent<Value>) {
        // Usually nothing else waits for delivery, and the event needs no place in the queue.
        if lane.isIdle && state.pointee.released == nil {
            let context = locked.handOver()
            lane.unlockAndDeliver(first: event)
            withExtendedLifetime(context) {}
        } else {
            lane.queue.pointee.append(event)
            settleNews(locked)
        }
    }

    @inlinable @inline(never)
    func settleNews(_ locked: consuming LockedShard) {
        var released = takeReleased()
        let context = locked.handOver()
        lane.unlockAndDrain()
        release(&released)
        withExtendedLifetime(context) {}
    }

    /// Releases values. No lock may be held. A `deinit` may call the manager, which may be in the middle of
    /// a cleanup or a policy change. Such a call counts as a call from an observer: it waits for nothing
    /// that this thread would have to do.
    @inlinable
    func release(_ values: inout (Value?, ContiguousArray<Value>)) {
        ThreadScope.enter(.delivery, of: environment.identity) { values = (nil, []) }
    }

    /// Starts the delivery of the events that remain after an operation under several locks, and adds the
    /// lanes that the caller must continue with to `others`.
    ///
    /// Call it for all shards first. Only then continue with `others`, release the values and wait: the
    /// lanes of the shards may wait for each other, and the `deinit` of a value may wait for a lane.
    ///
    /// - Parameter released: Gets the values that the caller must release.
    /// - Returns: Whether the caller must wait until the lane is shorter.
    @inlinable
    func settle(_ others: inout LaneRounds, _ released: inout ContiguousArray<Value>) -> Bool {
        let locked = lock(asksForContext: false)
        guard state.pointee.hasNews else { return false }
        // One array for all shards: a tuple for each would need its type's metadata, which costs more than an end.
        if let value = state.pointee.released.take() { released.append(value) }
        if !state.pointee.furtherReleased.isEmpty {
            released += state.pointee.furtherReleased
            state.pointee.furtherReleased = []
        }
        _ = locked.handOver()
        return lane.unlockAndDrain(&others)
    }

    /// Takes the values that the caller must release after the lock.
    @inlinable @inline(__always)
    func takeReleased() -> (Value?, ContiguousArray<Value>) {
        let released = state.pointee.released.take()
        var furtherReleased: ContiguousArray<Value> = []
        if !state.pointee.furtherReleased.isEmpty {
            swap(&furtherReleased, &state.pointee.furtherReleased)
        }
        return (released, furtherReleased)
    }

    /// Closes the shard. Nothing changes in it any more. Its lane leaves the lifecycle once it is empty.
    func close() {
        let locked = lock(asksForContext: false)
        head.index.pointee.isClosed = true
        head.index.pointee.endAllWork()
        _ = locked.handOver()
        lane.unlockAndClose()
    }
}

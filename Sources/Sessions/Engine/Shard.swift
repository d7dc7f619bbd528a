/// A part of a manager's sessions, with its lock and its lane: the state's verbs, made safe for any thread.
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
    /// - Parameter asksForContext: Whether the call is asked for its context, before the lock is taken.
    @usableFromInline
    func lock(asksForContext: Bool) -> LockedShard {
        LockedShard(head, environment, asksForContext: asksForContext)
    }

    /// Runs a verb under the lock. Then, with no lock held, brings the events on their way and releases the
    /// values of those that ended.
    @inlinable
    func perform<R>(_ verb: (inout ShardState<Value>, OperationContext) -> R) -> R {
        let locked = lock(asksForContext: true)
        let result = verb(&state.pointee, locked.operation)
        settle(locked)
        return result
    }

    /// Runs a verb that changes nothing under the lock.
    @inlinable
    func read<R>(_ verb: (borrowing ShardState<Value>, OperationContext) -> R) -> R {
        let locked = lock(asksForContext: false)
        return verb(state.pointee, locked.operation)
    }

    /// Runs a verb under the lock and leaves its events in the lane, for a caller that holds another lock
    /// and later drains the lane and releases the values of what ended.
    func performQuietly<R>(
        _ context: EventContext?,
        _ verb: (inout ShardState<Value>, OperationContext) -> R
    ) -> (result: R, released: ContiguousArray<Value>) {
        let locked = lock(asksForContext: false)
        let result = verb(&state.pointee, OperationContext(now: locked.now, context: context))
        var released: ContiguousArray<Value> = []
        swap(&released, &state.pointee.furtherReleased)
        if let value = state.pointee.released.take() { released.append(value) }
        return (result, released)
    }

    /// Releases the lock. Then, with no lock held, brings the events on their way and releases the values of
    /// those that ended, and the context of the call.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard) {
        if state.pointee.hasNews { settleNews(locked) }
    }

    /// The same with an event more.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard, _ event: SessionEvent<Value>) {
        // Mostly nothing else is on its way, and the event needs no place in the queue.
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

    /// Releases values, with no lock held. A `deinit` may call the manager, which may be in the middle of a cleanup or
    /// of a change of policy: as an observer's, such a call waits for nothing that this thread would have to do.
    @inlinable
    func release(_ values: inout (Value?, ContiguousArray<Value>)) {
        ThreadScope.enter(.delivery, of: environment.identity) { values = (nil, []) }
    }

    /// Brings on its way what was left by a caller that holds several locks, and adds the lanes that it has to go on
    /// with to `others`. Returns whether the caller has to wait until the lane is shorter, and the values to let go of.
    /// All of that is for when it has done this with all shards: their lanes may wait for each other, and what a value
    /// does as it goes may wait for a lane.
    func settle(_ others: inout LaneRounds) -> (hasToWait: Bool, released: (Value?, ContiguousArray<Value>)) {
        let locked = lock(asksForContext: false)
        guard state.pointee.hasNews else { return (false, (nil, [])) }
        let released = takeReleased()
        _ = locked.handOver()
        return (lane.unlockAndDrain(&others), released)
    }

    /// The values that are to be let go of without the lock.
    @inlinable @inline(__always)
    func takeReleased() -> (Value?, ContiguousArray<Value>) {
        let released = state.pointee.released.take()
        var furtherReleased: ContiguousArray<Value> = []
        if !state.pointee.furtherReleased.isEmpty {
            swap(&furtherReleased, &state.pointee.furtherReleased)
        }
        return (released, furtherReleased)
    }

    /// Closes the shard: nothing changes any more. Its lane leaves the lifecycle once it is empty.
    func close() {
        let locked = lock(asksForContext: false)
        head.index.pointee.isClosed = true
        _ = locked.handOver()
        lane.unlockAndClose()
    }
}

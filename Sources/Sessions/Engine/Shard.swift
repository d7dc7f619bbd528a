/// A part of a manager's sessions, with its lock and its lane: the state's verbs, made safe for any thread.
@usableFromInline final class Shard<Value: Sendable>: ShardCore, @unchecked Sendable {  // see ShardCore
    @usableFromInline let state: UnsafeMutablePointer<ShardState<Value>>
    @usableFromInline let lane: EventLane<Value>

    @inlinable
    init(
        index: consuming ShardIndex,
        surroundings: Surroundings,
        series: Int,
        observer: any SessionObserver<Value>,
        finish: @escaping @Sendable () -> Void
    ) {
        let head = ShardHead.allocate(index)
        lane = EventLane(
            lock: head.lock,
            observer: observer,
            lifecycle: surroundings.lifecycle,
            finish: finish
        )
        state = .allocate(capacity: 1)
        state.initialize(
            to: ShardState(head: head, surroundings: surroundings, series: series, events: lane.queue)
        )
        head.index.pointee.state = UnsafeMutableRawPointer(state)
        super.init(head: head, surroundings: surroundings)
    }

    deinit {
        state.pointee.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Runs a verb under the lock. Then, with no lock held, brings the events on their way and releases the
    /// values of those that ended.
    @inline(__always)
    @inlinable
    func perform<R>(_ verb: (inout ShardState<Value>, Moment) -> R) -> R {
        ThreadScope.checkNotUpdating(surroundings.identity)
        let context = surroundings.context()
        head.lock.pointee.lock()
        let result = verb(&state.pointee, Moment(now: surroundings.now(), context: context))
        settle()
        // An object of the user's, whose `deinit` may call anything.
        withExtendedLifetime(context) {}
        return result
    }

    /// Runs a verb that changes nothing under the lock.
    @inlinable
    func read<R>(_ verb: (borrowing ShardState<Value>, Moment) -> R) -> R {
        ThreadScope.checkNotUpdating(surroundings.identity)
        head.lock.pointee.lock()
        defer { head.lock.pointee.unlock() }
        return verb(state.pointee, Moment(now: surroundings.now(), context: nil))
    }

    /// Runs a verb under the lock and leaves its events in the lane, for a caller that holds another lock
    /// and later drains the lane and lets go of the values of what ended.
    @inlinable
    func performQuietly<R>(
        _ context: EventContext?,
        _ verb: (inout ShardState<Value>, Moment) -> R
    ) -> (result: R, released: ContiguousArray<Value>) {
        head.lock.pointee.lock()
        defer { head.lock.pointee.unlock() }
        let result = verb(&state.pointee, Moment(now: surroundings.now(), context: context))
        var released: ContiguousArray<Value> = []
        swap(&released, &state.pointee.furtherReleased)
        if let value = state.pointee.released.take() { released.append(value) }
        return (result, released)
    }

    /// Lets go of the lock. Then, with no lock held, brings the events on their way and releases the values of
    /// those that ended.
    @inlinable @inline(__always)
    func settle() {
        if !lane.queue.pointee.hasNews && state.pointee.released == nil {
            head.lock.pointee.unlock()
        } else {
            settleNews()
        }
    }

    /// Lets go of the lock after an update of this session, and brings its event on its way.
    @inlinable @inline(__always)
    func endUpdate(_ access: PlainAccess, _ id: String) {
        let event = state.pointee.updated(access, id)
        if lane.isIdle { return lane.unlockAndDeliver(first: event) }
        lane.queue.pointee.append(event)
        lane.unlockAndDrain()
    }

    /// Lets go of the lock after the create of this session, and brings its event on its way.
    @inlinable @inline(__always)
    func endCreate(_ creation: PlainCreation, _ session: Session<Value>) {
        let event = state.pointee.created(creation, session)
        if lane.isIdle { return lane.unlockAndDeliver(first: event) }
        lane.queue.pointee.append(event)
        lane.unlockAndDrain()
    }

    @inlinable
    func settleNews() {
        var released = takeReleased()
        lane.unlockAndDrain()
        release(&released)
    }

    /// Releases values, with no lock held. A `deinit` may call the manager, which may be in the middle of a cleanup or
    /// of a change of policy: as an observer's, such a call waits for nothing that this thread would have to do.
    @inlinable
    func release(_ values: inout (Value?, ContiguousArray<Value>)) {
        ThreadScope.enter(.delivery, of: surroundings.identity) { values = (nil, []) }
    }

    /// Brings on its way what was left by a caller that holds several locks, and adds the lanes that it has to go on
    /// with to `others`. Returns whether the caller has to wait until the lane is shorter, and the values to let go of.
    /// All of that is for when it has done this with all shards: their lanes may wait for each other, and what a value
    /// does as it goes may wait for a lane.
    func settle(_ others: inout LaneRounds) -> (hasToWait: Bool, released: (Value?, ContiguousArray<Value>)) {
        head.lock.pointee.lock()
        guard lane.queue.pointee.hasNews || state.pointee.released != nil else {
            head.lock.pointee.unlock()
            return (false, (nil, []))
        }
        let released = takeReleased()
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
    @inlinable
    func close() {
        head.lock.pointee.lock()
        head.index.pointee.isClosed = true
        lane.unlockAndClose()
    }
}

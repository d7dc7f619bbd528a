/// A part of a manager's sessions, with its lock and its lane: the state's verbs, made safe for any thread.
@usableFromInline final class Shard<Value: Sendable>: ShardCore, @unchecked Sendable {  // see ShardCore
    @usableFromInline let state: UnsafeMutablePointer<ShardState<Value>>
    @usableFromInline let lane: EventLane<Value>

    @inlinable
    init(
        index: consuming ShardIndex,
        surroundings: Surroundings,
        series: Int,
        lane: EventLane<Value>
    ) {
        self.lane = lane
        state = .allocate(capacity: 1)
        super.init(index: index, surroundings: surroundings)
        state.initialize(to: ShardState(head: head, surroundings: surroundings, series: series))
    }

    deinit {
        state.pointee.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Runs a verb under the lock. Then, with no lock held, releases the values of those that ended and
    /// brings the events on their way.
    @inline(__always)
    @inlinable
    func perform<R>(_ verb: (inout ShardState<Value>, Moment) -> R) -> R {
        ThreadScope.checkNotUpdating(surroundings.lifecycle)
        let context = surroundings.context()
        head.lock.pointee.lock()
        let result = verb(&state.pointee, Moment(now: surroundings.now(), context: context))
        if state.pointee.events.isEmpty && state.pointee.released == nil {
            head.lock.pointee.unlock()
            return result
        }
        settle()
        return result
    }

    /// Runs a verb that changes nothing under the lock.
    @inlinable
    func read<R>(_ verb: (borrowing ShardState<Value>, Moment) -> R) -> R {
        ThreadScope.checkNotUpdating(surroundings.lifecycle)
        head.lock.pointee.lock()
        defer { head.lock.pointee.unlock() }
        return verb(state.pointee, Moment(now: surroundings.now(), context: nil))
    }

    /// Runs a verb under the lock and leaves its events in the lane, for a caller that holds another lock
    /// and drains the lane later.
    @inlinable
    func performQuietly<R>(
        _ context: EventContext?,
        _ verb: (inout ShardState<Value>, Moment) -> R
    ) -> R {
        head.lock.pointee.lock()
        let result = verb(&state.pointee, Moment(now: surroundings.now(), context: context))
        handOver()
        return result
    }

    /// Moves events to the lane in the order of the lock, unlocks, and drains.
    @inlinable
    func settle() {
        if state.pointee.events.count == 1, lane.beginIfIdle(), let event = state.pointee.events.popLast() {
            // The usual case: nothing waits, so the event need not wait either.
            handOver()
            lane.deliver(first: event)
        } else if handOver() {
            lane.drain()
        }
    }

    /// Moves events to the lane in the order of the lock, unlocks, and releases the values of those that
    /// ended; returns whether there were events.
    @discardableResult
    @inlinable
    func handOver() -> Bool {
        let hasEvents = !state.pointee.events.isEmpty
        if hasEvents {
            for event in state.pointee.events { lane.append(event) }
            state.pointee.events.removeAll(keepingCapacity: state.pointee.events.count <= 1_024)
        }
        let released = state.pointee.released.take()
        var furtherReleased: ContiguousArray<Value> = []
        if !state.pointee.furtherReleased.isEmpty {
            swap(&furtherReleased, &state.pointee.furtherReleased)
        }
        head.lock.pointee.unlock()
        withExtendedLifetime((released, furtherReleased)) {}
        return hasEvents
    }

    /// Closes the shard: nothing changes any more. Its lane leaves the lifecycle once it is empty.
    @inlinable
    func close() {
        head.lock.pointee.lock()
        head.index.pointee.isClosed = true
        head.lock.pointee.unlock()
        lane.close()
    }
}

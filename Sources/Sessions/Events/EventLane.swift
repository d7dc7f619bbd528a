/// Delivers the events of a shard's sessions to the observer, one at a time and in order.
///
/// The lane shares the lock of its shard: an operation appends its event under the lock, and drains the
/// lane when it releases the lock. The first thread that drains also delivers the events that others append
/// meanwhile, so an observer may call the manager: the event of that call follows the current one. While
/// more than ``limit`` events wait, callers outside observers wait too.
///
/// A lane that meets another (``LaneRendezvous``) can be held. A held lane looks as if a thread were draining
/// it. The thread that reaches the rendezvous with the other lane continues with it.
@usableFromInline
final class EventLane<Value: Sendable>: @unchecked Sendable {  // `queue` is only reached under `lock`
    /// The number of waiting events above which callers wait.
    @inlinable
    static var limit: Int { 8_192 }

    @usableFromInline let lock: UnsafeMutablePointer<Lock>
    @usableFromInline let queue: UnsafeMutablePointer<EventQueue<Value>>
    @usableFromInline let observer: any SessionObserver<Value>
    @usableFromInline let lifecycle: Lifecycle
    /// See ``Lifecycle/identity``.
    @usableFromInline let identity: UInt
    /// The work of the last participant of a shutdown.
    @usableFromInline let finish: @Sendable () -> Void

    /// Creates a lane with a lock that outlives it.
    @inlinable
    init(
        lock: UnsafeMutablePointer<Lock>,
        observer: any SessionObserver<Value>,
        lifecycle: Lifecycle,
        finish: @escaping @Sendable () -> Void
    ) {
        self.lock = lock
        self.observer = observer
        self.lifecycle = lifecycle
        identity = lifecycle.identity
        self.finish = finish
        queue = .allocate(capacity: 1)
        queue.initialize(to: EventQueue())
    }

    deinit {
        queue.deinitialize(count: 1)
        queue.deallocate()
    }

    /// The number of callers that had to wait.
    @inlinable
    var callersThatWaited: Int { withLock { queue.pointee.waits } }

    /// The number of waiting events.
    @inlinable
    var backlog: Int { withLock { queue.pointee.count } }

    @inlinable
    func withLock<R>(_ body: () -> R) -> R {
        lock.pointee.lock()
        defer { lock.pointee.unlock() }
        return body()
    }

    /// Appends an event, for a caller that drains later.
    @inlinable
    func append(_ event: SessionEvent<Value>) {
        withLock { queue.pointee.append(event) }
    }

    /// Delivers the waiting events, unless another thread or an outer call of this thread is already doing
    /// so.
    @inlinable
    func drain() {
        lock.pointee.lock()
        unlockAndDrain()
    }

    /// Releases the lock and delivers the waiting events as ``drain()`` does.
    @inlinable
    func unlockAndDrain() {
        let hasNews = queue.pointee.takeNews()
        if queue.pointee.isDraining {
            let isOverfull = queue.pointee.count > Self.limit
            lock.pointee.unlock()
            if hasNews && isOverfull { waitUntilShorter() }
        } else if queue.pointee.count > 0 {
            queue.pointee.isDraining = true
            unlockAndDeliver()
        } else {
            lock.pointee.unlock()
        }
    }

    /// Does the same as ``unlockAndDrain()``, for a caller that drains another lane before it continues
    /// with `others` or waits.
    ///
    /// - Returns: Whether the caller has to call ``waitUntilShorter()``.
    func unlockAndDrain(_ others: inout LaneRounds) -> Bool {
        let hasNews = queue.pointee.takeNews()
        if queue.pointee.isDraining {
            let isOverfull = queue.pointee.count > Self.limit
            lock.pointee.unlock()
            return hasNews && isOverfull
        }
        if queue.pointee.count > 0 {
            queue.pointee.isDraining = true
            unlockAndDeliver(&others)
        } else {
            lock.pointee.unlock()
        }
        return false
    }

    /// Whether no event waits and no thread delivers, so that an event can be delivered without entering
    /// the queue.
    @inlinable @inline(__always)
    var isIdle: Bool { queue.pointee.count == 0 && !queue.pointee.isDraining }

    /// Releases the lock and delivers this event, then those that arrived meanwhile. The lane must be idle
    /// (``isIdle``).
    @inlinable @inline(__always)
    func unlockAndDeliver(first event: SessionEvent<Value>) {
        queue.pointee.isDraining = true
        lock.pointee.unlock()
        ThreadScope.enter(.delivery, of: identity) { observer.sessionDid(event) }
        lock.pointee.lock()
        queue.pointee.delivered &+= 1
        unlockAndDeliver()
    }

    /// Releases the lock and delivers the waiting events and those that arrive meanwhile.
    ///
    /// The caller must have set `isDraining`.
    @inlinable
    func unlockAndDeliver() {
        if queue.pointee.count == 0 { return unlockAndEnd() }
        var others = LaneRounds()
        unlockAndDeliver(&others)
        if !others.isEmpty { others.finish() }
    }

    /// Delivers until this thread is done with the lane, and gives the other lanes turns in between.
    @inlinable
    func unlockAndDeliver(_ others: inout LaneRounds) {
        while !unlockAndDeliverSome(&others) {
            if !others.isEmpty { others.goOnce() }
            lock.pointee.lock()
        }
    }

    /// The number of events that are delivered before the lanes that waited for this one get a turn.
    @inlinable static var turn: Int { 64 }

    /// Releases the lock, delivers the events of one turn, and adds the lanes that waited for this one to
    /// `others`.
    ///
    /// - Returns: Whether this thread is done with the lane: either nothing is left, or the lane is held
    ///   and the thread that reaches the rendezvous with the other lane continues with it.
    @inlinable
    func unlockAndDeliverSome(_ others: inout LaneRounds) -> Bool {
        let isHeld = ThreadScope.enter(.delivery, of: identity) {
            var left = Self.turn
            while left > 0, queue.pointee.count > 0 {
                left &-= 1
                guard unlockAndDeliverFirst(&others) else { return true }
                lock.pointee.lock()
                queue.pointee.delivered &+= 1
            }
            return false
        }
        // Another thread may already be draining a lane that was held.
        if isHeld { return true }
        if queue.pointee.count == 0 {
            unlockAndEnd()
            return true
        }
        lock.pointee.unlock()
        return false
    }

    /// Releases the lock and delivers the first waiting event.
    ///
    /// The event is released before this method returns and the lock is taken again. It may hold the last
    /// reference to its session's value or to its context, and their `deinit` may call anything.
    ///
    /// - Returns: False if the entry is a rendezvous that the other lane has not reached; this lane is then
    ///   held.
    @inlinable
    func unlockAndDeliverFirst(_ others: inout LaneRounds) -> Bool {
        let event = queue.pointee.removeFirst()
        let opens = queue.pointee.waiters > 0 && queue.pointee.count <= Self.limit
        if let stop = event.details?.stop { return unlockAndMeet(stop, opens: opens, &others) }
        lock.pointee.unlock()
        if opens { lifecycle.condition.notifyAll() }
        observer.sessionDid(event)
        return true
    }

    /// Releases the lock and marks the arrival at a rendezvous; delivers its event if the other lane has
    /// already arrived.
    @usableFromInline @inline(never)
    func unlockAndMeet(_ stop: LaneRendezvous.Stop, opens: Bool, _ others: inout LaneRounds) -> Bool {
        let isOver = stop.rendezvous.arrive()
        queue.pointee.isHeld = !isOver
        lock.pointee.unlock()
        if opens { lifecycle.condition.notifyAll() }
        guard isOver else { return false }
        stop.rendezvous.deliver?()
        others.add(stop.rendezvous.other(than: stop.side))
        return true
    }

    /// Holds the lane under its lock. The lane must be idle (``isIdle``).
    ///
    /// The calling thread delivers a rotation's event from the other lane and then continues with this one.
    func hold() {
        queue.pointee.isDraining = true
        queue.pointee.isHeld = true
    }

    /// Continues for one turn after the lane was held; see ``unlockAndDeliverSome(_:)``.
    @usableFromInline func continueDelivery(_ others: inout LaneRounds) -> Bool {
        lock.pointee.lock()
        if queue.pointee.isHeld {
            queue.pointee.isHeld = false
            queue.pointee.delivered &+= 1
        }
        if queue.pointee.count > 0 { return unlockAndDeliverSome(&others) }
        unlockAndEnd()
        return true
    }

    /// Releases the lock of a lane with nothing left to deliver.
    @inlinable
    func unlockAndEnd() {
        queue.pointee.shrink()
        queue.pointee.isDraining = false
        let opens = queue.pointee.waiters > 0
        let leaves = queue.pointee.isClosed
        queue.pointee.isClosed = false
        lock.pointee.unlock()
        if opens { lifecycle.condition.notifyAll() }
        if leaves && lifecycle.leave() { finish() }
    }

    @inlinable @inline(never)
    func waitUntilShorter() {
        // If an observer waited here, the delivery that it waits for could be its own.
        guard !ThreadScope.isDelivering else { return }
        withLock {
            queue.pointee.waiters += 1
            queue.pointee.waits += 1
        }
        lifecycle.condition.wait {
            withLock { queue.pointee.count <= Self.limit || !queue.pointee.isDraining }
        }
        withLock { queue.pointee.waiters -= 1 }
    }

    /// Does the work of the last participant of a shutdown.
    @inlinable
    func finishShutdown() { finish() }

    /// Closes the lane and releases the lock. The lane leaves the lifecycle after its last event is
    /// delivered.
    ///
    /// The caller guarantees that no further event is appended.
    @inlinable
    func unlockAndClose() {
        queue.pointee.isClosed = true
        // The thread that drains the lane leaves the lifecycle after the last event: another thread or this
        // one.
        if queue.pointee.isDraining {
            lock.pointee.unlock()
        } else {
            queue.pointee.isDraining = true
            unlockAndDeliver()
        }
    }
}

/// Brings the events of a shard's sessions to the observer, one at a time and in order.
///
/// It has the lock of its shard: an operation appends under it, and drains when it lets go of it. Whoever comes
/// first drains for all: others append and go on, so an observer may call the manager, and that call's event
/// follows the current one. Past ``limit`` waiting events, callers outside observers wait until there are
/// fewer.
///
/// A lane that meets another (``LaneRendezvous``) may be held: it stays as if somebody drained it, and who goes on
/// with it is whoever comes to the rendezvous with the other lane.
@usableFromInline
final class EventLane<Value: Sendable>: @unchecked Sendable {  // its queue is reached under its lock
    /// How many events may wait before callers have to.
    @inlinable
    static var limit: Int { 8_192 }

    @usableFromInline let lock: UnsafeMutablePointer<Lock>
    @usableFromInline let queue: UnsafeMutablePointer<EventQueue<Value>>
    @usableFromInline let observer: any SessionObserver<Value>
    @usableFromInline let lifecycle: Lifecycle
    /// See ``Lifecycle/identity``.
    @usableFromInline let identity: UInt
    /// What the last participant of a shutdown has to do.
    @usableFromInline let finish: @Sendable () -> Void

    /// A lane under this lock, which outlives it.
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

    /// How many callers had to wait.
    @inlinable
    var callersThatWaited: Int { withLock { queue.pointee.waits } }

    /// How many events wait.
    @inlinable
    var backlog: Int { withLock { queue.pointee.count } }

    @inlinable
    func withLock<R>(_ body: () -> R) -> R {
        lock.pointee.lock()
        defer { lock.pointee.unlock() }
        return body()
    }

    /// Adds an event, for a caller that drains later.
    @inlinable
    func append(_ event: SessionEvent<Value>) {
        withLock { queue.pointee.append(event) }
    }

    /// Delivers what waits, unless another thread, or an outer call of this one, does so already.
    @inlinable
    func drain() {
        lock.pointee.lock()
        unlockAndDrain()
    }

    /// Lets go of the lock and delivers what waits, as ``drain()`` does.
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

    /// As ``unlockAndDrain()``, for a caller that has another lane to drain before it goes on with `others` or waits
    /// itself; returns whether it has to wait, at ``waitUntilShorter()``.
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

    /// Whether nothing waits and nobody delivers: an event may then be delivered without waiting in the queue.
    @inlinable @inline(__always)
    var isIdle: Bool { queue.pointee.count == 0 && !queue.pointee.isDraining }

    /// Lets go of the lock and delivers this event, and then what came meanwhile; for a lane that ``isIdle``.
    @inlinable @inline(__always)
    func unlockAndDeliver(first event: SessionEvent<Value>) {
        queue.pointee.isDraining = true
        lock.pointee.unlock()
        ThreadScope.enter(.delivery, of: identity) { observer.sessionDid(event) }
        lock.pointee.lock()
        queue.pointee.delivered &+= 1
        unlockAndDeliver()
    }

    /// Lets go of the lock and delivers what waits and what comes meanwhile; for whoever began to drain.
    @inlinable
    func unlockAndDeliver() {
        if queue.pointee.count == 0 { return unlockAndEnd() }
        var others = LaneRounds()
        unlockAndDeliver(&others)
        if !others.isEmpty { others.finish() }
    }

    /// Delivers until it is done with this lane, while the others have their turns.
    @inlinable
    func unlockAndDeliver(_ others: inout LaneRounds) {
        while !unlockAndDeliverSome(&others) {
            if !others.isEmpty { others.goOnce() }
            lock.pointee.lock()
        }
    }

    /// How many events are delivered before lanes that waited for this one have their turn.
    @inlinable static var turn: Int { 64 }

    /// Lets go of the lock and delivers a turn's events, and adds the lanes that waited for this one to `others`.
    ///
    /// - Returns: Whether this thread is done with it: nothing is left, or it is held, and whoever comes to the
    ///   rendezvous with the other lane goes on with it.
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
        // Another thread may drain it already.
        if isHeld { return true }
        if queue.pointee.count == 0 {
            unlockAndEnd()
            return true
        }
        lock.pointee.unlock()
        return false
    }

    /// Releases the lock and delivers the first event that waits.
    ///
    /// The event goes before this returns and the lock is taken again: it may be the last to have its session's value
    /// and its context, whose `deinit` may call anything.
    ///
    /// - Returns: False where it is a rendezvous that the other lane has not come to: this lane is held then.
    @inlinable
    func unlockAndDeliverFirst(_ others: inout LaneRounds) -> Bool {
        let event = queue.pointee.removeFirst()
        let opens = queue.pointee.waiters > 0 && queue.pointee.count <= Self.limit
        if let place = event.details?.place { return unlockAndMeet(place, opens: opens, &others) }
        lock.pointee.unlock()
        if opens { lifecycle.gate.open() }
        observer.sessionDid(event)
        return true
    }

    /// Releases the lock and comes to a rendezvous with another lane; delivers its event if that one is there.
    @usableFromInline @inline(never)
    func unlockAndMeet(_ place: LaneRendezvous.Place, opens: Bool, _ others: inout LaneRounds) -> Bool {
        let isOver = place.rendezvous.arrive()
        queue.pointee.isHeld = !isOver
        lock.pointee.unlock()
        if opens { lifecycle.gate.open() }
        guard isOver else { return false }
        place.rendezvous.deliver?()
        others.add(place.rendezvous.other(than: place.side))
        return true
    }

    /// Holds the lane, which ``isIdle``, under its lock, for a thread that delivers a rotation's event from the other
    /// lane and then goes on with this one.
    func hold() {
        queue.pointee.isDraining = true
        queue.pointee.isHeld = true
    }

    /// Goes on for a turn, after it was held; see ``unlockAndDeliverSome(_:)``.
    @usableFromInline func goOn(_ others: inout LaneRounds) -> Bool {
        lock.pointee.lock()
        if queue.pointee.isHeld {
            queue.pointee.isHeld = false
            queue.pointee.delivered &+= 1
        }
        if queue.pointee.count > 0 { return unlockAndDeliverSome(&others) }
        unlockAndEnd()
        return true
    }

    /// Lets go of the lock with nothing left to deliver.
    @inlinable
    func unlockAndEnd() {
        queue.pointee.shrink()
        queue.pointee.isDraining = false
        let opens = queue.pointee.waiters > 0
        let leaves = queue.pointee.isClosed
        queue.pointee.isClosed = false
        lock.pointee.unlock()
        if opens { lifecycle.gate.open() }
        if leaves && lifecycle.leave() { finish() }
    }

    @inlinable @inline(never)
    func waitUntilShorter() {
        // An observer that waited could be waited for itself.
        guard !ThreadScope.isDelivering else { return }
        withLock {
            queue.pointee.waiters += 1
            queue.pointee.waits += 1
        }
        lifecycle.gate.wait { withLock { queue.pointee.count <= Self.limit || !queue.pointee.isDraining } }
        withLock { queue.pointee.waiters -= 1 }
    }

    /// Does what the last participant of a shutdown has to do.
    @inlinable
    func finishShutdown() { finish() }

    /// Lets go of the lock. No event will be appended any more: once the last one is delivered, the lane
    /// leaves the lifecycle.
    @inlinable
    func unlockAndClose() {
        queue.pointee.isClosed = true
        // Whoever drains now leaves after the last event: another thread, or this one.
        if queue.pointee.isDraining {
            lock.pointee.unlock()
        } else {
            queue.pointee.isDraining = true
            unlockAndDeliver()
        }
    }
}

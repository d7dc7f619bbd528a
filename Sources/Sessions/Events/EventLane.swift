/// Brings the events of a shard's sessions to the observer, one at a time and in order.
///
/// It has the lock of its shard: an operation appends under it, and drains when it lets go of it. Whoever comes
/// first drains for all: others append and go on, so an observer may call the manager, and that call's event
/// follows the current one. Past ``limit`` waiting events, callers outside observers wait until there are
/// fewer.
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
        while !unlockAndDeliverSome() { lock.pointee.lock() }
    }

    /// How many events are delivered before lanes that waited for this one have their turn.
    @inlinable static var turn: Int { 64 }

    /// Lets go of the lock and delivers a turn's events, and a turn's of each lane that waited for this one: so
    /// that neither keeps the other waiting under a load that never ends.
    ///
    /// - Returns: Whether this thread is done with it: nothing is left, or it has to wait for another lane, and
    ///   whoever delivers there goes on with it.
    @inlinable
    func unlockAndDeliverSome() -> Bool {
        if queue.pointee.count == 0 && queue.pointee.resumed.isEmpty {
            unlockAndEnd()
            return true
        }
        let isHeld = ThreadScope.enter(.delivery, of: identity) {
            var left = Self.turn
            while left > 0, let event = queue.pointee.popFirst() {
                left &-= 1
                if let link = event.details?.link {
                    guard passes(link, event) else { return true }
                } else {
                    let opens = queue.pointee.waiters > 0 && queue.pointee.count <= Self.limit
                    lock.pointee.unlock()
                    if opens { lifecycle.gate.open() }
                    observer.sessionDid(event)
                    lock.pointee.lock()
                }
                queue.pointee.delivered &+= 1
            }
            return false
        }
        return isHeld || !queue.pointee.resumed.isEmpty ? unlockAndGoOn(isHeld: isHeld) : unlockIfDone()
    }

    @inlinable
    func unlockIfDone() -> Bool {
        if queue.pointee.count == 0 && queue.pointee.resumed.isEmpty {
            unlockAndEnd()
            return true
        }
        lock.pointee.unlock()
        return false
    }

    /// Gives the lanes that waited for this one their turn; all they have, if this one is to wait itself.
    @usableFromInline @inline(never)
    func unlockAndGoOn(isHeld: Bool) -> Bool {
        var resumed: [@Sendable () -> Bool] = []
        swap(&resumed, &queue.pointee.resumed)
        lock.pointee.unlock()
        if isHeld {
            // From here on another thread may drain this lane.
            for goOn in resumed { while !goOn() {} }
            return true
        }
        resumed.removeAll { $0() }
        lock.pointee.lock()
        queue.pointee.resumed.insert(contentsOf: resumed, at: 0)
        return unlockIfDone()
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

    /// Deals with an event that has to do with another lane; false if this lane has to wait for it.
    @usableFromInline @inline(never)
    func passes(_ link: LaneLink, _ event: SessionEvent<Value>) -> Bool {
        let role = event.details?.linkRole ?? .event
        if role == .mark { return link.mayPass() }
        if role == .event {
            lock.pointee.unlock()
            observer.sessionDid(event)
            lock.pointee.lock()
        }
        if link.delivered() { queue.pointee.resumed.append(link.goOn) }
        return true
    }

    /// Goes on, for a turn, after a wait for another lane; see ``unlockAndDeliverSome()``.
    @usableFromInline func goOn() -> Bool {
        lock.pointee.lock()
        return unlockAndDeliverSome()
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

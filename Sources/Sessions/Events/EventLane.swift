/// Brings the events of a shard's sessions to the observer, one at a time and in order.
///
/// It has the lock of its shard: an operation appends under it, and drains when it lets go of it. Whoever comes
/// first drains for all: others append and go on, so an observer may call the manager, and that call's event
/// follows the current one. Past ``limit`` waiting events, callers outside observers wait until there are
/// fewer.
// Unchecked: its queue is reached under its lock.
@usableFromInline final class EventLane<Value: Sendable>: @unchecked Sendable {
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
        if queue.pointee.count == 0 { return unlockAndEnd() }
        let isHeld = ThreadScope.enter(.delivery, of: identity) {
            while let event = queue.pointee.popFirst() {
                if let link = event.details?.link {
                    guard passes(link, event) else { return true }
                    queue.pointee.delivered &+= 1
                    continue
                }
                let opens = queue.pointee.waiters > 0 && queue.pointee.count <= Self.limit
                lock.pointee.unlock()
                if opens { lifecycle.gate.open() }
                observer.sessionDid(event)
                lock.pointee.lock()
                queue.pointee.delivered &+= 1
            }
            return false
        }
        // Whoever delivers what this lane waits for goes on with it.
        if !isHeld { unlockAndEnd() }
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

    /// Deals with an event that has to do with another lane; false, and the lock let go of, if this lane has to
    /// wait.
    @usableFromInline @inline(never)
    func passes(_ link: LaneLink, _ event: SessionEvent<Value>) -> Bool {
        let role = event.details?.linkRole ?? .event
        if role == .mark {
            if link.mayPass() { return true }
            lock.pointee.unlock()
            return false
        }
        lock.pointee.unlock()
        if role == .event { observer.sessionDid(event) }
        link.delivered()
        lock.pointee.lock()
        return true
    }

    /// Goes on after a wait for another lane.
    @usableFromInline func resume() {
        lock.pointee.lock()
        // The mark that it waited at.
        queue.pointee.delivered &+= 1
        unlockAndDeliver()
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

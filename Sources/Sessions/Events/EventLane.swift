/// Brings the events of a shard's sessions to the observer, one at a time and in order.
///
/// An operation appends under its shard's lock and drains after unlocking. Whoever comes first drains for all:
/// others append and go on, so an observer may call the manager, and that call's event follows the current
/// one. Past ``limit`` waiting events, callers outside observers wait until there are fewer.
@usableFromInline final class EventLane<Value: Sendable>: @unchecked Sendable {  // reached under its lock
    /// How many events may wait before callers have to.
    @inlinable
    static var limit: Int { 8_192 }

    @usableFromInline let lock = Lock()
    @usableFromInline var queue: ContiguousArray<SessionEvent<Value>?> = []
    @usableFromInline var head = 0
    @usableFromInline var isDraining = false
    @usableFromInline var isClosed = false
    @usableFromInline var waiters = 0
    @usableFromInline var waits = 0
    @usableFromInline let observer: any SessionObserver<Value>
    @usableFromInline let lifecycle: Lifecycle
    /// What the last participant of a shutdown has to do.
    @usableFromInline let finish: @Sendable () -> Void

    @inlinable
    init(
        observer: any SessionObserver<Value>,
        lifecycle: Lifecycle,
        finish: @escaping @Sendable () -> Void
    ) {
        self.observer = observer
        self.lifecycle = lifecycle
        self.finish = finish
    }

    /// How many callers had to wait.
    @inlinable
    var callersThatWaited: Int { withLock { waits } }

    /// How many events wait.
    @inlinable
    var backlog: Int { withLock { count } }

    @inlinable
    var count: Int { queue.count - head }

    @inlinable
    func withLock<R>(_ body: () -> R) -> R {
        lock.lock()
        defer { lock.unlock() }
        return body()
    }

    /// Adds an event; to be called under the lock of the shard that it is about.
    @inlinable
    func append(_ event: SessionEvent<Value>) {
        withLock { queue.append(event) }
    }

    /// Delivers what waits, unless another thread, or an outer call of this one, does so already.
    @inlinable
    func drain() {
        if begin() {
            deliver(first: nil)
        } else {
            waitIfOverfull()
        }
    }

    /// Begins to drain, unless somebody does so already.
    @inlinable
    func begin() -> Bool {
        withLock {
            if isDraining { return false }
            isDraining = true
            return true
        }
    }

    /// Begins to drain if nothing waits and nobody does so already; to be called under the shard's lock, for
    /// an event that then has to be delivered first.
    @inlinable
    func beginIfIdle() -> Bool {
        withLock {
            if isDraining || count > 0 { return false }
            isDraining = true
            return true
        }
    }

    /// Delivers this event and then what waits; for whoever began to drain.
    @inlinable
    func deliver(first: SessionEvent<Value>?) {
        ThreadScope.enter(.delivery, of: lifecycle) {
            if let first { observer.sessionDid(first) }
            while let event = next() { observer.sessionDid(event) }
        }
    }

    /// The event to deliver next; with none left, the draining has ended.
    @inlinable
    func next() -> SessionEvent<Value>? {
        var leaves = false
        var opens = false
        let event = withLock { () -> SessionEvent<Value>? in
            guard head < queue.count else {
                queue.removeAll(keepingCapacity: queue.count <= 1_024)
                head = 0
                isDraining = false
                opens = waiters > 0
                leaves = isClosed
                isClosed = false
                return nil
            }
            let event = queue[head].take()
            head += 1
            if head >= 4_096 {
                queue.removeFirst(head)
                head = 0
            }
            opens = waiters > 0 && count <= Self.limit
            return event
        }
        if opens { lifecycle.gate.open() }
        if leaves && lifecycle.leave() { finish() }
        return event
    }

    @inlinable
    func waitIfOverfull() {
        let isOverfull = withLock { count > Self.limit }
        // An observer that waited could be waited for itself.
        guard isOverfull && !ThreadScope.isDelivering else { return }
        withLock {
            waiters += 1
            waits += 1
        }
        lifecycle.gate.wait { withLock { count <= Self.limit || !isDraining } }
        withLock { waiters -= 1 }
    }

    /// Does what the last participant of a shutdown has to do.
    @inlinable
    func finishShutdown() { finish() }

    /// No event will be appended any more: once the last one is delivered, the lane leaves the lifecycle.
    @inlinable
    func close() {
        withLock { isClosed = true }
        // Whoever drains now leaves after the last event: another thread, or this one.
        drain()
    }
}

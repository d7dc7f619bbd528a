public import Logging
public import Sessions

/// Puts a bounded queue and a task between the manager and an observer that may be slow, fail or hang.
///
/// Events go into the queue, which takes about a microsecond; a task of the buffer's own delivers them in
/// batches, one at a time and in order. A batch that fails is tried again with growing delays, then dropped.
/// What finds the queue full goes by ``BufferConfiguration/overflow-swift.property``. Nothing is lost
/// uncounted: ``counts``, and in swift-metrics `sessions_observer_dropped_total{observer}`. When trouble
/// begins and when it is over, a line is logged.
///
/// With the manager's `shutdown` event it begins to drain: it delivers what it holds for
/// ``BufferConfiguration/drainTimeout`` and drops the rest; ``finished()`` waits for that. An observer that
/// hangs for ever is cancelled and, at the end, left behind: its task can't be ended by force.
public final class BufferedObserver<Value: Sendable>: SessionObserver, StatusReporting {
    /// What logs and metrics call the observer.
    public let name: String

    /// What the observer behind it wants, and the shutdown, at which draining begins.
    public let interests: SessionEventKinds

    /// What the observer behind it wants.
    public let accessedInterval: Duration

    private let core: BufferCore<Value>
    private let wantsShutdown: Bool

    /// A buffer in front of `observer`; it needs nothing else to run.
    public init(
        _ observer: some SessionBatchObserver<Value>,
        name: String,
        configuration: BufferConfiguration = BufferConfiguration(),
        clock: any SessionClock = SystemClock(),
        logger: Logger = Logger(label: "sessions")
    ) {
        self.name = name
        interests = observer.interests.union(.shutdown)
        wantsShutdown = observer.interests.contains(.shutdown)
        accessedInterval = observer.accessedInterval
        core = BufferCore(
            observer,
            configuration: configuration,
            clock: clock,
            reporter: BufferReporter(name: name, capacity: configuration.capacity, logger: logger)
        )
        core.start()
    }

    deinit {
        core.drain()
    }

    /// What became of its events so far; consistent in itself, from any thread.
    public var counts: BufferCounts { core.counts }

    /// Its counts; degraded while batches fail, or after events were dropped until half of its queue is free.
    public var status: ComponentStatus { core.status(name) }

    /// Puts the event into the queue. Quick, but with ``BufferConfiguration/Overflow/wait``.
    public func sessionDid(_ event: SessionEvent<Value>) {
        if event.kind != .shutdown || wantsShutdown { core.take(event) }
        if event.kind == .shutdown { core.drain() }
    }

    /// Begins to drain, if that hasn't begun, and ends it after `limit` at the latest.
    public func drain(within limit: Duration) {
        core.drain(within: limit)
    }

    /// Suspends until it has drained, which begins with the manager's shutdown or ``drain(within:)``, or until
    /// the task is cancelled. Once it has drained, nothing is queued any more.
    public func finished() async {
        await core.finished()
    }
}

public import Logging
public import Sessions

/// Puts a bounded queue and a task between the manager and an observer that may be slow, fail or hang.
///
/// Adding an event to the queue takes about a microsecond. A task delivers the events in batches, one at a time
/// and in order. A batch that fails is tried again with growing delays, then dropped. When the queue is full,
/// ``BufferConfiguration/overflow-swift.property`` decides which event is dropped. Every dropped event is counted,
/// in ``counts`` and in the swift-metrics counter `sessions_observer_dropped_total{observer}`. The buffer logs a
/// line when a problem begins and when it ends.
///
/// At the manager's `shutdown` event the buffer begins to drain: it delivers the queued events for
/// ``BufferConfiguration/drainTimeout`` and drops the rest. ``finished()`` waits for the end. An observer that never
/// returns is cancelled and finally abandoned, because Swift can't stop a task by force.
public final class BufferedObserver<Value: Sendable>: SessionObserver, StatusReporting {
    /// The observer's name in logs and metrics.
    public let name: String

    /// The interests of the observer, and `shutdown`, at which draining begins.
    public let interests: Set<SessionEventKind>

    /// The minimum time between two `accessed` events of a session, as the observer asks for.
    public let accessedInterval: Duration

    private let core: BufferCore<Value>
    private let wantsShutdown: Bool

    /// Creates a buffer in front of `observer` and starts it.
    public init(
        _ observer: some SessionBatchObserver<Value>,
        name: String,
        configuration: BufferConfiguration = BufferConfiguration(),
        clock: any SessionClock = SystemClock(),
        logger: Logger = Logger(label: "sessions")
    ) {
        self.name = name
        interests = observer.interests.union([.shutdown])
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

    /// The counts so far, consistent with each other. You may read them from any thread.
    public var counts: BufferCounts { core.counts }

    /// The counts and the condition: degraded while batches fail, and from a dropped event until half of the queue is
    /// free.
    public var status: ComponentStatus { core.status(name) }

    /// Adds the event to the queue. With ``BufferConfiguration/Overflow/wait`` it may block the calling thread.
    public func sessionDid(_ event: SessionEvent<Value>) {
        if event.kind != .shutdown || wantsShutdown { core.take(event) }
        if event.kind == .shutdown { core.drain() }
    }

    /// Begins to drain, unless draining has begun, and ends it after at most `limit`.
    public func drain(within limit: Duration) {
        core.drain(within: limit)
    }

    /// Suspends until the buffer has drained or the task is cancelled.
    ///
    /// Draining begins with the manager's shutdown or ``drain(within:)``. Afterwards the queue is empty.
    public func finished() async {
        await core.finished()
    }
}

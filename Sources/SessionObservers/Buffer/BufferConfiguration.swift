/// How a buffer in front of an asynchronous observer behaves.
///
/// Values out of range are held at the nearest end of it.
public struct BufferConfiguration: Sendable, Hashable {
    /// What happens to an event that finds the queue full.
    public enum Overflow: String, Sendable, Hashable, CaseIterable {
        /// The event that comes is dropped.
        case dropNewest = "drop-newest"
        /// The event that waited longest is dropped; those being delivered at the moment are not touched,
        /// and where there are only such, the event that comes is dropped.
        case dropOldest = "drop-oldest"
        /// The thread that made the event happen waits until there is room, for ``waitLimit`` at the most;
        /// then the event is dropped.
        case wait
    }

    /// How many events are held at the most, those being delivered included; from 1 to 10,000,000, by
    /// default 10,000.
    public var capacity: Int { didSet { capacity = min(max(capacity, 1), 10_000_000) } }

    /// How many events are delivered in one call at the most; from 1 to 100,000, by default 100.
    public var batchSize: Int { didSet { batchSize = min(max(batchSize, 1), 100_000) } }

    /// How long a batch that isn't full waits for more; zero, the default, for not at all.
    public var batchDelay: Duration { didSet { batchDelay = min(max(batchDelay, .zero), .seconds(3_600)) } }

    /// What happens to an event that finds the queue full; by default ``Overflow/dropNewest``.
    public var overflow: Overflow

    /// How long a thread waits for room under ``Overflow/wait``; from zero to a minute, by default a second.
    ///
    /// It has to end: the thread may be one that the observer itself needs to go on.
    public var waitLimit: Duration { didSet { waitLimit = min(max(waitLimit, .zero), .seconds(60)) } }

    /// How often a batch is tried before it is dropped; from 1 to 100, by default 5.
    public var maximumAttempts: Int { didSet { maximumAttempts = min(max(maximumAttempts, 1), 100) } }

    /// The time before the second attempt; it doubles from attempt to attempt. From 1 ms to an hour, by
    /// default 200 ms. A random part, up to a half, is taken off each time.
    public var backoff: Duration {
        didSet { backoff = min(max(backoff, .milliseconds(1)), .seconds(3_600)) }
    }

    /// Where the doubling stops; from 1 ms to an hour, by default 30 s.
    public var maximumBackoff: Duration {
        didSet { maximumBackoff = min(max(maximumBackoff, .milliseconds(1)), .seconds(3_600)) }
    }

    /// How long one attempt may take before its task is cancelled; from 1 ms to an hour, by default 30 s.
    public var deliveryTimeout: Duration {
        didSet { deliveryTimeout = min(max(deliveryTimeout, .milliseconds(1)), .seconds(3_600)) }
    }

    /// How long delivery goes on after the manager's shutdown; what is left then is dropped and counted.
    /// From zero to an hour, by default 5 s.
    public var drainTimeout: Duration {
        didSet { drainTimeout = min(max(drainTimeout, .zero), .seconds(3_600)) }
    }

    /// The defaults.
    public init() {
        capacity = 10_000
        batchSize = 100
        batchDelay = .zero
        overflow = .dropNewest
        waitLimit = .seconds(1)
        maximumAttempts = 5
        backoff = .milliseconds(200)
        maximumBackoff = .seconds(30)
        deliveryTimeout = .seconds(30)
        drainTimeout = .seconds(5)
    }
}

/// The limits, delays and retries of a ``BufferedObserver``.
///
/// A value outside its range is clamped to it.
public struct BufferConfiguration: Sendable, Hashable {
    /// The policy for an event that arrives when the queue is full.
    public enum Overflow: String, Sendable, Hashable, CaseIterable {
        /// Drops the new event.
        case dropNewest = "drop-newest"
        /// Drops the oldest event that is waiting. Events that are being delivered stay; if there are no others,
        /// the new event is dropped.
        case dropOldest = "drop-oldest"
        /// Blocks the calling thread until there is room, for at most ``waitLimit``, then drops the new event.
        case wait
    }

    /// The maximum number of events in the buffer, including those that are being delivered: from 1 to 10,000,000,
    /// by default 10,000.
    public var capacity: Int { didSet { capacity = min(max(capacity, 1), 10_000_000) } }

    /// The maximum number of events in a batch: from 1 to 100,000, by default 100.
    public var batchSize: Int { didSet { batchSize = min(max(batchSize, 1), 100_000) } }

    /// How long a batch that isn't full waits for more events: from zero, the default, to an hour.
    public var batchDelay: Duration { didSet { batchDelay = min(max(batchDelay, .zero), .seconds(3_600)) } }

    /// The policy for an event that arrives when the queue is full; by default ``Overflow/dropNewest``.
    public var overflow: Overflow

    /// How long a thread waits for room with ``Overflow/wait``: from zero to a minute, by default a second.
    ///
    /// The wait is limited because the observer may need the blocked thread in order to continue.
    public var waitLimit: Duration { didSet { waitLimit = min(max(waitLimit, .zero), .seconds(60)) } }

    /// The number of attempts to deliver a batch before it is dropped: from 1 to 100, by default 5.
    public var maximumAttempts: Int { didSet { maximumAttempts = min(max(maximumAttempts, 1), 100) } }

    /// The delay before the second attempt: from 1 ms to an hour, by default 200 ms.
    ///
    /// It doubles with each attempt. Each delay is shortened at random by up to a half.
    public var backoff: Duration {
        didSet { backoff = min(max(backoff, .milliseconds(1)), .seconds(3_600)) }
    }

    /// The maximum delay between two attempts: from 1 ms to an hour, by default 30 s.
    public var maximumBackoff: Duration {
        didSet { maximumBackoff = min(max(maximumBackoff, .milliseconds(1)), .seconds(3_600)) }
    }

    /// How long an attempt may take before its task is cancelled: from 1 ms to an hour, by default 30 s.
    public var deliveryTimeout: Duration {
        didSet { deliveryTimeout = min(max(deliveryTimeout, .milliseconds(1)), .seconds(3_600)) }
    }

    /// How long delivery continues after the manager's shutdown: from zero to an hour, by default 5 s.
    ///
    /// Events that are left after this time are dropped and counted.
    public var drainTimeout: Duration {
        didSet { drainTimeout = min(max(drainTimeout, .zero), .seconds(3_600)) }
    }

    /// Creates a configuration with the defaults.
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

/// The number of events that a buffer received, delivered, dropped and still holds.
///
/// In every value, `emitted == delivered + dropped + queued`.
public struct BufferCounts: Sendable, Hashable {
    /// The events received.
    public internal(set) var emitted = 0

    /// The events in batches that the observer accepted without an error.
    public internal(set) var delivered = 0

    /// The events in the buffer: waiting, being delivered, or waiting for the next attempt.
    public internal(set) var queued = 0

    /// The events dropped because the queue was full.
    public internal(set) var droppedByOverflow = 0

    /// The events dropped because their batch failed ``BufferConfiguration/maximumAttempts`` times.
    public internal(set) var droppedAfterRetries = 0

    /// The events dropped because draining had ended before they were delivered or before they arrived.
    public internal(set) var droppedAtShutdown = 0

    /// The failed attempts to deliver a batch.
    public internal(set) var failedAttempts = 0

    /// The highest value of ``queued`` so far.
    public internal(set) var peakQueued = 0

    /// The events that the observer will never receive.
    public var dropped: Int { droppedByOverflow + droppedAfterRetries + droppedAtShutdown }

    init() {}
}

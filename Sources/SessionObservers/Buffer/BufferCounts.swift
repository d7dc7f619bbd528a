/// What became of the events that a buffer took in.
///
/// At every moment `emitted == delivered + dropped + queued`.
public struct BufferCounts: Sendable, Hashable {
    /// Events that came.
    public internal(set) var emitted = 0

    /// Events of batches that the observer took without an error.
    public internal(set) var delivered = 0

    /// Events that are held: waiting, being delivered or to be tried again.
    public internal(set) var queued = 0

    /// Events dropped since there was no room.
    public internal(set) var droppedByOverflow = 0

    /// Events dropped since their batch failed too often.
    public internal(set) var droppedAfterRetries = 0

    /// Events dropped since the time for draining was over, or since they came later.
    public internal(set) var droppedAtShutdown = 0

    /// Attempts that failed.
    public internal(set) var failedAttempts = 0

    /// The most that was ever held.
    public internal(set) var peakQueued = 0

    /// Events that the observer will never get.
    public var dropped: Int { droppedByOverflow + droppedAfterRetries + droppedAtShutdown }

    init() {}
}

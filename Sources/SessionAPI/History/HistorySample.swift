import Sessions

/// The figures of a manager and its process at one moment.
struct HistorySample: Sendable, Equatable {
    var instant: SessionInstant
    /// The number of sessions that the manager holds.
    var active: Int
    // These are counters since the start of the process.
    var created: Int
    var restored: Int
    var rotated: Int?
    /// The number of ended sessions, in the order of `EndReason.allCases`.
    var ended: [Int]
    var refused: Int
    var requests: Int
    /// The number of events that buffered observers dropped.
    var droppedEvents: Int?
    /// The longest time from a session's deadline to its end since the sample before.
    var expiryLag: Duration?
    var engineBytes: Int
    var processBytes: Int?

    /// Returns this sample with the longer expiry lag of both, to replace an earlier one of the same interval.
    func merged(after earlier: HistorySample) -> HistorySample {
        var sample = self
        sample.expiryLag = [expiryLag, earlier.expiryLag].compactMap { $0 }.max()
        return sample
    }

    /// The size of a sample in memory, in bytes, with its array.
    static var bytes: Int {
        MemoryLayout<HistorySample>.stride + 32 + EndReason.allCases.count * MemoryLayout<Int>.stride
    }
}

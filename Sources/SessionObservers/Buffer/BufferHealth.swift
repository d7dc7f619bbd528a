import Sessions

/// Decides when to report a buffer's problems, so that each is reported once when it begins and once when it ends.
struct BufferHealth {
    /// A change that an operator should know about.
    enum Report {
        case overflowing
        case roomAgain(dropped: Int)
        case failing(String)
        case deliversAgain(failedAttempts: Int)
    }

    /// The current problem as one line of text, and when it began; `nil` if there is no problem.
    private(set) var trouble: (since: SessionInstant, message: String)?

    /// The number of events dropped by overflow before the current overflow began.
    private var overflowStart: Int?
    private var failures = 0

    mutating func noticed(_ offer: BufferOffer, counts: BufferCounts, at now: SessionInstant) -> Report? {
        switch offer {
        case .dropped, .acceptedInsteadOfOldest:
            // Events that arrive after draining are dropped for that reason, not for lack of room.
            guard overflowStart == nil, counts.droppedAtShutdown == 0 else { return nil }
            overflowStart = counts.droppedByOverflow - 1
            if trouble == nil { trouble = (now, Self.overflow) }
            return .overflowing
        case .accepted, .wait:
            return nil
        }
    }

    mutating func failed(_ failure: String, at now: SessionInstant) -> Report? {
        failures += 1
        trouble = (trouble?.since ?? now, "its batches fail: \(failure)")
        return failures == 1 ? .failing(failure) : nil
    }

    mutating func delivered(counts: BufferCounts) -> Report? {
        if failures > 0 {
            defer { failures = 0 }
            trouble = overflowStart == nil ? nil : trouble.map { ($0.since, Self.overflow) }
            return .deliversAgain(failedAttempts: failures)
        }
        // Wait until half of the queue is free, or a queue that stays nearly full would report with every batch.
        if let start = overflowStart, counts.queued <= counts.peakQueued / 2 {
            overflowStart = nil
            trouble = nil
            return .roomAgain(dropped: counts.droppedByOverflow - start)
        }
        return nil
    }

    private static let overflow = "its queue was full, and events are dropped"
}

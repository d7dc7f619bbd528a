import Sessions

/// Which troubles of a buffer have been reported, so that each is once: when it begins and when it is over.
struct BufferHealth {
    /// Something that an operator should read.
    enum Report {
        case overflowing
        case roomAgain(dropped: Int)
        case failing(String)
        case deliversAgain(failedAttempts: Int)
    }

    /// What is wrong now, as one line for people, and since when; `nil` if nothing is.
    private(set) var trouble: (since: SessionInstant, message: String)?

    /// How many were dropped for lack of room when the present overflow began.
    private var overflowStart: Int?
    private var failures = 0

    mutating func noticed(_ offer: BufferOffer, counts: BufferCounts, at now: SessionInstant) -> Report? {
        switch offer {
        case .dropped, .acceptedInsteadOfOldest:
            // What comes after the end was counted elsewhere, and room would not have helped it.
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
        // Not before half of it is free, or a queue at its brim would report with every batch.
        if let start = overflowStart, counts.queued <= counts.peakQueued / 2 {
            overflowStart = nil
            trouble = nil
            return .roomAgain(dropped: counts.droppedByOverflow - start)
        }
        return nil
    }

    private static let overflow = "its queue was full, and events are dropped"
}

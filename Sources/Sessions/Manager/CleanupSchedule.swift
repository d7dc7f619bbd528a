/// When the periodic cleanup is due: at fixed times from its start, so that it does not drift.
struct CleanupSchedule {
    /// The last cleanup that has ended, by the timer or by hand.
    var lastRun: CleanupStatus.Run?
    private var last: SessionInstant?
    /// Where to say that the interval has changed.
    private(set) var changes: AsyncStream<Void>.Continuation?
    private var task: Task<Void, any Error>?
    private var isStopped = false

    /// Begins to count; false if it has begun already.
    mutating func begin(at start: SessionInstant, changes: AsyncStream<Void>.Continuation)
        -> Bool
    {
        guard last == nil else { return false }
        last = start
        self.changes = changes
        return true
    }

    /// Keeps the task that waits, for a shutdown to cancel; false if it has to be cancelled now.
    mutating func attach(_ task: Task<Void, any Error>) -> Bool {
        self.task = task
        return !isStopped
    }

    /// Returns the task that waits, to be cancelled with no lock held: that runs handlers of the user's clock.
    mutating func stop() -> Task<Void, any Error>? {
        isStopped = true
        return task
    }

    mutating func end() {
        last = nil
        changes?.finish()
        changes = nil
        task = nil
    }

    /// Whether it has begun to count and has not ended.
    var isActive: Bool { last != nil }

    /// When the next cleanup is due.
    func due(every interval: Duration) -> SessionInstant {
        (last ?? .never).advanced(by: interval)
    }

    /// A cleanup begins. One that is late by whole intervals makes up for those that were missed.
    ///
    /// - Returns: How late it is; `nil` if the schedule has ended, and no cleanup may run.
    mutating func fired(at now: SessionInstant, every interval: Duration) -> Duration? {
        guard last != nil else { return nil }
        let due = due(every: interval)
        let late = due.duration(to: now)
        // A longer interval may have come between the due time and this.
        last = late < .zero || late >= interval ? now : due
        return max(.zero, late)
    }
}

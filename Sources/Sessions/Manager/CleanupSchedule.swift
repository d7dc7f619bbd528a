/// When the periodic cleanup is due: at fixed times from its start, so that it does not drift.
struct CleanupSchedule {
    /// The last cleanup that has ended, by the timer or by hand.
    var lastRun: CleanupStatus.Run?
    private var last: SessionInstant?
    private var changes: AsyncStream<Void>.Continuation?
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

    /// The task that waits, to be stopped by a shutdown.
    mutating func attach(_ task: Task<Void, any Error>) {
        self.task = task
        if isStopped { task.cancel() }
    }

    /// Stops the task that waits.
    mutating func stop() {
        isStopped = true
        task?.cancel()
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
        (last ?? SessionInstant(nanoseconds: .max)).advanced(by: interval)
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

    /// The interval has changed.
    func intervalChanged() { changes?.yield() }
}

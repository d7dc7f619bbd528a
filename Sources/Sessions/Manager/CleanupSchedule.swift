/// The schedule of the periodic cleanup, which is due at fixed times from its start so that it does not
/// drift.
struct CleanupSchedule {
    /// The last finished cleanup, scheduled or called manually.
    var lastRun: CleanupStatus.Run?
    private var last: SessionInstant?
    /// Wakes the clock after a change of the interval.
    private(set) var changes: AsyncStream<Void>.Continuation?
    private var task: Task<Void, any Error>?
    private var isStopped = false

    /// Starts the schedule; returns false if it is already running.
    mutating func begin(at start: SessionInstant, changes: AsyncStream<Void>.Continuation)
        -> Bool
    {
        guard last == nil else { return false }
        last = start
        self.changes = changes
        return true
    }

    /// Stores the waiting task so that a shutdown can cancel it; returns false if the caller must cancel it
    /// now.
    mutating func attach(_ task: Task<Void, any Error>) -> Bool {
        self.task = task
        return !isStopped
    }

    /// Stops the schedule and returns the waiting task.
    ///
    /// The caller cancels the task with no lock held, because the cancellation runs handlers of the user's
    /// clock.
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

    /// Whether the schedule is running.
    var isActive: Bool { last != nil }

    /// Returns the due time of the next cleanup.
    func due(every interval: Duration) -> SessionInstant {
        (last ?? .never).advanced(by: interval)
    }

    /// Marks the start of a cleanup. One that is late by whole intervals makes up for the missed ones.
    ///
    /// - Returns: The delay since the due time; `nil` if the schedule has ended and no cleanup may run.
    mutating func fired(at now: SessionInstant, every interval: Duration) -> Duration? {
        guard last != nil else { return nil }
        let due = due(every: interval)
        let late = due.duration(to: now)
        // The cleanup can be early if the interval became longer after the due time was read.
        last = late < .zero || late >= interval ? now : due
        return max(.zero, late)
    }
}

/// The state of the periodic cleanup.
public struct CleanupStatus: Sendable, Hashable {
    /// A finished cleanup.
    public struct Run: Sendable, Hashable {
        /// The time at which the cleanup ended, on the manager's clock.
        public let endedInstant: SessionInstant
        /// The time at which the cleanup ended, by the wall clock.
        public let endedAt: WallTime
        /// The number of sessions that the cleanup ended.
        public let removed: Int
        /// The delay between the due time of the cleanup and its start; zero for a call of
        /// ``SessionManager/cleanup()``.
        public let lateness: Duration
    }

    /// The last finished cleanup, scheduled or called manually; `nil` before the first.
    public let last: Run?

    /// Whether ``SessionManager/run()`` is running, so that cleanups are scheduled.
    public let isScheduled: Bool

    /// The time by which the next cleanup is overdue; zero if it isn't due yet or if cleanups aren't
    /// scheduled.
    public let overdue: Duration

    /// Whether the timer has missed a cleanup: the next one is overdue by more than the cleanup interval
    /// plus one second.
    public let isStalled: Bool
}

extension SessionManager {
    /// The state of the periodic cleanup.
    ///
    /// Reading it takes a few locks, however many sessions there are.
    public var cleanupStatus: CleanupStatus {
        let interval = policy.cleanupInterval
        let clock = directory.environment.clock
        let now = clock.now
        let (last, due) = schedule.withLock { ($0.lastRun, $0.isActive ? $0.due(every: interval) : nil) }
        let overdue = due.map { max(.zero, $0.duration(to: now)) } ?? .zero
        return CleanupStatus(
            last: last,
            isScheduled: due != nil,
            overdue: overdue,
            isStalled: overdue > interval + .seconds(1)
        )
    }

    func recordCleanup(removed: Int, lateness: Duration) {
        let clock = directory.environment.clock
        let run = CleanupStatus.Run(
            endedInstant: clock.now,
            endedAt: clock.wallTime,
            removed: removed,
            lateness: lateness
        )
        schedule.withLock { $0.lastRun = run }
    }
}

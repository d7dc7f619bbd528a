/// How the periodic cleanup stands.
public struct CleanupStatus: Sendable, Hashable {
    /// A cleanup that has ended.
    public struct Run: Sendable, Hashable {
        /// When it had ended, on the manager's clock.
        public let endedInstant: SessionInstant
        /// When it had ended, by the wall clock.
        public let endedAt: WallTime
        /// How many sessions it ended.
        public let removed: Int
        /// How long after its due time it began; zero for one that was called by hand.
        public let lateness: Duration
    }

    /// The last one, whether by the timer or by hand; `nil` before the first.
    public let last: Run?

    /// Whether ``SessionManager/run()`` runs, which cleans up every so often.
    public let isScheduled: Bool

    /// How long the next one is overdue; zero if it isn't, or none is scheduled.
    public let overdue: Duration

    /// Whether the timer has missed a cleanup: the next one is overdue by more than the interval and a second.
    public let isStalled: Bool
}

extension SessionManager {
    /// How the periodic cleanup stands. Costs a few locks, however many sessions there are.
    public var cleanupStatus: CleanupStatus {
        let interval = policy.cleanupInterval
        let clock = directory.surroundings.clock
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
        let clock = directory.surroundings.clock
        let run = CleanupStatus.Run(
            endedInstant: clock.now,
            endedAt: clock.wallTime,
            removed: removed,
            lateness: lateness
        )
        schedule.withLock { $0.lastRun = run }
    }
}

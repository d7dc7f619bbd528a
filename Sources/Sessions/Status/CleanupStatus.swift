/// The state of the periodic cleanup.
public struct CleanupStatus: Sendable, Hashable {
    /// A finished cleanup.
    public struct Run: Sendable, Hashable {
        /// The time at which the cleanup ended, on the manager's clock.
        package let endedInstant: SessionInstant
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
    package let isScheduled: Bool

    /// The time by which the next cleanup is overdue; zero if it isn't due yet or if cleanups aren't
    /// scheduled.
    package let overdue: Duration

    /// Whether the timer has missed a cleanup: the next one is overdue by more than the cleanup interval
    /// plus one second.
    public let isStalled: Bool
}

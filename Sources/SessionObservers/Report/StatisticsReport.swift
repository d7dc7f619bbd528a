public import Logging
public import Sessions

/// Logs a manager's figures every so often:
///
/// ```
/// [METRICS] Session stats: { active: 12, created: 150, cleaned: 138, retention_rate: '8.0%' }
/// ```
///
/// The retention rate divides by what was created or restored, and is `n/a` before the first.
public struct StatisticsReport: Sendable {
    /// The time from one line to the next.
    public let interval: Duration

    private let logger: Logger
    private let clock: any SessionClock
    private let metrics: @Sendable () -> SessionMetrics

    /// A report on what `metrics` returns, which is asked for each line.
    public init(
        every interval: Duration = .seconds(300),
        logger: Logger = Logger(label: "sessions"),
        clock: any SessionClock = SystemClock(),
        metrics: @escaping @Sendable () -> SessionMetrics
    ) {
        self.interval = interval
        self.logger = logger
        self.clock = clock
        self.metrics = metrics
    }

    /// Writes a line after each interval until the task is cancelled; then it throws `CancellationError`.
    public func run() async throws {
        try await RepeatingTimer(interval: interval, clock: clock, action: { write() }).run()
    }

    /// Writes a line now.
    public func write() {
        let metrics = metrics()
        let rate = metrics.retentionRate.map { $0.percentage } ?? "n/a"
        logger.info(
            """
            [METRICS] Session stats: { active: \(metrics.activeSessions), created: \(metrics.totalCreated), \
            cleaned: \(metrics.totalCleaned), retention_rate: '\(rate)' }
            """,
            metadata: [
                "sessions.active": "\(metrics.activeSessions)",
                "sessions.created": "\(metrics.totalCreated)",
                "sessions.restored": "\(metrics.totalRestored)",
                "sessions.cleaned": "\(metrics.totalCleaned)",
                "sessions.retention_rate": "\(rate)",
            ]
        )
    }
}

public import Logging
public import Sessions

/// Logs a manager's figures at regular intervals:
///
/// ```
/// [METRICS] Session stats: { active: 12, created: 150, cleaned: 138, retention_rate: '8.0%' }
/// ```
///
/// The retention rate is the share of sessions created or restored that is still active. It is `n/a` before the
/// first session.
public struct StatisticsReport: Sendable {
    private let interval: Duration
    private let logger: Logger
    private let clock: any SessionClock
    private let metrics: @Sendable () -> SessionMetrics

    /// Creates a report.
    ///
    /// - Parameters:
    ///   - interval: The time between two lines.
    ///   - logger: The logger that receives the lines.
    ///   - clock: The clock that times the lines.
    ///   - metrics: Returns the manager's current figures. It is called for each line.
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

    /// Logs a line after each interval until the task is cancelled, then throws `CancellationError`.
    public func run() async throws {
        try await RepeatingTimer(interval: interval, clock: clock, action: { write() }).run()
    }

    /// Logs a line now.
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

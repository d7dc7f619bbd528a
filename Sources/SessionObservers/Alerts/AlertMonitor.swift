public import Logging
public import Sessions

/// Watches a manager's figures against thresholds and says when one is passed, and when that is over:
///
/// ```
/// [ALERT] High active session count: 1204
/// [ALERT] Very old session detected: 125 minutes
/// [ALERT] High session cleanup rate: 92.0%
/// [ALERT] Recovered: Active session count: 880
/// ```
///
/// An alert is raised once, not at every check, and is over only when its figure has fallen a good way below
/// the threshold (``AlertThresholds/hysteresis``).
public final class AlertMonitor: Sendable {
    /// The time from one check to the next.
    public let interval: Duration

    private let logger: Logger
    private let clock: any SessionClock
    private let metrics: @Sendable () -> SessionMetrics
    private let action: (@Sendable (SessionAlert) -> Void)?
    private let state: Locked<AlertStateMachine>

    /// A monitor of what `metrics` returns, which is asked at each check.
    ///
    /// - Parameters:
    ///   - thresholds: When to raise an alert.
    ///   - interval: The time from one check to the next.
    ///   - logger: Where the lines go.
    ///   - clock: Where the time comes from.
    ///   - metrics: The figures.
    ///   - action: Called with each alert and recovery after its line was logged, on the task of
    ///     ``run()``; it must be quick.
    public init(
        _ thresholds: AlertThresholds = AlertThresholds(),
        every interval: Duration = .seconds(60),
        logger: Logger = Logger(label: "sessions"),
        clock: any SessionClock = SystemClock(),
        metrics: @escaping @Sendable () -> SessionMetrics,
        action: (@Sendable (SessionAlert) -> Void)? = nil
    ) {
        self.interval = interval
        self.logger = logger
        self.clock = clock
        self.metrics = metrics
        self.action = action
        state = Locked(AlertStateMachine(thresholds))
    }

    /// The alerts that are not over.
    public var raised: Set<SessionAlert.Condition> { state.withLock { $0.raised } }

    /// Checks after each interval until the task is cancelled; then it throws `CancellationError`.
    public func run() async throws {
        try await RepeatingTimer(interval: interval, clock: clock, action: { self.check() }).run()
    }

    /// Checks now; returns what has changed.
    @discardableResult
    public func check() -> [SessionAlert] {
        let metrics = metrics()
        let alerts = state.withLock { $0.check(metrics) }
        for alert in alerts {
            logger.log(
                level: alert.level,
                "[ALERT] \(alert.message)",
                metadata: [
                    "alert.condition": "\(alert.condition.rawValue)",
                    "alert.state": "\(alert.isRecovery ? "recovered" : "raised")",
                ]
            )
            action?(alert)
        }
        return alerts
    }
}

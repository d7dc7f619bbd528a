package import Logging
package import Sessions

/// Checks a manager's figures against thresholds and logs alerts and recoveries:
///
/// ```
/// [ALERT] High active session count: 1204
/// [ALERT] Very old session detected: 125 minutes
/// [ALERT] High session cleanup rate: 92.0%
/// [ALERT] Recovered: Active session count: 880
/// ```
///
/// An alert is logged once, not at every check. It ends when its figure has fallen clearly below the threshold
/// (``AlertThresholds/hysteresis``).
package final class AlertMonitor: Sendable {
    private let interval: Duration
    private let logger: Logger
    private let clock: any SessionClock
    private let metrics: @Sendable () -> SessionMetrics
    private let action: (@Sendable (SessionAlert) -> Void)?
    private let state: Locked<AlertStateMachine>

    /// Creates a monitor of the figures that `metrics` returns at each check.
    ///
    /// - Parameters:
    ///   - thresholds: The thresholds to check.
    ///   - interval: The time between two checks.
    ///   - logger: The logger that receives the lines.
    ///   - clock: The clock that times the checks.
    ///   - metrics: Returns the manager's current figures.
    ///   - action: Called with each alert and recovery after its line is logged, on the task of
    ///     ``run()``. It must be quick.
    package init(
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

    /// The number of alerts that have not ended, with their messages. Alerts don't make the status degraded.
    package var status: ComponentStatus {
        let alerts = state.withLock(\.alerts)
        return ComponentStatus(
            "alerts",
            .observer,
            condition: alerts.isEmpty ? .ok : .notice(alerts.map(\.message).joined(separator: "; ")),
            counts: ["raised": alerts.count]
        )
    }

    /// Checks after each interval until the task is cancelled, then throws `CancellationError`.
    package func run() async throws {
        try await RepeatingTimer(interval: interval, clock: clock, action: { self.check() }).run()
    }

    /// Checks now and returns the new alerts and recoveries.
    @discardableResult
    package func check() -> [SessionAlert] {
        let metrics = metrics()
        let alerts = state.withLock { $0.check(metrics) }
        for alert in alerts {
            logger.log(
                level: alert.level,
                "[ALERT] \(alert.message)",
                metadata: [
                    "alert.condition": "\(alert.condition)",
                    "alert.state": "\(alert.isRecovery ? "recovered" : "raised")",
                ]
            )
            action?(alert)
        }
        return alerts
    }
}

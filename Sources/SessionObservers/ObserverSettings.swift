public import Sessions

/// The profile settings of the observers that ship.
public enum ObserverSettings {
    /// All settings of these observers.
    public static let all: [Setting] = shutdown + LoggingSettings.all + metrics + report + alerts

    /// The settings of all observers for the shutdown of the manager.
    public static let shutdown: [Setting] = [
        Setting(
            "drain-timeout",
            .duration(.zero ... .seconds(600)),
            default: .duration(.seconds(5)),
            documentation: "How long a graceful shutdown waits for observers to receive the remaining "
                + "events. Events that are left after this time are dropped and counted."
        )
    ]

    /// The settings of ``MetricsObserver``.
    public static let metrics: [Setting] = [
        Setting(
            "observers.metrics.enabled",
            .boolean,
            default: .boolean(true),
            documentation: "Whether lifecycle events are counted in swift-metrics, and the durations of "
                + "sessions and store operations are recorded as histograms."
        ),
        Setting(
            "observers.metrics.sample-interval",
            .duration(.seconds(1) ... .seconds(3_600)),
            default: .duration(.seconds(15)),
            documentation: "How often figures without an event, such as refused creates, are read."
        ),
    ]

    /// The settings of ``StatisticsReport``.
    public static let report: [Setting] = [
        Setting(
            "observers.report.enabled",
            .boolean,
            default: .boolean(false),
            documentation: "Whether the manager's figures are logged at regular intervals."
        ),
        Setting(
            "observers.report.interval",
            .duration(.seconds(1) ... .hours(24)),
            default: .duration(.minutes(5)),
            documentation: "The time between two lines of figures."
        ),
    ]

    /// The settings of ``AlertMonitor``.
    public static let alerts: [Setting] = [
        Setting(
            "observers.alerts.enabled",
            .boolean,
            default: .boolean(false),
            documentation: "Whether an alert is logged when a figure passes its threshold."
        ),
        Setting(
            "observers.alerts.check-interval",
            .duration(.seconds(1) ... .hours(1)),
            default: .duration(.minutes(1)),
            documentation: "The time between two checks of the figures."
        ),
        Setting(
            "observers.alerts.active-sessions-above",
            .integer(SessionPolicy.sessionCounts),
            default: .integer(1_000),
            documentation: "Alert when more sessions than this are active, which may be a leak."
        ),
        Setting(
            "observers.alerts.oldest-session-above",
            .duration(.seconds(1) ... .hours(24 * 365)),
            default: .duration(.hours(2)),
            documentation: "Alert when the oldest session is older than this, which may mean that no "
                + "cleanup runs."
        ),
        Setting(
            "observers.alerts.cleanup-rate-above",
            .number(0...1),
            default: .number(0.9),
            documentation: "Alert when more than this share of all sessions since the start has ended. The "
                + "share approaches 1 in every long-running server; 1 turns the alert off."
        ),
        Setting(
            "observers.alerts.hysteresis",
            .number(0...0.9),
            default: .number(0.1),
            documentation: "How far below its threshold a figure must fall before its alert ends, as a "
                + "share of the threshold."
        ),
    ]
}

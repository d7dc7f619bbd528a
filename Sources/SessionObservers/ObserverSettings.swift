package import Logging
public import Sessions

/// The profile settings of the built-in observers.
package enum ObserverSettings {
    /// All settings of the built-in observers.
    package static let all: [Setting] =
        [drainTimeout.setting] + Logging.all + Metrics.all + Report.all + Alerts.all

    package static let drainTimeout = SettingKey(
        "drain-timeout",
        .duration(.zero ... .seconds(600)),
        default: .seconds(5),
        documentation: "How long a graceful shutdown waits for observers to receive the remaining events. "
            + "Events that are left after this time are dropped and counted."
    )
}

extension ObserverSettings {
    /// The settings of ``LoggingObserver``.
    package enum Logging {
        package static let all = [enabled.setting, identifiers.setting, digestSecret.setting, level.setting]

        package static let enabled = SettingKey(
            "observers.logging.enabled",
            .boolean,
            default: true,
            documentation: "Whether lifecycle events are logged."
        )

        package static let identifiers = SettingKey(
            "observers.logging.identifiers",
            .choice(["short", "digest"]),
            default: "short",
            documentation: "How session ids are shown: the first 8 characters, or 16 hexadecimal digits of a "
                + "keyed digest (SipHash)."
        )

        package static let digestSecret = SettingKey(
            "observers.logging.digest-secret",
            .string(maximumLength: 1_024),
            isSecret: true,
            documentation:
                "The key for digests of ids: at least 16 random characters. If it is not set, each "
                + "start uses a new random key, so that digests of two runs can't be compared."
        )

        package static let level = SettingKey(
            "observers.logging.level",
            .choice(of: [Logger.Level.trace, .debug, .info, .notice]),
            default: .info,
            documentation: "The level of lines about single sessions (created, rotated, expired, deleted, "
                + "replaced). Cleanups are logged at info, evictions at warning."
        )
    }

    /// The settings of ``MetricsObserver``.
    package enum Metrics {
        package static let all = [enabled.setting, sampleInterval.setting]

        package static let enabled = SettingKey(
            "observers.metrics.enabled",
            .boolean,
            default: true,
            documentation:
                "Whether lifecycle events are counted in swift-metrics, and the durations of sessions "
                + "and store operations are recorded as histograms."
        )

        package static let sampleInterval = SettingKey(
            "observers.metrics.sample-interval",
            .duration(.seconds(1) ... .seconds(3_600)),
            default: .seconds(15),
            documentation: "How often figures without an event, such as refused creates, are read."
        )
    }

    /// The settings of ``StatisticsReport``.
    package enum Report {
        package static let all = [enabled.setting, interval.setting]

        package static let enabled = SettingKey(
            "observers.report.enabled",
            .boolean,
            default: false,
            documentation: "Whether the manager's figures are logged at regular intervals."
        )

        package static let interval = SettingKey(
            "observers.report.interval",
            .duration(.seconds(1) ... .hours(24)),
            default: .minutes(5),
            documentation: "The time between two lines of figures."
        )
    }

    /// The settings of ``AlertMonitor``.
    package enum Alerts {
        package static let all = [
            enabled.setting, checkInterval.setting, activeSessions.setting, oldestSession.setting,
            cleanupRate.setting, hysteresis.setting,
        ]

        package static let enabled = SettingKey(
            "observers.alerts.enabled",
            .boolean,
            default: false,
            documentation: "Whether an alert is logged when a figure passes its threshold."
        )

        package static let checkInterval = SettingKey(
            "observers.alerts.check-interval",
            .duration(.seconds(1) ... .hours(1)),
            default: .minutes(1),
            documentation: "The time between two checks of the figures."
        )

        package static let activeSessions = SettingKey(
            "observers.alerts.active-sessions-above",
            .integer(SessionPolicy.sessionCounts),
            default: 1_000,
            documentation: "Alert when more sessions than this are active, which may be a leak."
        ).keeping(activeSessionsReachable)

        package static let oldestSession = SettingKey(
            "observers.alerts.oldest-session-above",
            .duration(.seconds(1) ... .hours(24 * 365)),
            default: .hours(2),
            documentation: "Alert when the oldest session is older than this, which may mean that cleanups "
                + "don't run."
        ).keeping(ageReachable)

        package static let cleanupRate = SettingKey(
            "observers.alerts.cleanup-rate-above",
            .number(0...1),
            default: 0.9,
            documentation:
                "Alert when more than this share of all sessions since the start has ended. The share "
                + "approaches 1 in every long-running server; 1 turns the alert off."
        )

        package static let hysteresis = SettingKey(
            "observers.alerts.hysteresis",
            .number(0...0.9),
            default: 0.1,
            documentation:
                "How far below its threshold a figure must fall before its alert ends, as a share of "
                + "the threshold."
        )
    }
}

extension ObserverSettings.Alerts {
    /// Warns if the alert's threshold isn't below the limit on sessions.
    private static let activeSessionsReachable: SettingRule = unreachable { values in
        let limit = try values[PolicySettings.maximumSessions]
        guard try values[enabled], try values.isSet(activeSessions), try values[activeSessions] >= limit
        else {
            return nil
        }
        return (
            "the alert on active sessions can never be raised",
            "never exceeded", (PolicySettings.maximumSessions.setting, "limit set here"),
            "use less than \(values.text(.integer(limit)))"
        )
    }

    /// Warns if no session can reach the alert's age: the lifetime plus the time until the next cleanup.
    private static let ageReachable: SettingRule = unreachable { values in
        guard try values[enabled], try values.isSet(oldestSession),
            let lifetime = try values[PolicySettings.lifetime]
        else { return nil }
        let limit = try lifetime + values[PolicySettings.cleanupInterval]
        guard try values[oldestSession] >= limit else { return nil }
        return (
            "the alert on the oldest session can never be raised",
            "no session gets this old",
            (PolicySettings.lifetime.setting, "sessions end after this time and the next cleanup"),
            "use less than \(values.text(.duration(limit)))"
        )
    }

    private static func unreachable(
        check: @escaping @Sendable (SettingRule.Values) throws -> SettingRule.Breach?
    ) -> SettingRule {
        SettingRule(
            "S0104",
            "an alert's threshold can't be reached",
            explanation: """
                The alert can never be raised, because another setting ends or refuses sessions before they
                reach the threshold. Lower the threshold, or raise the limit that the message shows.
                """,
            isWarning: true,
            check: check
        )
    }
}

import Sessions

/// The thresholds of an ``AlertMonitor``. A threshold that is `nil` is not checked.
package struct AlertThresholds: Sendable, Hashable {
    /// Alerts when more sessions than this are active, which may be a leak.
    package var activeSessions: Int?

    /// Alerts when the oldest session is older than this, which may mean that no cleanup runs.
    package var oldestSession: Duration?

    /// Alerts when more than this share, from 0 to 1, of the sessions created or restored has ended.
    ///
    /// The share counts from the start of the manager, so it approaches 1 in every long-running server. It is
    /// useful in the first hours, and for sessions that should not end.
    package var cleanupRate: Double?

    /// How far a figure must fall below its threshold before its alert ends: a share of the threshold from 0 to
    /// 0.9, by default 0.1. It prevents repeated alerts for a figure that hovers around its threshold.
    package var hysteresis: Double { didSet { hysteresis = min(max(hysteresis, 0), 0.9) } }

    /// The default thresholds: 1,000 sessions, 2 hours, 90 %.
    package init(
        activeSessions: Int? = 1_000,
        oldestSession: Duration? = .hours(2),
        cleanupRate: Double? = 0.9,
        hysteresis: Double = 0.1
    ) {
        self.activeSessions = activeSessions
        self.oldestSession = oldestSession
        self.cleanupRate = cleanupRate
        self.hysteresis = min(max(hysteresis, 0), 0.9)
    }
}

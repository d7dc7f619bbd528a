public import Logging
public import Sessions

/// A threshold that a figure has passed, or a figure that has recovered.
public struct SessionAlert: Sendable, Hashable {
    /// The figure that an alert is about.
    ///
    /// Later versions may add figures, so a `switch` over them needs a `default`.
    public struct Condition: Sendable, Hashable, CustomStringConvertible {
        enum Figure: String, CaseIterable {
            case activeSessions, oldestSession, cleanupRate
        }

        let figure: Figure

        init(_ figure: Figure) { self.figure = figure }

        /// The number of active sessions.
        public static let activeSessions = Condition(.activeSessions)
        /// The age of the oldest session.
        public static let oldestSession = Condition(.oldestSession)
        /// The share of all sessions that has ended.
        public static let cleanupRate = Condition(.cleanupRate)

        /// The name of the figure, such as `activeSessions`.
        public var description: String { figure.rawValue }
    }

    /// The figure that the alert is about.
    public let condition: Condition

    /// Whether the figure has recovered.
    public let isRecovery: Bool

    /// All figures at the time of the check.
    public let metrics: SessionMetrics

    /// The log level: `error` for too many sessions, `warning` for the other alerts, `notice` for a recovery.
    public var level: Logger.Level {
        if isRecovery { return .notice }
        return condition == .activeSessions ? .error : .warning
    }

    /// The log line without its `[ALERT]` prefix.
    public var message: String {
        let (raised, recovered, figure) =
            switch condition.figure {
            case .activeSessions:
                ("High active session count", "Active session count", "\(metrics.activeSessions)")
            case .oldestSession:
                (
                    "Very old session detected", "Oldest session",
                    metrics.oldestSession.map { "\($0.roundedMinutes) minutes" } ?? "none"
                )
            case .cleanupRate:
                (
                    "High session cleanup rate", "Session cleanup rate",
                    metrics.cleanupRate.map(\.percentage) ?? "n/a"
                )
            }
        return isRecovery ? "Recovered: \(recovered): \(figure)" : "\(raised): \(figure)"
    }
}

extension Duration {
    fileprivate var roundedMinutes: Int64 { (wholeSeconds + 30) / 60 }
}

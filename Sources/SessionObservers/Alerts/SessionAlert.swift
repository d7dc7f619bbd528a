public import Logging
public import Sessions

/// A threshold that was passed, or that a figure has come back from.
public struct SessionAlert: Sendable, Hashable {
    /// Which figure it is about.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// How many sessions are held.
        case activeSessions
        /// How old the oldest of them is.
        case oldestSession
        /// Which share of all has ended.
        case cleanupRate
    }

    /// Which figure it is about.
    public let condition: Condition

    /// Whether the alert is over.
    public let isRecovery: Bool

    /// All figures of that moment.
    public let metrics: SessionMetrics

    /// `error` for too many sessions, `warning` for the others, `notice` where an alert is over.
    public var level: Logger.Level {
        if isRecovery { return .notice }
        return condition == .activeSessions ? .error : .warning
    }

    /// The line without its `[ALERT]`.
    public var message: String {
        let (raised, recovered, figure) =
            switch condition {
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

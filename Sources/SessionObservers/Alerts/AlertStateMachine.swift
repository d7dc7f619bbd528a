import Sessions

/// Decides which alerts to raise: one when a threshold is passed and one when the figure has recovered.
struct AlertStateMachine: Sendable {
    let thresholds: AlertThresholds
    /// The alerts that have not ended, in the order in which they were raised.
    private(set) var alerts: [SessionAlert] = []

    init(_ thresholds: AlertThresholds) {
        self.thresholds = thresholds
    }

    /// Returns the alerts and recoveries that these figures cause.
    mutating func check(_ metrics: SessionMetrics) -> [SessionAlert] {
        SessionAlert.Condition.Figure.allCases.map(SessionAlert.Condition.init).compactMap { condition in
            guard let (figure, threshold) = figures(condition, metrics) else { return nil }
            let isRaised = alerts.contains { $0.condition == condition }
            if !isRaised, figure > threshold {
                let alert = SessionAlert(condition: condition, isRecovery: false, metrics: metrics)
                alerts.append(alert)
                return alert
            }
            if isRaised, figure <= threshold * (1 - thresholds.hysteresis) {
                alerts.removeAll { $0.condition == condition }
                return SessionAlert(condition: condition, isRecovery: true, metrics: metrics)
            }
            return nil
        }
    }

    private func figures(
        _ condition: SessionAlert.Condition,
        _ metrics: SessionMetrics
    ) -> (figure: Double, threshold: Double)? {
        switch condition.figure {
        case .activeSessions:
            thresholds.activeSessions.map { (Double(metrics.activeSessions), Double($0)) }
        case .oldestSession:
            thresholds.oldestSession.map {
                ((metrics.oldestSession ?? .zero) / .seconds(1), $0 / .seconds(1))
            }
        case .cleanupRate:
            thresholds.cleanupRate.flatMap { threshold in
                metrics.cleanupRate.map { ($0, threshold) }
            }
        }
    }
}

public import Sessions

/// When to raise an alert; what is `nil` is not watched.
public struct AlertThresholds: Sendable, Hashable {
    /// More sessions than this are held: possibly a leak.
    public var activeSessions: Int?

    /// The oldest session is older than this: is the cleanup running?
    public var oldestSession: Duration?

    /// More than this share, from 0 to 1, of the sessions created or restored has ended: do they churn?
    ///
    /// It counts from the start of the manager, as in the guide, so it comes near 1 in any server that runs
    /// for long: of use in the first hours, and where sessions are meant to stay.
    public var cleanupRate: Double?

    /// How far a figure must fall below its threshold before its alert is over, as a share of the threshold
    /// from 0 to 0.9; 0.1 by default. It keeps a figure at the threshold from raising an alert each minute.
    public var hysteresis: Double { didSet { hysteresis = min(max(hysteresis, 0), 0.9) } }

    /// The thresholds of the guide: 1,000 sessions, 2 hours, 90 %.
    public init(
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

/// The status of a program that holds sessions, besides the metrics of its manager.
public struct SessionStatus: Sendable, Hashable {
    /// The name of the active profile.
    public var profile: String

    /// The time since the program started.
    public var uptime: Duration

    /// The status of each component, in the order in which events reach them.
    public var components: [ComponentStatus]

    /// Problems of the program itself, such as a rejected reload of its profile: one line each.
    ///
    /// Notes don't make the status degraded.
    public var notes: [String]

    /// Histograms of durations since the program began to hold sessions: lives of sessions and operations
    /// of the store.
    ///
    /// Empty if the program records none.
    public var histograms: [DurationHistogram]

    /// Counters of events since the program began to hold sessions, in addition to the manager's metrics.
    ///
    /// The array is empty if the program has no further counters.
    public var counts: [EventCount]

    /// Creates a status.
    public init(
        profile: String,
        uptime: Duration,
        components: [ComponentStatus] = [],
        notes: [String] = [],
        histograms: [DurationHistogram] = [],
        counts: [EventCount] = []
    ) {
        self.profile = profile
        self.uptime = uptime
        self.components = components
        self.notes = notes
        self.histograms = histograms
        self.counts = counts
    }

    /// Whether a component is degraded.
    public var isDegraded: Bool { components.contains(where: \.isDegraded) }
}

/// The source of a program's status, which a health endpoint asks.
///
/// `SessionHost` conforms. If your program has no host, conform with a type of your own.
public protocol SessionStatusSource: Sendable {
    /// Returns the current status.
    ///
    /// The call must be quick, however many sessions there are.
    func sessionStatus() async -> SessionStatus
}

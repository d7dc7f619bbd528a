/// What a running program says of itself beside the manager's figures.
public struct SessionStatus: Sendable, Hashable {
    /// The name of the profile that holds.
    public var profile: String

    /// How long it has run.
    public var uptime: Duration

    /// Its parts, in the order in which events reach them.
    public var components: [ComponentStatus]

    /// What is the matter with the program itself, such as a reload of its profile that was refused: one line
    /// each, for people. Such a note alone makes nothing degraded.
    public var notes: [String]

    /// How long things took since the program began to hold sessions: lives, and what the store did. Empty where
    /// nobody keeps it.
    public var histograms: [DurationHistogram]

    /// A status.
    public init(
        profile: String,
        uptime: Duration,
        components: [ComponentStatus] = [],
        notes: [String] = [],
        histograms: [DurationHistogram] = []
    ) {
        self.profile = profile
        self.uptime = uptime
        self.components = components
        self.notes = notes
        self.histograms = histograms
    }

    /// Whether one of the parts doesn't do its work.
    public var isDegraded: Bool { components.contains(where: \.isDegraded) }
}

/// How long something took, each time that it happened: how often it took no longer than each of some bounds, and
/// how long all of it together. A histogram as Prometheus has them.
public struct DurationHistogram: Sendable, Hashable {
    /// The metric's name, with its unit: `sessions_lifetime_seconds`.
    public let name: String

    /// What the metric says, in one line for people.
    public let help: String

    /// What tells it from other histograms of its name. Never an id.
    public let labels: [String: String]

    /// The longest duration of each bucket but the last, which has no bound; ascending.
    public let bounds: [Duration]

    /// How often a duration fell into each bucket, beyond the bound before it: one count more than there are
    /// bounds.
    public private(set) var counts: [Int]

    /// All durations together.
    public private(set) var sum = Duration.zero

    /// An empty histogram.
    ///
    /// - Parameter bounds: In any order.
    public init(_ name: String, help: String, labels: [String: String] = [:], bounds: [Duration]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds.sorted()
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// How many durations were recorded.
    public var count: Int { counts.reduce(0, +) }

    /// Adds a duration; one below zero counts as zero. Costs a comparison for each bound.
    public mutating func record(_ duration: Duration) {
        let duration = max(.zero, duration)
        counts[bounds.firstIndex { duration <= $0 } ?? bounds.count] += 1
        sum += duration
    }
}

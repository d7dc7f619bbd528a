/// A histogram of durations, in the form that Prometheus uses.
///
/// It counts how many durations fall into each bucket, and sums all of them.
public struct DurationHistogram: Sendable, Hashable {
    /// The metric's name with its unit, such as `sessions_lifetime_seconds`.
    package let name: String

    /// A description of the metric, in one line.
    package let help: String

    /// Labels that distinguish histograms with the same name. They never contain a session id.
    package let labels: [String: String]

    /// The upper bound of each bucket but the last, in ascending order. The last bucket has no bound.
    package let bounds: [Duration]

    /// The number of durations in each bucket; one more element than ``bounds``.
    ///
    /// A duration counts in the first bucket whose bound is not below it, and only there.
    package private(set) var counts: [Int]

    /// The sum of all durations.
    package private(set) var sum = Duration.zero

    /// Creates an empty histogram.
    ///
    /// - Parameters:
    ///   - name: The metric's name with its unit.
    ///   - help: A description of the metric, in one line.
    ///   - labels: Labels that distinguish histograms with the same name.
    ///   - bounds: The upper bounds of the buckets, in any order.
    package init(_ name: String, help: String, labels: [String: String] = [:], bounds: [Duration]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds.sorted()
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// The number of recorded durations.
    package var count: Int { counts.reduce(0, +) }

    /// Records a duration; a negative one counts as zero.
    ///
    /// The cost is one comparison for each bound.
    package mutating func record(_ duration: Duration) {
        let duration = max(.zero, duration)
        counts[bounds.firstIndex { duration <= $0 } ?? bounds.count] += 1
        sum += duration
    }
}

/// A counter of events since a program began to hold sessions, in the form that Prometheus uses.
public struct EventCount: Sendable, Hashable {
    /// The metric's name, such as `sessions_deletions_total`.
    package let name: String

    /// A description of the metric, in one line.
    package let help: String

    /// Labels that distinguish counters with the same name. They never contain a session id.
    package let labels: [String: String]

    /// The number of events.
    package private(set) var value = 0

    /// Creates a counter that is zero.
    package init(_ name: String, help: String, labels: [String: String] = [:]) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    /// Adds to the counter; at `Int.max` it stays.
    package mutating func increment(by amount: Int) {
        let (sum, overflows) = value.addingReportingOverflow(amount)
        value = overflows ? .max : sum
    }
}

/// A number of events that only the metrics observer counts: the metric's name and its help text.
struct CounterMetric: Sendable {
    let name: String
    let help: String

    static let deletions = CounterMetric(
        name: "sessions_deletions_total",
        help: "Deletions for which the caller gave a reason, by that reason."
    )

    static let ownerMismatches = CounterMetric(
        name: "sessions_owner_mismatches_total",
        help: "Accesses that stated another owner than the session's."
    )

    static let all = [deletions, ownerMismatches]
}

/// A duration that the package measures: the metric's name, its help text and its histogram's buckets.
package struct DurationMetric: Sendable {
    package let name: String
    package let help: String
    package let bounds: [Duration]

    /// The lifetime of a session at its end: from seconds, for sessions that are never used again, to weeks.
    package static let lifetime = DurationMetric(
        name: "sessions_lifetime_seconds",
        help: "Time from a session's creation to its end, by end reason.",
        bounds: [
            .seconds(1), .seconds(10), .seconds(60), .seconds(300), .seconds(900), .seconds(1_800),
            .seconds(3_600), .seconds(7_200), .seconds(14_400), .seconds(43_200), .seconds(86_400),
            .seconds(7 * 86_400), .seconds(30 * 86_400),
        ]
    )

    /// The time from a session's deadline to its end: at most about one cleanup interval, which is minutes in the
    /// profiles that ship.
    package static let expiryLag = DurationMetric(
        name: "sessions_expiry_lag_seconds",
        help: "Time from a session's deadline to its end, by end reason.",
        bounds: [
            .milliseconds(1), .milliseconds(10), .milliseconds(100), .seconds(1), .seconds(10), .seconds(30),
            .seconds(60), .seconds(120), .seconds(300), .seconds(600), .seconds(1_800), .seconds(3_600),
        ]
    )

    /// The time that a store operation took: microseconds in memory, milliseconds on a disk, and seconds on a
    /// failing disk or for a load of millions of sessions.
    package static let storeOperation = DurationMetric(
        name: "sessions_store_operation_duration_seconds",
        help: "The duration of store operations, including failures, by operation.",
        bounds: [
            .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1),
            .microseconds(2_500), .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50),
            .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2_500),
            .seconds(5), .seconds(10), .seconds(30),
        ]
    )

    package static let all = [lifetime, expiryLag, storeOperation]
}

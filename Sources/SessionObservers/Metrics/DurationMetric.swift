/// A duration that the package measures: its metric, what it says, and the bounds of its histogram.
package struct DurationMetric: Sendable {
    package let name: String
    package let help: String
    package let bounds: [Duration]

    /// How long sessions were there when they ended; from seconds, for those that nobody came back to, to weeks.
    package static let lifetime = DurationMetric(
        name: "sessions_lifetime_seconds",
        help: "From a session's creation to its end, by the end's reason.",
        bounds: [
            .seconds(1), .seconds(10), .seconds(60), .seconds(300), .seconds(900), .seconds(1_800),
            .seconds(3_600), .seconds(7_200), .seconds(14_400), .seconds(43_200), .seconds(86_400),
            .seconds(7 * 86_400), .seconds(30 * 86_400),
        ]
    )

    /// How long after its deadline an end was noticed: at most about a cleanup interval, minutes in profiles that
    /// ship.
    package static let expiryLag = DurationMetric(
        name: "sessions_expiry_lag_seconds",
        help: "From a session's deadline to the moment when somebody noticed, by the end's reason.",
        bounds: [
            .milliseconds(1), .milliseconds(10), .milliseconds(100), .seconds(1), .seconds(10), .seconds(30),
            .seconds(60), .seconds(120), .seconds(300), .seconds(600), .seconds(1_800), .seconds(3_600),
        ]
    )

    /// How long a store took: microseconds in memory, milliseconds on a disk, seconds where one is ill or a load
    /// reads millions.
    package static let storeOperation = DurationMetric(
        name: "sessions_store_operation_duration_seconds",
        help: "How long the store took, failures included, by operation.",
        bounds: [
            .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1),
            .microseconds(2_500), .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50),
            .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2_500),
            .seconds(5), .seconds(10), .seconds(30),
        ]
    )

    package static let all = [lifetime, expiryLag, storeOperation]
}

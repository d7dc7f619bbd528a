extension Duration {
    /// Returns a duration of the given number of minutes, each of 60 seconds.
    ///
    /// The call traps on overflow, as `Duration.seconds(_:)` does.
    @inlinable
    public static func minutes(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 60)
    }

    /// Returns a duration of the given number of hours, each of 60 minutes.
    ///
    /// The call traps on overflow, as `Duration.seconds(_:)` does.
    @inlinable
    public static func hours(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 3_600)
    }

    /// The duration in whole nanoseconds, rounded down; `nil` if they don't fit into 64 bits.
    @usableFromInline
    var wholeNanoseconds: Int64? {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        var nanoseconds = attoseconds / 1_000_000_000
        if attoseconds % 1_000_000_000 < 0 { nanoseconds -= 1 }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(nanoseconds)
        return sumOverflow ? nil : sum
    }
}

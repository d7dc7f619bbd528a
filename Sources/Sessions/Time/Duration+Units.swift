extension Duration {
    /// A duration of a whole number of minutes, each of 60 seconds.
    ///
    /// Traps when the product does not fit: a programmer's error, as with `Duration.seconds(_:)`.
    @inlinable
    public static func minutes(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 60)
    }

    /// A duration of a whole number of hours, each of 60 minutes.
    ///
    /// Traps when the product does not fit: a programmer's error, as with `Duration.seconds(_:)`.
    @inlinable
    public static func hours(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 3_600)
    }

    /// The duration in whole nanoseconds, rounded down, or `nil` where they do not fit into 64 bits.
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

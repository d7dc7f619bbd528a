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

    /// The duration in whole nanoseconds, rounded towards zero and clamped to 64 bits.
    package var clampedNanoseconds: Int64 { clamped(unitsPerSecond: 1_000_000_000) }

    /// The duration in whole milliseconds, rounded towards zero and clamped to 64 bits.
    package var clampedMilliseconds: Int64 { clamped(unitsPerSecond: 1_000) }

    private func clamped(unitsPerSecond: Int64) -> Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: unitsPerSecond)
        let rest = attoseconds / (1_000_000_000_000_000_000 / unitsPerSecond)
        let (sum, sumOverflow) = scaled.addingReportingOverflow(rest)
        return overflow || sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// Returns the delay before another attempt, with "equal jitter" (Marc Brooker, "Exponential Backoff And Jitter",
    /// AWS Architecture Blog, 2015): half of the doubled delay is fixed, and half is random.
    ///
    /// - Parameters:
    ///   - first: The delay before it is doubled.
    ///   - doublings: How often the delay is doubled.
    ///   - maximum: The longest delay, before the random part is subtracted.
    ///   - random: A number from 0 to 1.
    package static func backoff(_ first: Duration, doublings: Int, maximum: Duration, random: Double)
        -> Duration
    {
        var delay = first
        for _ in 0..<doublings where delay < maximum { delay *= 2 }
        delay = min(delay, maximum)
        return delay / 2 + delay / 2 * min(max(random, 0), 1)
    }
}

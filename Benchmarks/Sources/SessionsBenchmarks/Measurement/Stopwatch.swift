import Sessions

/// Measures the time since its creation in nanoseconds, on the machine's clock.
struct Stopwatch {
    private let start = Self.now

    /// The time of the machine's clock in nanoseconds.
    @inline(__always)
    static var now: Int64 { SystemClock().now.nanoseconds }

    var elapsed: Int64 { Self.now - start }
}

import Sessions

/// Measures time from its making on, in nanoseconds of the machine's clock.
struct Stopwatch {
    private let start = Self.now

    /// The clock's time in nanoseconds.
    @inline(__always)
    static var now: Int64 { SystemClock().now.nanoseconds }

    var elapsed: Int64 { Self.now - start }
}

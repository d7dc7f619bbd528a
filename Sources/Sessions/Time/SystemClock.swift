#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's clock: `CLOCK_BOOTTIME` on Linux and `CLOCK_MONOTONIC` on Darwin. Both count suspension.
public struct SystemClock: SessionClock {
    /// Creates the machine's clock.
    public init() {}

    /// The time since the machine started; reading it takes about 30 ns.
    public var now: SessionInstant {
        #if canImport(Darwin)
            SessionInstant(nanoseconds: Self.read(CLOCK_MONOTONIC))
        #else
            SessionInstant(nanoseconds: Self.read(CLOCK_BOOTTIME))
        #endif
    }

    /// The current time of the machine's wall clock.
    public var wallTime: WallTime {
        WallTime(nanosecondsSinceEpoch: Self.read(CLOCK_REALTIME))
    }

    /// Fires the timer each time it is due, until the task is cancelled; then throws `CancellationError`.
    ///
    /// If the machine was suspended over a due time, the timer fires once after the suspension.
    public func run(_ timer: SessionTimer) async throws {
        try await timer.run(now: { now }, sleep: { try await Task.sleep(for: now.duration(to: $0)) })
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

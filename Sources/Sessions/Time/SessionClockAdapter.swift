/// A session clock that shows the time of a clock of the standard library.
///
/// Use it if your program or its tests already have a `Clock`:
///
/// ```swift
/// let manager = SessionManager<String>(clock: SessionClockAdapter(testClock))
/// ```
///
/// The clock must be quick to read, because the manager reads it in every operation. In production, use
/// ``SystemClock``, which is the quickest to read. A `SuspendingClock` doesn't count the time for which the machine is
/// suspended.
public struct SessionClockAdapter<Base: Clock>: SessionClock where Base.Duration == Duration {
    private let base: Base
    private let start: Base.Instant
    private let startWallTime: WallTime

    /// Creates a clock that shows the time of `base`, counted from now.
    ///
    /// - Parameters:
    ///   - base: The clock to read.
    ///   - wallTime: The wall-clock time that the adapter shows now. From then on it moves with `base` and ignores the
    ///     machine's wall clock.
    public init(_ base: Base, wallTime: WallTime = SystemClock().wallTime) {
        self.base = base
        start = base.now
        startWallTime = wallTime
    }

    /// The time since the adapter was created.
    public var now: SessionInstant {
        SessionInstant(nanoseconds: 0).advanced(by: start.duration(to: base.now))
    }

    /// The wall-clock time that the adapter was created with, moved on by the time since then.
    public var wallTime: WallTime { startWallTime.advanced(by: start.duration(to: base.now)) }

    /// Fires the timer each time it is due by the base clock, until the task is cancelled; then throws
    /// `CancellationError`.
    ///
    /// - Throws: `CancellationError`, or another error that the base clock's `sleep(until:tolerance:)` throws.
    public func run(_ timer: SessionTimer) async throws {
        try await timer.run(
            now: { now },
            sleep: { due in
                let elapsed = SessionInstant(nanoseconds: 0).duration(to: due)
                try await base.sleep(until: start.advanced(by: elapsed), tolerance: nil)
            }
        )
    }
}

/// Where a session manager gets the time from.
///
/// ``SystemClock`` is the machine's; ``ManualClock`` stands still until it is told to move.
public protocol SessionClock: Sendable {
    /// The time now. It never runs backwards, steps of the wall clock don't move it, suspension counts.
    ///
    /// Called under a shard's lock at every operation: it must be quick and must not call the manager.
    var now: SessionInstant { get }

    /// The time by the wall clock, for people and for stores.
    var wallTime: WallTime { get }

    /// Calls `timer.fire()` whenever its time has come, until the task is cancelled; then it throws
    /// `CancellationError`.
    ///
    /// One call at a time, never two at once. When ``SessionTimer/changes`` yields, the due time is asked
    /// for again.
    func run(_ timer: SessionTimer) async throws
}

extension SessionClock {
    /// What the wall clock showed, or will show, at `instant`, as far as can be told from its present time.
    public func wallTime(at instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: now.duration(to: instant))
    }
}

/// Something that a clock does again and again: what ``SessionManager/run()`` hands to its clock.
public struct SessionTimer: Sendable {
    /// When to fire the next time; asked again after each firing and each change. The end of the clock's range,
    /// `SessionInstant(nanoseconds: .max)`, stands for never.
    public let nextDue: @Sendable () -> SessionInstant

    /// What to do when that time has come.
    public let fire: @Sendable () -> Void

    /// Yields when ``nextDue`` may have become earlier, or later, without a firing.
    public let changes: AsyncStream<Void>

    /// A timer; without `changes`, the due time is asked for after each firing only.
    public init(
        nextDue: @escaping @Sendable () -> SessionInstant,
        fire: @escaping @Sendable () -> Void,
        changes: AsyncStream<Void> = AsyncStream { $0.finish() }
    ) {
        self.nextDue = nextDue
        self.fire = fire
        self.changes = changes
    }
}

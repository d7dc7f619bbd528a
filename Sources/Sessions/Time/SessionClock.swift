/// A source of time for a session manager.
///
/// ``SystemClock`` is the machine's clock. ``ManualClock`` moves only when you move it. ``SessionClockAdapter`` makes a
/// `SessionClock` of a clock of the standard library, such as the clock that your tests already have.
public protocol SessionClock: Sendable {
    /// The current time.
    ///
    /// It never runs backwards, ignores steps of the wall clock, and counts the time for which the machine
    /// is suspended.
    ///
    /// The manager reads it under a shard's lock in every operation: it must be quick and must not call the
    /// manager.
    var now: SessionInstant { get }

    /// The current wall-clock time, for people and for stores.
    var wallTime: WallTime { get }

    /// Calls `timer.fire()` each time the timer is due, until the task is cancelled; then throws
    /// `CancellationError`.
    ///
    /// The calls of one timer never overlap. When ``SessionTimer/changes`` yields, the clock reads the due
    /// time again.
    func run(_ timer: SessionTimer) async throws
}

extension SessionClock {
    /// Returns the wall-clock time at `instant`, computed from the wall clock's current time.
    ///
    /// A step of the wall clock between `instant` and now makes the result differ from what the wall clock
    /// showed.
    public func wallTime(at instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: now.duration(to: instant))
    }
}

/// A source of time for a session manager.
///
/// ``SystemClock`` is the machine's clock. ``ManualClock`` moves only when you move it.
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

/// A repeating timer that ``SessionManager/run()`` passes to its clock.
public struct SessionTimer: Sendable {
    /// Returns the time of the next firing.
    ///
    /// The clock calls it after each firing and each change. `SessionInstant(nanoseconds: .max)` means
    /// never.
    public let nextDue: @Sendable () -> SessionInstant

    /// The action to perform when the timer is due.
    public let fire: @Sendable () -> Void

    /// Yields when the result of ``nextDue`` may have changed without a firing.
    public let changes: AsyncStream<Void>

    /// Creates a timer. Without `changes`, the clock reads the due time only after each firing.
    public init(
        nextDue: @escaping @Sendable () -> SessionInstant,
        fire: @escaping @Sendable () -> Void,
        changes: AsyncStream<Void> = AsyncStream { $0.finish() }
    ) {
        self.nextDue = nextDue
        self.fire = fire
        self.changes = changes
    }

    /// Creates a timer that fires once, at this time.
    package init(onceAt time: SessionInstant, fire: @escaping @Sendable () -> Void) {
        let hasFired = Locked(false)
        self.init(
            nextDue: { hasFired.withLock { $0 } ? SessionInstant(nanoseconds: .max) : time },
            fire: {
                hasFired.withLock { $0 = true }
                fire()
            }
        )
    }
}

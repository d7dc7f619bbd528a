/// A clock that moves only when you move it, for tests and for replaying recorded traffic in virtual time.
///
/// Timers fire inside ``advance(by:)``, on the caller's thread and in the order of their due times. As soon
/// as the call returns, a test can check what a cleanup did:
///
/// ```swift
/// let clock = ManualClock()
/// let manager = SessionManager<String>(clock: clock)
/// let running = Task { try await manager.run() }
/// await clock.timersRunning(1)
/// try manager.create("a", "value")
/// clock.advance(by: .minutes(40))     // four cleanups ran: at 10, 20, 30 and 40 minutes
/// running.cancel()
/// ```
public final class ManualClock: SessionClock {
    private struct State {
        var now: SessionInstant
        var wallTime: WallTime
        var timers: [Int: SessionTimer] = [:]
        var nextTimer = 0
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Locked<State>

    /// Creates a clock that shows the given times.
    public init(
        now: SessionInstant = SessionInstant(nanoseconds: 0),
        wallTime: WallTime = WallTime(nanosecondsSinceEpoch: 0)
    ) {
        state = Locked(State(now: now, wallTime: wallTime))
    }

    /// The clock's current time.
    public var now: SessionInstant { state.withLock(\.now) }

    /// The wall clock's current time.
    ///
    /// It moves with the clock. ``setWallTime(_:)`` sets it independently.
    public var wallTime: WallTime { state.withLock(\.wallTime) }

    /// Sets only the wall clock, as an operator or NTP does on a machine.
    public func setWallTime(_ time: WallTime) {
        state.withLock { $0.wallTime = time }
    }

    /// Moves the clock by `duration` and fires each timer that comes due, at its own due time.
    ///
    /// A negative duration traps. Call this method from one thread at a time.
    public func advance(by duration: Duration) {
        advance(to: now.advanced(by: duration))
    }

    /// Moves the clock to `target` and fires each timer that comes due, at its own due time.
    ///
    /// A target before ``now`` traps. Call this method from one thread at a time.
    public func advance(to target: SessionInstant) {
        precondition(target >= now, "a manual clock can't run backwards; advance it by zero or more")
        while let (due, timer) = nextTimer(until: target) {
            move(to: max(due, now))
            timer.fire()
        }
        move(to: target)
    }

    private func nextTimer(until target: SessionInstant) -> (SessionInstant, SessionTimer)? {
        // The due times are read outside the lock, because a timer may ask this clock for the time.
        let timers = state.withLock { $0.timers.sorted { $0.key < $1.key }.map(\.value) }
        return timers.map { ($0.nextDue(), $0) }
            .filter { due, _ in due <= target && due < SessionInstant.never }
            .min { $0.0 < $1.0 }
    }

    private func move(to instant: SessionInstant) {
        state.withLock { state in
            state.wallTime = state.wallTime.advanced(by: state.now.duration(to: instant))
            state.now = instant
        }
    }

    /// Keeps the timer until the task is cancelled. ``advance(by:)`` fires it.
    public func run(_ timer: SessionTimer) async throws {
        let (key, woken) = state.withLock { state in
            let key = state.nextTimer
            state.nextTimer += 1
            state.timers[key] = timer
            let woken = state.waiting.filter { $0.count <= state.timers.count }
            state.waiting.removeAll { $0.count <= state.timers.count }
            return (key, woken.map(\.continuation))
        }
        for continuation in woken { continuation.resume() }
        defer { _ = state.withLock { $0.timers.removeValue(forKey: key) } }
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        source.finish()
        throw CancellationError()
    }

    /// Suspends until at least `count` timers run on this clock.
    ///
    /// Tests use it to wait until ``SessionManager/run()`` has started.
    public func timersRunning(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let reached = state.withLock { state in
                guard state.timers.count < count else { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if reached { continuation.resume() }
        }
    }
}

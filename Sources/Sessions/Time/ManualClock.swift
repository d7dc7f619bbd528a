/// A clock that moves only when it is told to: for tests, and for playing recorded traffic in virtual time.
///
/// Timers that are due fire inside ``advance(by:)``, on the caller's thread and in the order of their due
/// times, so that what a cleanup did can be looked at as soon as the call returns:
///
/// ```swift
/// let clock = ManualClock()
/// let manager = SessionManager<String>(clock: clock)
/// let running = Task { try await manager.run() }
/// await clock.timersRunning(1)
/// try manager.create("a", "value")
/// clock.advance(by: .minutes(40))     // three cleanups ran in there, at 10, 20 and 30 minutes, and one at 40
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

    /// A clock that shows `now`, and `wallTime` on the wall.
    public init(
        now: SessionInstant = SessionInstant(nanoseconds: 0),
        wallTime: WallTime = WallTime(nanosecondsSinceEpoch: 0)
    ) {
        state = Locked(State(now: now, wallTime: wallTime))
    }

    /// The time that was set last.
    public var now: SessionInstant { state.withLock(\.now) }

    /// The wall clock's time; it moves with the clock and can be set apart from it.
    public var wallTime: WallTime { state.withLock(\.wallTime) }

    /// Sets the wall clock and nothing else, as an operator or NTP may do to a machine.
    public func setWallTime(_ time: WallTime) {
        state.withLock { $0.wallTime = time }
    }

    /// Moves the clock, firing on the way what comes due, each timer at its own due time.
    ///
    /// The duration must not be negative, or it traps: time does not run backwards. Call it from one
    /// thread at a time.
    public func advance(by duration: Duration) {
        advance(to: now.advanced(by: duration))
    }

    /// Moves the clock to `target`, firing on the way what comes due, each timer at its own due time.
    ///
    /// The target must not lie before ``now``, or it traps: time does not run backwards. Call it from one
    /// thread at a time.
    public func advance(to target: SessionInstant) {
        precondition(target >= now, "a manual clock cannot run backwards; advance it by zero or more")
        while let (due, timer) = nextTimer(until: target) {
            move(to: max(due, now))
            timer.fire()
        }
        move(to: target)
    }

    private func nextTimer(until target: SessionInstant) -> (SessionInstant, SessionTimer)? {
        // The due times are asked for outside the lock: a timer may ask this clock for the time.
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

    /// Holds the timer until the task is cancelled; ``advance(by:)`` fires it.
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

    /// Suspends until at least `count` timers run on this clock: so that a test knows that a manager's
    /// ``SessionManager/run()`` has begun.
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

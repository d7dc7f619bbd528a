import Testing

@testable import Sessions

/// A clock such as tests of other packages have: it moves when the test says so.
private final class StepClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    struct Broken: Error {}

    private struct Sleeper {
        let due: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .seconds(1_000))
        var next = 0
        var sleepers: [Int: Sleeper] = [:]
        var isBroken = false
    }

    private let state = Locked(State())

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let key = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isBroken || state.now.duration(to: deadline) > .hours(24 * 36_500) {
                        return .failure(Broken())
                    }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[key] = Sleeper(due: deadline, continuation: continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: key) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    /// Suspends until a sleep that is due after this time from now is waiting, and no other.
    func waits(for rest: Duration) async {
        while !Task.isCancelled {
            let dues = state.withLock { state in state.sleepers.values.map { state.now.duration(to: $0.due) }
            }
            if dues == [rest] { return }
            await Task.yield()
        }
    }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let woken = state.sleepers.filter { $0.value.due <= state.now }
            for key in woken.keys { state.sleepers[key] = nil }
            return woken.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func breakDown() { state.withLock { $0.isBroken = true } }
}

@Suite(.timeLimit(.minutes(30))) struct SessionClockAdapterTests {
    private let base = StepClock()

    private func adapter() -> SessionClockAdapter<StepClock> {
        SessionClockAdapter(base, wallTime: WallTime(nanosecondsSinceEpoch: 5_000_000_000))
    }

    @Test("The adapter's times move with the clock of the standard library")
    func times() {
        let clock = adapter()
        #expect(clock.now == SessionInstant(nanoseconds: 0))
        base.advance(by: .seconds(3))
        #expect(clock.now == SessionInstant(nanoseconds: 3_000_000_000))
        #expect(clock.wallTime == WallTime(nanosecondsSinceEpoch: 8_000_000_000))
        #expect(clock.wallTime(at: SessionInstant(nanoseconds: 0)).nanosecondsSinceEpoch == 5_000_000_000)
    }

    @Test("Sessions die and are cleaned up by the time of a test's own clock")
    func manager() async throws {
        let manager = SessionManager<Int>(clock: adapter())
        let running = Task { try await manager.run() }
        await base.waits(for: .minutes(10))
        try manager.create("a", 1)
        base.advance(by: .minutes(30))
        // One cleanup makes up for those that were missed.
        await base.waits(for: .minutes(10))
        #expect(manager.peek("a") != nil)
        base.advance(by: .nanoseconds(1))
        #expect(manager.peek("a") == nil && manager.count == 1)
        base.advance(by: .minutes(10) - .nanoseconds(1))
        await base.waits(for: .minutes(10))
        #expect(manager.count == 0)
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("A change of the interval ends the clock's sleep")
    func change() async throws {
        let manager = SessionManager<Int>(clock: adapter())
        let running = Task { try await manager.run() }
        await base.waits(for: .minutes(10))
        try manager.apply(SessionPolicy(cleanupInterval: .minutes(2)))
        await base.waits(for: .minutes(2))
        manager.shutdown()
        try await running.value
    }

    @Test("An error of the clock's sleep ends the run")
    func failure() async throws {
        base.breakDown()
        let manager = SessionManager<Int>(clock: adapter())
        await #expect(throws: StepClock.Broken.self) { try await manager.run() }
        manager.shutdown()
    }

    @Test("A timer that is never due again doesn't ask the clock to sleep until the end of time")
    func neverDue() async {
        let state = Locked((calls: 0, hasFired: false, hasEnded: false))
        let (changes, source) = AsyncStream.makeStream(of: Void.self)
        let timer = SessionTimer(
            nextDue: {
                state.withLock {
                    $0.calls += 1
                    return $0.hasFired ? .never : SessionInstant(nanoseconds: 0)
                }
            },
            fire: { state.withLock { $0.hasFired = true } },
            changes: changes
        )
        let clock = adapter()
        let running = Task {
            defer { state.withLock { $0.hasEnded = true } }
            try await clock.run(timer)
        }
        while state.withLock({ $0.calls < 2 && !$0.hasEnded }) { await Task.yield() }
        source.yield()
        while state.withLock({ $0.calls < 3 && !$0.hasEnded }) { await Task.yield() }
        #expect(!state.withLock(\.hasEnded))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("The clocks of the standard library fit")
    func standardClocks() {
        let continuous = SessionClockAdapter(ContinuousClock())
        let suspending = SessionClockAdapter(SuspendingClock())
        let before = continuous.now
        #expect(before <= continuous.now && suspending.now >= SessionInstant(nanoseconds: 0))
    }
}

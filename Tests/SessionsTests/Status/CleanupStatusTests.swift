import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct CleanupStatusTests {
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_000_000_000))

    @Test func saysWhatTheLastCleanupDid() throws {
        let manager = SessionManager<Int>(clock: clock)
        #expect(manager.cleanupStatus.last == nil)
        #expect(!manager.cleanupStatus.isScheduled)
        try manager.create("a", 1)
        try manager.create("b", 2)
        clock.advance(by: .minutes(31))
        manager.cleanup()
        let last = try #require(manager.cleanupStatus.last)
        #expect(last.removed == 2)
        #expect(last.lateness == .zero)
        #expect(last.endedInstant == clock.now)
        #expect(last.endedAt == clock.wallTime)
    }

    @Test func isStalledWhenTheTimerMissedACleanup() async throws {
        let stuck = StuckClock()
        let manager = SessionManager<Int>(clock: stuck)
        let running = Task { try await manager.run() }
        while !manager.cleanupStatus.isScheduled { await Task.yield() }
        #expect(manager.cleanupStatus.overdue == .zero)
        stuck.clock.advance(by: .minutes(12))
        #expect(manager.cleanupStatus.overdue == .minutes(2))
        #expect(!manager.cleanupStatus.isStalled)
        stuck.clock.advance(by: .minutes(9))
        #expect(manager.cleanupStatus.isStalled)
        manager.cleanup()
        #expect(manager.cleanupStatus.isStalled, "a manual cleanup does not start the timer")
        manager.shutdown()
        try await running.value
        #expect(!manager.cleanupStatus.isScheduled)
    }
}

/// A clock whose time can move but whose timers never fire.
private struct StuckClock: SessionClock {
    let clock = ManualClock()

    var now: SessionInstant { clock.now }
    var wallTime: WallTime { clock.wallTime }

    func run(_ timer: SessionTimer) async throws {
        try await Task.sleep(for: .seconds(3_600))
    }
}

import Sessions
import Testing

@Suite("Cleanup")
struct CleanupTests {
    let clock = ManualClock()

    @Test("A session is alive at the timeout and dead a millisecond later")
    func boundary() throws {
        let manager = SessionManager<String>(clock: clock)
        try manager.create("a", "value")
        clock.advance(by: .minutes(30))
        #expect(manager.peek("a")?.value == "value")
        clock.advance(by: .milliseconds(1))
        #expect(manager.peek("a") == nil)
        #expect(manager.session("a") == nil)
        #expect(manager.count == 0)
    }

    @Test("The cleanup runs at its interval, by itself")
    func interval() async throws {
        let manager = try SessionManager<String>(
            idleTimeout: .minutes(5),
            cleanupInterval: .minutes(1),
            clock: clock
        )
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", "value")
        clock.advance(by: .minutes(5))
        #expect(manager.count == 1)
        clock.advance(by: .seconds(59))
        #expect(manager.count == 1)
        clock.advance(by: .seconds(1))
        #expect(manager.count == 0)
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}

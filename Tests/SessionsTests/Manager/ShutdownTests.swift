import Testing

@testable import Sessions

@Suite struct ShutdownTests {
    private let clock = ManualClock()

    @Test("After a shutdown lookups return sessions without refreshing them, and touch returns false")
    func lookUps() throws {
        let manager = SessionManager<Int>(clock: clock)
        let created = try manager.create("a", 1)
        manager.shutdown()
        clock.advance(by: .minutes(10))
        #expect(!manager.touch("a"))
        #expect(manager.update("a") { $0 = 2 } == nil)
        #expect(manager.session("a") == created)
        #expect(manager.peek("a") == created)
        #expect(throws: SessionError.self) { try manager.findOrCreate("a") { 2 } }
        clock.advance(by: .minutes(20))
        #expect(manager.session("a") == created)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.session("a") == nil)
        #expect(manager.count == 1)
    }

    @Test("isShutDown tells a missing session from a manager that was shut down")
    func missing() {
        let manager = SessionManager<Int>(clock: clock)
        #expect(!manager.touch("a") && manager.update("a") { $0 = 2 } == nil)
        #expect(!manager.isShutDown)
        manager.shutdown()
        #expect(!manager.touch("a") && manager.update("a") { $0 = 2 } == nil)
        #expect(manager.isShutDown)
    }
}

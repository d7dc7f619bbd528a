import Sessions
import Testing

@Suite("The guide: metrics, info, ages, deletion, shutdown")
struct MetricsTests {
    let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))

    @Test("The five metrics of the guide")
    func figures() throws {
        let manager = SessionManager<Int>(clock: clock)
        #expect(manager.metrics().oldestSession == nil)
        #expect(manager.metrics().newestSession == nil)
        #expect(manager.metrics().retentionRate == nil)
        #expect(manager.metrics().cleanupRate == nil)
        for number in 0..<4 { try manager.create("conv-\(number)", number) }
        clock.advance(by: .minutes(20))
        try manager.create("late", 5)
        clock.advance(by: .seconds(5))
        try manager.delete("conv-0")
        let metrics = manager.metrics()
        #expect(metrics.activeSessions == 4)
        #expect(metrics.totalCreated == 5)
        #expect(metrics.totalCleaned == 1)
        #expect(metrics.ended[.deleted] == 1)
        #expect(metrics.ended[.replaced] == 0)
        #expect(metrics.oldestSession == .minutes(20) + .seconds(5))
        #expect(metrics.newestSession == .seconds(5))
        #expect(metrics.retentionRate == 0.8)
        #expect(metrics.cleanupRate == 0.2)
        #expect(manager.oldestAge == metrics.oldestSession)
        #expect(manager.newestAge == metrics.newestSession)
        #expect(manager.count == 4)
    }

    @Test("Info has wall-clock times")
    func info() throws {
        let manager = SessionManager<Conversation>(clock: clock)
        try manager.create("conv-123", chatID: "chat-456")
        clock.advance(by: .minutes(10))
        manager.updateParentID("conv-123", "msg-1")
        clock.advance(by: .minutes(5))
        let info = try #require(manager.info("conv-123"))
        #expect(info.value == Conversation(chatID: "chat-456", parentID: "msg-1"))
        #expect(info.createdAt.description == "2023-11-14T22:13:20.000Z")
        #expect(info.lastAccessedAt.description == "2023-11-14T22:23:20.000Z")
        #expect(info.age == .minutes(15))
        #expect(info.idleTime == .minutes(5))
        #expect(info.timeLeft == .minutes(25))
        #expect(info.leases == 0)
        #expect(info.timeouts == nil)
        #expect(manager.info("nobody") == nil)
    }

    @Test("Deleting a missing session returns false; so does deleting a dead one, which ends as expired")
    func deletion() throws {
        let manager = SessionManager<Int>(clock: clock)
        #expect(try !manager.delete("a"))
        try manager.create("a", 1)
        #expect(try manager.delete("a"))
        #expect(try !manager.delete("a"))
        try manager.create("b", 1)
        clock.advance(by: .minutes(31))
        #expect(try !manager.delete("b"))
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        #expect(manager.metrics().ended[.deleted] == 1)
    }

    @Test("All sessions can be deleted at once")
    func deleteAll() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<1_000 { try manager.create("old-\(number)", number) }
        clock.advance(by: .minutes(31))
        for number in 0..<500 { try manager.create("new-\(number)", number) }
        #expect(try manager.deleteAll() == 500)
        #expect(manager.count == 0)
        #expect(manager.metrics().ended[.expired(.idle)] == 1_000)
    }

    @Test("A shutdown ends the cleanup and keeps the sessions, also if it is repeated")
    func shutdown() async throws {
        let manager = SessionManager<Int>(clock: clock)
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", 1)
        #expect(!manager.isShutDown)
        manager.shutdown()
        manager.shutdown()
        #expect(manager.isShutDown)
        try await running.value
        #expect(manager.session("a")?.value == 1)
        #expect(!manager.touch("a"))
        clock.advance(by: .minutes(30))
        #expect(manager.peek("a") != nil)
        clock.advance(by: .milliseconds(1))
        // The lookups after the shutdown did not refresh the session.
        #expect(manager.session("a") == nil)
        #expect(manager.cleanup() == 0)
        #expect(manager.count == 1)
        #expect(manager.update("a") { $0 += 1 } == nil)
        func code(_ body: () throws(SessionError) -> Void) -> SessionError.Code? {
            do {
                try body()
                return nil
            } catch { return error.code }
        }
        #expect(code { () throws(SessionError) in try manager.create("b", 2) } == .shutDown)
        #expect(code { () throws(SessionError) in _ = try manager.findOrCreate("a") { 2 } } == .shutDown)
        #expect(code { () throws(SessionError) in try manager.delete("a") } == .shutDown)
        let tooLong = String(repeating: "x", count: SessionManager<Int>.maximumIdentifierLength + 1)
        #expect(code { () throws(SessionError) in try manager.delete(tooLong) } == .shutDown)
        #expect(code { () throws(SessionError) in try manager.deleteAll() } == .shutDown)
        #expect(code { () throws(SessionError) in try manager.apply(SessionPolicy()) } == .shutDown)
        // A server can be stopped while it starts, so this is not an error.
        try await manager.run()
        await #expect(throws: SessionError.self) { try await manager.withSession("a") { _ in } }
    }

    @Test("run() throws if it is already running, and can run again after a cancellation")
    func runOnce() async throws {
        let manager = SessionManager<Int>(clock: clock)
        let first = Task { try await manager.run() }
        await clock.timersRunning(1)
        await #expect(throws: SessionError.self) { try await manager.run() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        let second = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", 1)
        clock.advance(by: .minutes(50))
        #expect(manager.count == 0)
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
    }
}

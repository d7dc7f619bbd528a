import Sessions
import Testing

/// The differences from the JavaScript `SessionManager` that `docs/from-the-javascript-guide.md` lists.
@Suite("The guide: differences from JavaScript")
struct DifferenceTests {
    let clock = ManualClock()

    @Test("Either timeout can be set alone")
    func oneTimeout() async throws {
        let manager = try SessionManager<Int>(cleanupInterval: .minutes(1), clock: clock)
        #expect(manager.policy.cleanupInterval == .minutes(1))
        #expect(manager.policy.idleTimeout == .minutes(30))
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", 1)
        clock.advance(by: .minutes(30))
        #expect(manager.count == 1)
        clock.advance(by: .minutes(1))
        #expect(manager.count == 0)
        running.cancel()
        let other = try SessionManager<Int>(idleTimeout: .minutes(1))
        #expect(other.policy.cleanupInterval == .minutes(10))
        #expect(throws: SessionError.self) { try SessionManager<Int>(cleanupInterval: .zero) }
    }

    @Test("The count includes dead sessions until a call notices them; listings never do")
    func countAndListings() throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 1)
        clock.advance(by: .minutes(31))
        try manager.create("b", 2)
        #expect(manager.count == 2)
        #expect(manager.metrics().activeSessions == 2)
        #expect(manager.sessions.map(\.id) == ["b"])
        #expect(manager.count(matching: SessionFilter()) == 1)
        manager.cleanup()
        #expect(manager.count == 1)
    }

    @Test("A lookup ends a dead session, so the next cleanup removes fewer")
    func lookUpEnds() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        for number in 0..<3 { try manager.create("conv-\(number)", number) }
        clock.advance(by: .minutes(31))
        #expect(manager.session("conv-0") == nil)
        #expect(recorder.take().filter { $0.id == "conv-0" }.map(\.kind) == [.created, .expired])
        #expect(manager.metrics().totalCleaned == 1)
        #expect(manager.cleanup() == 2)
        #expect(manager.metrics().totalCleaned == 3)
    }

    @Test("Overwriting ends the old session as replaced, which counts as cleaned")
    func overwriting() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        try manager.create("a", 1)
        try manager.create("a", 2)
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .deleted, .created])
        #expect(events[1].reason == .replaced)
        let metrics = manager.metrics()
        #expect(metrics.totalCreated == 2)
        #expect(metrics.totalCleaned == 1)
        #expect(metrics.ended[.replaced] == 1)
        #expect(metrics.activeSessions == 1)
    }

    @Test("Listings have no order; sorting by creation gives JavaScript's order")
    func order() throws {
        let manager = SessionManager<Int>(clock: clock)
        let ids = (0..<100).map { "conv-\($0)" }
        for (number, id) in ids.enumerated() {
            try manager.create(id, number)
            clock.advance(by: .milliseconds(1))
        }
        #expect(manager.sessions.map(\.id) != ids)
        #expect(manager.sessions.sorted { $0.createdInstant < $1.createdInstant }.map(\.id) == ids)
    }

    @Test("An id over the limit makes a create throw; other calls find no session")
    func longIdentifier() throws {
        let manager = SessionManager<Int>(clock: clock)
        let longest = String(repeating: "x", count: SessionManager<Int>.maximumIdentifierLength)
        try manager.create(longest, 1)
        #expect(manager.session(longest)?.value == 1)
        do {
            try manager.create(longest + "x", 2)
            Issue.record("the id is too long")
        } catch {
            #expect(error.code == .identifierTooLong)
        }
        #expect(manager.session(longest + "x") == nil)
        #expect(!manager.touch(longest + "x"))
        #expect(manager.update(longest + "x") { $0 += 1 } == nil)
        #expect(try !manager.delete(longest + "x"))
    }

    @Test("Writes after the shutdown change nothing")
    func writesAfterShutdown() throws {
        let manager = SessionManager<Conversation>(clock: clock)
        try manager.create("conv-123", chatID: "chat-456", parentID: "message-1")
        manager.shutdown()
        #expect(!manager.updateParentID("conv-123", "message-2"))
        #expect(manager.session("conv-123")?.value.parentID == "message-1")
        #expect(throws: SessionError.self) { try manager.create("conv-124", chatID: "chat-457") }
    }
}

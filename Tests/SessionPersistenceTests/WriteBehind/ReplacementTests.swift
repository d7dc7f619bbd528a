import SessionPersistence
import Sessions
import Testing

/// A create on a living id ends one session and begins another. The store changes from the one to the other
/// in one step, in whatever order the events arrive.
@Suite(.timeLimit(.minutes(30))) struct ReplacementTests {
    private let store = InMemorySessionStore()
    private let clock = ManualClock()

    @Test func theRowIsNeverMissing() async throws {
        let life = try await Life(store, clock: clock)
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        life.gate.hold(.created)
        let second = try life.manager.create("a", "two")
        await life.passInterval(clock)
        #expect(store.session("a")?.value == Array("two".utf8))
        #expect(store.session("a")?.incarnation == second.incarnation)
        life.gate.release()
        // A session that ended without a successor is removed.
        try life.manager.delete("a")
        try await life.persistence.flush()
        #expect(store.session("a") == nil)
        await life.end()
    }

    @Test func theEndOfASessionWithALateCreatedEventIsStored() async throws {
        let life = try await Life(store, clock: clock)
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        life.gate.hold(.created)
        try life.manager.create("a", "two")
        await life.passInterval(clock)
        // A second transaction writes what the first one left.
        life.manager.update("a") { $0 = "changed" }
        clock.advance(by: .seconds(2))
        await eventually { life.persistence.counts.waiting <= 1 }
        life.gate.release()
        try life.manager.delete("a")
        try await life.persistence.flush()
        #expect(store.count == 0)
        await life.end()
    }
}

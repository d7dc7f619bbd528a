import Foundation
import SessionPersistence
import Sessions
import Testing

/// A session that gets another id keeps its row: the row moves in one step, whatever happens in between.
@Suite(.timeLimit(.minutes(30))) struct RotationTests {
    private let store = FaultyStore()
    private let clock = ManualClock()

    private func life(flushSize: Int = 10_000) async throws -> Life {
        var configuration = PersistenceConfiguration()
        configuration.flushSize = flushSize
        return try await Life(store, clock: clock, configuration: configuration)
    }

    @Test func theOldRowIsRemovedEvenIfItsIDWasTakenAgain() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        try life.manager.rotate("a", to: "b")
        try life.manager.create("a", "two")
        try life.manager.delete("b")
        try life.manager.delete("a")
        try await life.persistence.flush()
        #expect(store.memory.count == 0)
        #expect(life.persistence.counts.waiting == 0)
        await life.end()
    }

    @Test func aCircularRenameKeepsTheRow() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        try life.manager.rotate("a", to: "b")
        let rotated = try life.manager.rotate("b", to: "a")
        try await life.persistence.flush()
        #expect(store.memory.session("a")?.incarnation == rotated?.incarnation)
        for change in store.commits.withLock({ $0.joined() }) {
            // The row would be removed to make room for itself.
            if case .renamed(let previous, _, let session) = change { #expect(previous != session.id) }
        }
        await life.end()
    }

    @Test func aFailureKeepsTheRowOfARotatedSession() async throws {
        let life = try await life(flushSize: 1)
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        try life.manager.rotate("a", to: "b")
        let isOpen = Locked(false)
        store.gate.withLock { gate in
            gate = { while !isOpen.withLock({ $0 }) { await Task.yield() } }
        }
        store.faults.withLock { $0.commit = FaultyStore.failure }
        let flush = Task { try await life.persistence.flush() }
        await eventually { store.uses.withLock(\.now) > 0 }
        try life.manager.rotate("b", to: "c")
        isOpen.withLock { $0 = true }
        await #expect(throws: SessionStoreError.self) { try await flush.value }
        store.faults.withLock { $0.commit = nil }
        let least = Locked(Int.max)
        store.gate.withLock { gate in
            gate = { least.withLock { $0 = min($0, store.memory.count) } }
        }
        await eventually {
            clock.advance(by: .seconds(1))
            return life.persistence.counts.waiting == 0
        }
        #expect(least.withLock { $0 } == 1)
        #expect(store.memory.session("c") != nil && store.memory.count == 1)
        await life.end()
    }

    @Test func theRowStaysUntilTheRotationEventArrives() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        try life.manager.rotate("a", to: "b")
        life.gate.hold(.rotated)
        try life.manager.rotate("b", to: "c")
        await life.passInterval(clock)
        // The process may die now.
        #expect(store.memory.session("a") != nil)
        #expect(life.persistence.counts.waiting == 1)
        let flush = Task { try await life.persistence.flush() }
        life.gate.release()
        try await flush.value
        #expect(store.memory.session("c") != nil && store.memory.count == 1)
        await life.end()
    }

    @Test func aFlushWaitsForARotationEvent() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        life.manager.update("a") { $0 = "changed" }
        life.gate.hold(.rotated)
        try life.manager.rotate("a", to: "b")
        let commits = life.persistence.counts.commits
        let flush = Task {
            try await life.persistence.flush()
            #expect(store.memory.session("b")?.value == Array("changed".utf8))
        }
        await eventually { life.persistence.counts.commits > commits }
        life.gate.release()
        try await flush.value
        await life.end()
    }

    @Test func waitingForAMissingEventEnds() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        try await life.persistence.flush()
        life.manager.update("a") { $0 = "changed" }
        life.gate.hold(.rotated)
        try life.manager.rotate("a", to: "b")
        try life.manager.create("other", "")
        let commits = life.persistence.counts.commits
        let flush = Task { try await life.persistence.flush() }
        await eventually { life.persistence.counts.commits > commits }
        life.manager.shutdown()
        // The noted changes are written, and the flush gets an error.
        #expect(await life.persistence.close(within: .hours(1), awaitsEvents: false) == nil)
        await #expect(throws: SessionStoreError.self) { try await flush.value }
        #expect(store.memory.session("other") != nil && store.memory.session("a") != nil)
    }

    @Test func aSessionThatTakesTheOldIDDoesNotTakeTheRowWhileTheEventIsHeldUp() async throws {
        let observer = HangingObserver([.rotated])
        let life = try await Life(store, clock: clock, observers: [observer])
        let session = try life.manager.create("a", "one")
        try await life.persistence.flush()
        // Another thread is in the observer with the event.
        let rotated = Locked<Incarnation?>(nil)
        Thread.detachNewThread {
            let session = try? life.manager.rotate("a", to: "b")
            rotated.withLock { $0 = session?.incarnation }
        }
        await eventually { observer.isHanging }
        try life.manager.create("a", "two")
        // Some of these sessions are in other lanes than the two ids, so there is something to write.
        for number in 0..<20 { try life.manager.create("other-\(number)", "") }
        let flush = Task { try await life.persistence.flush() }
        await life.passInterval(clock)
        // The process may die now.
        #expect(store.memory.session("a")?.incarnation == session.incarnation)
        #expect(store.memory.session("a")?.value == Array("one".utf8))
        observer.release()
        try await flush.value
        #expect(store.memory.session("a")?.value == Array("two".utf8))
        #expect(store.memory.session("b")?.value == Array("one".utf8))
        await eventually { rotated.withLock { $0 } != nil }
        #expect(store.memory.session("b")?.incarnation == rotated.withLock { $0 })
        await life.end()
    }
}

import SessionPersistence
import Sessions
import Testing

/// A create on a living id ends one session and begins another: the store goes from the one to the other in one
/// step, however the events come.
@Suite struct ReplacementTests {
    /// Passes events on, and keeps those of creations back when it is told to: as a commit may find it that begins
    /// between the two events of a replacement.
    private final class Gate: SessionObserver {
        let persistence: PersistenceObserver<[UInt8]>
        let holdsCreations = Locked(false)

        var interests: SessionEventKinds { persistence.interests }

        init(_ persistence: PersistenceObserver<[UInt8]>) { self.persistence = persistence }

        func sessionDid(_ event: SessionEvent<[UInt8]>) {
            if event.kind == .created, holdsCreations.withLock({ $0 }) { return }
            persistence.sessionDid(event)
        }
    }

    @Test func theRowIsNeverMissingInBetween() async throws {
        let store = InMemorySessionStore()
        let clock = ManualClock()
        let persistence = PersistenceObserver(store: store, coding: .bytes, clock: clock)
        let gate = Gate(persistence)
        let epoch = try await persistence.open()
        let manager = try SessionManager<[UInt8]>(
            policy: SessionPolicy(),
            observers: [gate],
            clock: clock,
            epoch: epoch
        )
        try await persistence.restore(into: manager)
        try manager.create("a", [1])
        try await persistence.flush()
        gate.holdsCreations.withLock { $0 = true }
        let second = try manager.create("a", [2])
        try await persistence.flush()
        #expect(store.session("a")?.value == [2])
        #expect(store.session("a")?.incarnation == second.incarnation)
        // What has ended without a successor goes.
        try manager.delete("a")
        try await persistence.flush()
        #expect(store.session("a") == nil)
        manager.shutdown()
        await persistence.close()
    }
}

import Sessions
import Testing

/// Events that the tests of an observer make, with what is public.
@Suite("Events made by tests") struct MadeEventTests {
    @Test("An event about a session needs a kind, an id and a value")
    func defaults() {
        let event = SessionEvent(.created, id: "a", value: 1)
        #expect(event.kind == .created && event.id == "a" && event.value == 1)
        #expect(
            event.incarnation == Incarnation(rawValue: 1) && event.sequence == 1 && event.activeCount == 1
        )
        #expect(
            event.cause == .create && event.reason == nil && event.context == nil && event.deadline == nil
        )
        #expect(event.createdInstant == event.instant && event.age == .zero && event.idleTime == .zero)
        #expect(event.previous == nil && event.cleanup == nil)
    }

    @Test("An end has a reason and a cause")
    func ends() {
        let start = SessionInstant(nanoseconds: 0)
        let expired = SessionEvent(
            .expired,
            id: "a",
            value: 1,
            instant: start.advanced(by: .minutes(31)),
            createdInstant: start,
            deadline: start.advanced(by: .minutes(30)),
            idleTime: .minutes(31)
        )
        #expect(expired.reason == .expired(.idle) && expired.cause == .cleanup)
        #expect(expired.expiryLag == .minutes(1) && expired.age == .minutes(31))
        #expect(expired.idleTime == .minutes(31))
        #expect(SessionEvent(.deleted, id: "a", value: 1).reason == .deleted)
        let evicted = SessionEvent(.deleted, id: "a", value: 1, reason: .evicted(.capacity), cause: .create)
        #expect(evicted.reason == .evicted(.capacity) && evicted.cause == .create)
    }

    @Test("A rotation has the previous id, and an event the context that it was made with")
    func rotation() {
        let event = SessionEvent(
            .rotated,
            id: "new",
            value: 1,
            context: "request-1",
            previous: RotationDetails(id: "old")
        )
        #expect(event.previous == RotationDetails(id: "old", incarnation: Incarnation(rawValue: 1)))
        #expect(event.cause == .rotate && event.context as? String == "request-1")
    }

    @Test("A deletion and a change of timeouts have their details")
    func details() {
        let deletion = DeletionDetails(reason: .signedOut, by: "alice")
        let deleted = SessionEvent(.deleted, id: "a", value: 1, deletion: deletion)
        #expect(deleted.deletion == deletion && deleted.timeoutsChange == nil)
        #expect(SessionEvent(.deleted, id: "a", value: 1).deletion == nil)
        let change = TimeoutsChangeDetails(old: Timeouts(idle: .hours(1)))
        let changed = SessionEvent(.timeoutsChanged, id: "a", value: 1, timeoutsChange: change)
        #expect(changed.timeoutsChange == change && changed.cause == .timeoutsChange)
        #expect(
            SessionEvent(.timeoutsChanged, id: "a", value: 1).timeoutsChange == TimeoutsChangeDetails()
        )
    }

    @Test("An event about the manager has no id and has the details of its kind")
    func manager() {
        let cleanup = SessionEvent<Int>(.cleanup, cleanup: CleanupDetails(removed: 3, remaining: 4))
        #expect(cleanup.id == nil && cleanup.value == nil && cleanup.incarnation == nil && cleanup.age == nil)
        #expect(cleanup.cleanup == CleanupDetails(removed: 3, remaining: 4, lateness: .zero))
        #expect(cleanup.cause == .cleanup && cleanup.createdInstant == nil)
        #expect(SessionEvent<Int>(.cleanup).cleanup == CleanupDetails())
        #expect(SessionEvent<Int>(.restored).restored == RestoredDetails(count: 0, expired: 0))
        let change = PolicyChangeDetails(new: SessionPolicy(idleTimeout: .hours(1)), sessionsPastDeadline: 2)
        #expect(SessionEvent<Int>(.policyChanged, policyChange: change).policyChange == change)
        #expect(change.old == SessionPolicy())
        #expect(SessionEvent<Int>(.shutdown).cause == .shutdown)
    }

    @Test("An admission's test makes a creation")
    func creation() {
        let creation = SessionCreation(id: "a", value: 1)
        #expect(creation.id == "a" && creation.value == 1 && creation.timeouts == nil)
        #expect(creation.context == nil && creation.activeCount == 0)
    }
}

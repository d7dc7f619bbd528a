import Testing

@testable import Sessions

@Suite("Changes of a living session's timeouts") struct TimeoutsChangeTests {
    private let clock = ManualClock()
    private let recorder = Recorder()
    private let manager: SessionManager<Int>

    init() throws {
        manager = try SessionManager(policy: SessionPolicy(), observers: [recorder], clock: clock)
    }

    private func checkInvariants() {
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    private func kinds() -> [SessionEventKind] { recorder.take().map(\.kind) }

    @Test("It is an access with one event, which has the timeouts before and after")
    func anAccessWithAnEvent() throws {
        let start = clock.now
        try manager.create("a", 1, timeouts: Timeouts(idle: .hours(2)))
        clock.advance(by: .minutes(40))
        _ = recorder.take()
        let session = try #require(
            try manager.setTimeouts("a", Timeouts(idle: .minutes(5), lifetime: .hours(1)))
        )
        #expect(session.lastAccessedInstant == clock.now && session.createdInstant == start)
        #expect(session.deadline == clock.now.advanced(by: .minutes(5)))
        let event = try #require(recorder.take().first)
        #expect(event.kind == .timeoutsChanged && event.cause == .timeoutsChange)
        #expect(event.idleTime == .minutes(40) && event.deadline == session.deadline && event.value == 1)
        #expect(
            event.timeoutsChange
                == TimeoutsChangeDetails(
                    old: Timeouts(idle: .hours(2)),
                    new: Timeouts(idle: .minutes(5), lifetime: .hours(1))
                )
        )
        #expect(manager.info("a")?.timeouts == Timeouts(idle: .minutes(5), lifetime: .hours(1)))
        // Back to the policy.
        #expect(try manager.setTimeouts("a", nil)?.deadline == clock.now.advanced(by: .minutes(30)))
        #expect(manager.info("a")?.timeouts == nil)
        checkInvariants()
    }

    /// The wheel waits for the deadline that the session had, which can be days away.
    @Test("A nearer deadline is met by the next cleanup after it", arguments: [false, true])
    func nearer(isLifetime: Bool) throws {
        try manager.create("a", 1, timeouts: Timeouts(idle: .hours(24 * 300)))
        clock.advance(by: .seconds(1))
        manager.cleanup()
        try manager.setTimeouts(
            "a",
            isLifetime ? Timeouts(lifetime: .seconds(9)) : Timeouts(idle: .seconds(8))
        )
        checkInvariants()
        clock.advance(by: .seconds(8))
        #expect(manager.cleanup() == 0)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 1)
        checkInvariants()
    }

    @Test("Longer timeouts keep a session, and nothing dead comes back")
    func longer() throws {
        try manager.create("a", 1)
        try manager.create("dead", 2)
        clock.advance(by: .minutes(29))
        try manager.setTimeouts("a", Timeouts(idle: .hours(24 * 60)))
        clock.advance(by: .minutes(2))
        _ = recorder.take()
        #expect(try manager.setTimeouts("dead", Timeouts(idle: .hours(24 * 60))) == nil)
        let events = recorder.take()
        #expect(events.map(\.reason) == [.expired(.idle)] && events.map(\.cause) == [.timeoutsChange])
        #expect(try manager.setTimeouts("nobody", nil) == nil)
        #expect(kinds().isEmpty)
        clock.advance(by: .hours(24 * 50))
        #expect(manager.cleanup() == 0 && manager.peek("a") != nil)
    }

    @Test("A lifetime that is over ends the session at once")
    func lifetimeOver() throws {
        try manager.create("a", 1)
        clock.advance(by: .minutes(20))
        _ = recorder.take()
        #expect(try manager.setTimeouts("a", Timeouts(lifetime: .minutes(19))) == nil)
        let events = recorder.take()
        #expect(events.map(\.reason) == [.expired(.lifetime)] && events.first?.expiryLag == .minutes(1))
        #expect(manager.count == 0)
        checkInvariants()
    }

    @Test("Leases keep counting, in the record and beside it", arguments: [1, 70])
    func leases(count: Int) throws {
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        for _ in 1..<count { _ = manager.hold("a") }
        try manager.setTimeouts("a", Timeouts(idle: .seconds(1)))
        #expect(manager.info("a")?.leases == count)
        try manager.setTimeouts("a", nil)
        #expect(manager.info("a")?.leases == count)
        clock.advance(by: .hours(1))
        #expect(manager.cleanup() == 0)
        for _ in 0..<count { manager.endLease("a", incarnation) }
        #expect(manager.info("a")?.leases == 0)
        checkInvariants()
    }

    @Test("A timeout out of range and a shutdown are errors")
    func errors() throws {
        try manager.create("a", 1)
        #expect { try manager.setTimeouts("a", Timeouts(idle: .zero)) } throws: {
            ($0 as? SessionError)?.code == .invalidPolicy
        }
        #expect { try manager.rotate("a", to: "b", timeouts: Timeouts(lifetime: .zero)) } throws: {
            ($0 as? SessionError)?.code == .invalidPolicy
        }
        manager.shutdown()
        #expect { try manager.setTimeouts("a", nil) } throws: {
            ($0 as? SessionError)?.code == .shutDown
        }
    }

    // MARK: Rotation

    @Test("A rotation can set timeouts: \"remember me\" keeps the session")
    func rotation() throws {
        try manager.create("guest", 1)
        clock.advance(by: .minutes(10))
        _ = recorder.take()
        let long = Timeouts(idle: .hours(24 * 30), lifetime: .hours(24 * 90))
        let session = try #require(try manager.rotate("guest", to: "user", timeouts: long))
        #expect(session.deadline == clock.now.advanced(by: .hours(24 * 30)))
        let events = recorder.take()
        #expect(events.map(\.kind) == [.rotated] && events.first?.deadline == session.deadline)
        #expect(events.first?.timeoutsChange == TimeoutsChangeDetails(old: nil, new: long))
        clock.advance(by: .hours(24 * 29))
        #expect(manager.cleanup() == 0)
        try manager.rotate("user", to: "again")
        #expect(manager.info("again")?.timeouts == long)
        #expect(recorder.take().last?.timeoutsChange == nil)
        // Empty timeouts are those of the policy.
        try manager.rotate("again", to: "last", timeouts: Timeouts())
        #expect(manager.info("last")?.timeouts == nil)
        clock.advance(by: .minutes(30) + .nanoseconds(1))
        #expect(manager.cleanup() == 1)
        checkInvariants()
    }

    @Test(
        "A rotation with a shorter idle timeout counts from now, and one with a lifetime that is over ends the session"
    )
    func shortRotation() throws {
        try manager.create("a", 1)
        clock.advance(by: .minutes(10))
        #expect(try manager.rotate("a", to: "b", timeouts: Timeouts(idle: .minutes(1)))?.id == "b")
        _ = recorder.take()
        #expect(try manager.rotate("b", to: "c", timeouts: Timeouts(lifetime: .minutes(9))) == nil)
        let events = recorder.take()
        #expect(events.map(\.reason) == [.expired(.lifetime)] && events.map(\.id) == ["b"])
        #expect(manager.count == 0)
        try manager.create("d", 2)
        try manager.create("taken", 3)
        #expect {
            try manager.rotate("d", to: "taken", timeouts: Timeouts(lifetime: .milliseconds(1)))
        } throws: {
            ($0 as? SessionError)?.code == .identifierInUse
        }
        #expect(manager.info("d")?.timeouts == nil, "a refused rotation changes nothing")
        checkInvariants()
    }
}

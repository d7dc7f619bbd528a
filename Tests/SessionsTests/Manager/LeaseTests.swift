import Testing

@testable import Sessions

/// Any number of leases: a line counts the first ones, and another table counts the rest.
@Suite struct LeaseTests {
    private let clock = ManualClock()
    private let manager: SessionManager<Int>

    init() throws {
        manager = try SessionManager(
            policy: SessionPolicy(idleTimeout: .minutes(30), lifetime: .hours(10)),
            clock: clock
        )
    }

    private func leases(_ id: String) -> Int? { manager.info(id)?.leases }

    private func checkInvariants() {
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    /// Covers a short id and one that is stored outside the line.
    @Test(
        arguments: [String("a"), String(repeating: "long", count: 20)],
        [nil, Timeouts(idle: .minutes(5))] as [Timeouts?]
    )
    func anyNumberOfLeasesHoldsASession(id: String, timeouts: Timeouts?) throws {
        try manager.create(id, 1, timeouts: timeouts)
        let incarnation = try #require(manager.peek(id)?.incarnation)
        for number in 1...200 {
            #expect(manager.hold(id) == incarnation)
            #expect(leases(id) == number)
            if number % 50 == 13 { checkInvariants() }
        }
        #expect(manager.leasedIdentifiers == [id])
        clock.advance(by: .hours(3))
        #expect(manager.cleanup() == 0)
        for number in (0..<200).reversed() {
            manager.endLease(id, incarnation)
            #expect(leases(id) == number)
            if number % 50 == 13 { checkInvariants() }
        }
        #expect(manager.leasedIdentifiers.isEmpty)
        #expect(manager.peek(id)?.lastAccessedInstant == clock.now, "the end of a lease is an access")
        // The session still has its own timeouts.
        clock.advance(by: timeouts == nil ? .minutes(30) : .minutes(5))
        #expect(manager.peek(id) != nil)
        clock.advance(by: .milliseconds(1))
        #expect(manager.cleanup() == 1)
        checkInvariants()
    }

    @Test func aLeaseEndsForItsIncarnationAlone() throws {
        try manager.create("a", 1)
        let first = try #require(manager.hold("a"))
        try manager.create("a", 2)
        let second = try #require(manager.hold("a"))
        #expect(first < second && leases("a") == 1)
        clock.advance(by: .minutes(1))
        manager.endLease("a", first)
        #expect(leases("a") == 1)
        #expect(
            manager.info("a")?.idleTime == .minutes(1),
            "the end of another incarnation's lease is not an access"
        )
        manager.endLease("a", second)
        #expect(leases("a") == 0)
        checkInvariants()
    }

    @Test func aLeaseDoesNotStopTheLifetime() throws {
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        clock.advance(by: .hours(10) + .milliseconds(1))
        #expect(manager.peek("a") == nil)
        manager.endLease("a", incarnation)
        #expect(manager.metrics().ended[.expired(.lifetime)] == 1)
        #expect(manager.count == 0)
        checkInvariants()
    }

    /// A stream that hangs does not keep its session for ever.
    @Test(arguments: [1, 70])
    func aLeaseHasAMaximum(count: Int) throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30), maximumLease: .hours(2)),
            clock: clock
        )
        try manager.create("a", 1)
        try manager.create("own", 2, timeouts: Timeouts(idle: .hours(3)))
        for _ in 0..<count { _ = manager.hold("a") }
        _ = manager.hold("own")
        clock.advance(by: .hours(1))
        manager.touch("a")
        #expect(manager.info("a")?.timeLeft == .hours(2), "an access starts the maximum again")
        clock.advance(by: .hours(2))
        #expect(manager.cleanup() == 0 && manager.peek("a") != nil)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 2, "a longer idle timeout counts, and it is over too")
        #expect(manager.metrics().ended[.expired(.idle)] == 2)
        #expect(manager.metrics().leasesCutOff == 2)
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    @Test func theEndOfALeaseInTimeGivesTheIdleTimeout() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30), maximumLease: .hours(2)),
            clock: clock
        )
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        clock.advance(by: .hours(2))
        manager.endLease("a", incarnation)
        clock.advance(by: .minutes(30))
        #expect(manager.cleanup() == 0)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 1)
        #expect(manager.metrics().leasesCutOff == 0)
    }

    @Test func aMaximumAppliesToLeasesInForce() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30)),
            clock: clock
        )
        try manager.create("a", 1)
        try manager.create("b", 2)
        _ = manager.hold("a")
        clock.advance(by: .hours(2))
        manager.touch("b")
        _ = manager.hold("b")
        manager.cleanup()
        let capped = SessionPolicy(idleTimeout: .minutes(30), maximumLease: .minutes(90))
        #expect(manager.sessionsPastDeadline(under: capped) == 1)
        #expect(try manager.apply(capped) == 1)
        #expect(manager.cleanup() == 1)
        try manager.apply(SessionPolicy(idleTimeout: .minutes(30)))
        clock.advance(by: .hours(24))
        #expect(manager.cleanup() == 0)
        #expect(manager.metrics().leasesCutOff == 1)
    }

    /// Without the maximum, each restart of the program would give a hung session another idle timeout.
    @Test func storedAccessTimesRespectTheMaximumLease() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30), maximumLease: .hours(2)),
            clock: clock
        )
        let start = clock.now
        try manager.create("a", 1)
        _ = manager.hold("a")
        for (minutes, stored) in [(60, 60), (90, 90), (100, 90), (120, 90)] as [(Double, Double)] {
            clock.advance(to: start.advanced(by: .seconds(minutes * 60)))
            let expected = start.advanced(by: .seconds(stored * 60))
            #expect(manager.held("a")?.lastAccessedInstant == expected)
            manager.forEachAccess { batch in
                #expect(batch.map(\.lastAccessedInstant) == [expected])
                return true
            }
        }
    }

    @Test(arguments: [1, 70])
    func leasesFollowARotation(count: Int) throws {
        try manager.create("a", 1)
        let incarnation = try #require(manager.peek("a")?.incarnation)
        for _ in 0..<count { _ = manager.hold("a") }
        _ = try manager.rotate("a", to: "b")
        #expect(leases("b") == count)
        clock.advance(by: .hours(1))
        #expect(manager.cleanup() == 0)
        for _ in 0..<count { manager.endLease("a", incarnation) }
        #expect(leases("b") == 0)
        checkInvariants()
        clock.advance(by: .minutes(30) + .milliseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test func aShutdownReleasesLeases() throws {
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        manager.shutdown()
        #expect(manager.hold("a") == nil)
        clock.advance(by: .minutes(1))
        manager.endLease("a", incarnation)
        #expect(manager.peek("a")?.lastAccessedInstant == SessionInstant(nanoseconds: 0))
    }

    @Test func anObservedAccessIsReportedDuringALease() throws {
        let recorder = AccessRecorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        clock.advance(by: .hours(2))
        manager.endLease("a", incarnation)
        let waits = recorder.idleTimes.withLock { $0 }
        #expect(waits.last == .hours(2))
    }

    private final class AccessRecorder: SessionObserver {
        let interests: Set<SessionEventKind> = [.accessed]
        let idleTimes = Locked<[Duration]>([])

        func sessionDid(_ event: SessionEvent<Int>) {
            idleTimes.withLock { $0.append(event.idleTime) }
        }
    }
}

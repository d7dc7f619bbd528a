import Testing

@testable import Sessions

@Suite struct RestoreTests {
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000))
    private let recorder = Recorder()

    private func manager(_ policy: SessionPolicy = SessionPolicy(), epoch: UInt64 = 0) throws
        -> SessionManager<Int>
    {
        try SessionManager(policy: policy, observers: [recorder], clock: clock, epoch: epoch)
    }

    /// Returns a stored session with this age and idle time by the current wall clock.
    private func session(
        _ id: String,
        age: Duration = .minutes(60),
        idle: Duration,
        number: UInt64 = 7,
        timeouts: Timeouts? = nil
    ) -> RestorableSession<Int> {
        RestorableSession(
            id: id,
            value: 1,
            version: SessionVersion(incarnation: Incarnation(rawValue: number), number: 1),
            createdAt: clock.wallTime.advanced(by: .zero - age),
            lastAccessedAt: clock.wallTime.advanced(by: .zero - idle),
            timeouts: timeouts
        )
    }

    @discardableResult
    private func restore(
        _ sessions: [RestorableSession<Int>],
        into manager: SessionManager<Int>
    ) -> SessionRestoration<Int>.Result {
        var restoration = manager.restoration()
        for session in sessions { restoration.add(session) }
        return restoration.finish()
    }

    @Test func aRestoredSessionContinues() throws {
        let manager = try manager()
        let result = restore(
            [session("a", idle: .minutes(10), timeouts: Timeouts(lifetime: .hours(2)))],
            into: manager
        )
        #expect(result.living == 1)
        #expect(result.expired == 0)
        let info = try #require(manager.info("a"))
        #expect(info.session.incarnation == Incarnation(rawValue: 7))
        #expect(info.timeLeft == .minutes(20))
        #expect(info.age == .minutes(60))
        #expect(info.idleTime == .minutes(10))
        #expect(info.timeouts == Timeouts(lifetime: .hours(2)))
        let metrics = manager.metrics()
        #expect(metrics.totalRestored == 1)
        #expect(metrics.totalCreated == 0)
        #expect(metrics.activeSessions == 1)
        let events = recorder.take()
        #expect(events.map(\.kind) == [.restored])
        #expect(events.first?.restored?.count == 1)
        #expect(events.first?.cause == .restore)
    }

    @Test func theExpiredEndInTheOrderOfTheirDeadlines() throws {
        let manager = try manager()
        let idles = [45, 31, 90, 33, 10, 60]
        let result = restore(
            idles.map { session("\($0)", age: .minutes(100), idle: .minutes($0)) },
            into: manager
        )
        #expect(result.living == 1)
        #expect(result.expired == 5)
        let events = recorder.take()
        #expect(events.map(\.id) == ["90", "60", "45", "33", "31", nil])
        #expect(events.dropLast().allSatisfy { $0.reason == .expired(.idle) && $0.cause == .restore })
        #expect(events.first?.expiryLag == .minutes(60))
        #expect(events.last?.restored == RestoredDetails(count: 6, expired: 5))
        let metrics = manager.metrics()
        #expect(metrics.totalRestored == 6)
        #expect(metrics.totalCleaned == 5)
        #expect(metrics.activeSessions == 1)
    }

    @Test(arguments: [-3_600, -315_360_000, 3_600, 315_360_000, 0])
    func noClockGivesMoreThanTheIdleTimeout(_ step: Int64) throws {
        let kept = session("a", idle: .minutes(10))
        clock.setWallTime(clock.wallTime.advanced(by: .seconds(step)))
        let manager = try manager()
        restore([kept], into: manager)
        switch step {
        case 0: #expect(manager.info("a")?.timeLeft == .minutes(20))
        case ..<0: #expect(manager.info("a")?.timeLeft == .minutes(30))
        default: #expect(manager.info("a") == nil)
        }
        clock.advance(by: .minutes(30) + .nanoseconds(1))
        #expect(manager.peek("a") == nil)
    }

    @Test func momentsAtTheEndsOfTheRangeAreHarmless() throws {
        let manager = try manager()
        let times = [Int64.min, -1, 0, .max].map(WallTime.init(nanosecondsSinceEpoch:))
        var sessions: [RestorableSession<Int>] = []
        for created in times {
            for accessed in times {
                var session = session("\(sessions.count)", idle: .zero)
                session.createdAt = created
                session.lastAccessedAt = accessed
                sessions.append(session)
            }
        }
        restore(sessions, into: manager)
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
        for session in manager.sessions {
            #expect((session.deadline ?? clock.now) <= clock.now.advanced(by: .minutes(30)))
        }
        clock.advance(by: .minutes(31))
        manager.cleanup()
        #expect(manager.count == 0)
    }

    @Test func aTakenIdIsLeftOut() throws {
        let manager = try manager()
        try manager.create("a", 2)
        let tooLong = session(String(repeating: "x", count: 1_025), idle: .zero)
        let result = restore([session("a", idle: .zero), tooLong], into: manager)
        #expect(result.leftOut == 2)
        #expect(manager.peek("a")?.value == 2)
    }

    @Test func restoredSessionsMayExceedTheLimit() throws {
        var policy = SessionPolicy()
        policy.maximumSessions = 2
        let manager = try manager(policy)
        restore((0..<5).map { session("\($0)", idle: .zero) }, into: manager)
        #expect(manager.count == 5)
        #expect(throws: SessionError.self) { try manager.create("one more", 0) }
    }

    @Test func timeoutsOutOfRangeCountAsNone() throws {
        let manager = try manager()
        restore([session("a", idle: .zero, timeouts: Timeouts(idle: .seconds(-1)))], into: manager)
        #expect(manager.info("a")?.timeLeft == .minutes(30))
    }

    @Test func theEpochIsTheUpperPartOfIncarnations() throws {
        let session = try manager(epoch: 3).create("a", 1)
        #expect(session.incarnation.epoch == 3)
        #expect(session.incarnation > Incarnation(rawValue: 3 << 40))
    }

    @Test func anEmptyRestoreSendsNoEvent() throws {
        restore([], into: try manager())
        #expect(recorder.take().isEmpty)
    }

    @Test func olderSessionsFollowYoungerOnes() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(idleTimeout: .hours(10)), clock: clock)
        try manager.create("young", 1)
        restore([session("old", age: .hours(5), idle: .zero)], into: manager)
        #expect(manager.oldestAge == .hours(5))
        #expect(manager.newestAge == .zero)
    }

    @Test func heldSessionsAreReadDeadOrAlive() throws {
        let manager = try manager()
        try manager.create("a", 5, timeouts: Timeouts(idle: .minutes(1)))
        clock.advance(by: .minutes(2))
        let held = try #require(manager.held("a"))
        #expect(held.value == 5)
        #expect(held.timeouts == Timeouts(idle: .minutes(1)))
        #expect(held.lastAccessedInstant == SessionInstant(nanoseconds: 0))
        #expect(manager.held("b") == nil)
    }

    @Test func leasedSessionsCountAsAccessedNow() async throws {
        let manager = try manager()
        for number in 0..<200 { try manager.create("\(number)", number) }
        #expect(manager.leasedIdentifiers.isEmpty)
        try await manager.withSession("7") { _ in
            clock.advance(by: .minutes(20))
            #expect(manager.leasedIdentifiers == ["7"])
            #expect(manager.held("7")?.lastAccessedInstant == clock.now)
            #expect(manager.held("8")?.lastAccessedInstant != clock.now)
        }
        #expect(manager.leasedIdentifiers.isEmpty)
        var accesses: [String: SessionInstant] = [:]
        manager.forEachAccess { batch in
            for access in batch { accesses[access.id] = access.lastAccessedInstant }
            return true
        }
        #expect(accesses.count == 200)
        #expect(accesses["7"] == clock.now)
    }

    @Test func eventsAreDeliveredWhenTheBarrierReturns() async throws {
        let gate = ConditionVariable()
        let isOpen = Locked(false)
        let observer = HoldingObserver(gate: gate, isOpen: isOpen)
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        let thread = Task.detached { try manager.create("first", 1) }
        // That task delivers the event and is blocked; later events wait in the lane.
        while observer.begun.withLock({ $0 }) == 0 { await Task.yield() }
        let lane = manager.shards.filter { $0.lane.settled != nil }
        #expect(lane.count == 1)
        let barrier = Task { await manager.eventsDelivered() }
        isOpen.withLock { $0 = true }
        gate.notifyAll()
        #expect(await barrier.value)
        #expect(observer.ended.withLock { $0 } == 1)
        _ = try await thread.value
        #expect(await manager.eventsDelivered())
    }
}

/// An observer that blocks the delivering thread until a test opens the gate.
private struct HoldingObserver: SessionObserver {
    let interests: Set<SessionEventKind> = [.created]
    let gate: ConditionVariable
    let isOpen: Locked<Bool>
    let begun = Locked(0)
    let ended = Locked(0)

    func sessionDid(_ event: SessionEvent<Int>) {
        begun.withLock { $0 += 1 }
        gate.wait { isOpen.withLock { $0 } }
        ended.withLock { $0 += 1 }
    }
}

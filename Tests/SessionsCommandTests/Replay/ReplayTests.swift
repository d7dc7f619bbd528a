import Sessions
import Testing

@testable import SessionsCommand

struct ReplayTests {
    private func replay(
        _ text: String,
        timeout: Duration = .seconds(10),
        interval: Duration = .seconds(60)
    ) throws -> ReplayResult {
        try Replay.run(
            trace(of: text),
            under: SessionPolicy(idleTimeout: timeout, cleanupInterval: interval),
            named: "test"
        )
    }

    @Test func aTouchCreatesAMissingSession() throws {
        let result = try replay("0,a,touch\n1,b,create\n2,a,touch\n")
        #expect(result.created == 2)
        #expect(result.events == 3)
        #expect(result.deadReturns == 0)
    }

    @Test func aSessionIsAliveAtItsTimeoutAndDeadAMillisecondLater() throws {
        #expect(try replay("0,a,touch\n10000,a,touch\n").created == 1)
        let late = try replay("0,a,touch\n10001,a,touch\n")
        #expect(late.created == 2)
        #expect(late.deadReturns == 1)
        #expect(late.expired == 1)
    }

    @Test func onlyAnAccessAfterAnExpiryIsADeadReturn() throws {
        #expect(try replay("0,a,touch\n1,a,delete\n20000,a,touch\n").deadReturns == 0)
        #expect(try replay("0,a,touch\n20000,a,create\n").deadReturns == 0)
        #expect(try replay("0,a,touch\n20000,a,create\n20001,a,touch\n").deadReturns == 0)
        #expect(try replay("0,a,touch\n20000,a,delete\n20001,a,touch\n").deadReturns == 1)
    }

    @Test func aReplacedSessionIsNoLongerAlive() throws {
        let result = try replay("0,a,create\n1,a,create\n2,a,create\n")
        #expect(result.created == 3)
        #expect(result.peakAlive == 1)
        #expect(result.expired == 0)
    }

    @Test func cleanupsRunBeforeEventsOfTheSameInstantAndAtTheEnd() throws {
        // At 20 s, a is dead and removed before b arrives, so two are never held at once.
        let result = try replay("0,a,touch\n20000,b,touch\n", interval: .seconds(20))
        #expect(result.peakHeld == 1)
        #expect(result.cleanups == 2)
        #expect(result.expired == 1)
        #expect(result.activeAtEnd == 1)
        // A millisecond later nothing has noticed the death, until the last cleanup.
        let later = try replay("0,a,touch\n19999,b,touch\n", interval: .seconds(20))
        #expect(later.peakHeld == 2)
        #expect(later.peakAlive == 1)
        #expect(later.expired == 1)
        #expect(later.activeAtEnd == 1)
    }

    @Test func aGapOfYearsIsPassedInAMoment() throws {
        let result = try replay("0,a,touch\n3155760000000,b,touch\n", interval: .milliseconds(1))
        #expect(result.cleanups == 3_155_760_000_001)
        #expect(result.expired == 1)
        #expect(result.peakAlive == 1)
        #expect(result.activeSamples.count == Replay.samples)
    }

    @Test func createsOverTheLimitAreRefusedAndCounted() throws {
        let policy = SessionPolicy(idleTimeout: .seconds(10), maximumSessions: 1)
        let played = try trace(of: "0,a,touch\n1,b,touch\n20000,b,touch\n20001,a,touch\n")
        let result = try Replay.run(played, under: policy, named: "test")
        #expect(result.peakHeld == 1)
        #expect(result.created + result.refused == 4)
    }

    @Test(arguments: [
        SessionPolicy(maximumSessionsPerOwner: 1), SessionPolicy(createsPerSecondPerOwner: 1),
    ])
    func createsBeyondAnOwnersLimitsAreRefusedAndCounted(_ policy: SessionPolicy) throws {
        let played = try trace(of: "0,a,touch,alice\n1,b,touch,alice\n2,c,create,alice\n3,d,touch,bob\n")
        let result = try Replay.run(played, under: policy, named: "test")
        #expect(result.created == 2 && result.refused == 2)
    }

    @Test func limitsOnBytesDoNotApply() throws {
        let policy = SessionPolicy(maximumBytes: 1, maximumBytesPerSession: 1)
        let result = try Replay.run(try trace(of: "0,a,touch\n1,b,create\n"), under: policy, named: "test")
        #expect(result.created == 2 && result.refused == 0)
        #expect(result.policy == policy)
    }

    @Test func sessionsOfAnOwnerAreCounted() throws {
        let result = try replay(
            "0,a,touch,alice\n1,b,create,alice\n2,c,touch\n3,d,touch,bob\n4,a,delete\n5,e,touch,alice\n"
        )
        #expect(result.owners == 2)
        #expect(result.peakOfOwner == 2)
        #expect(result.peakAlive == 4)
        #expect(try replay("0,a,touch\n").owners == 0)
    }

    /// The owner is known from the line on that names it.
    @Test func aSessionGetsItsOwnerLater() throws {
        let result = try replay("0,a,touch\n1,a,touch,alice\n2,b,touch,alice\n3,a,touch\n")
        #expect(result.owners == 1 && result.peakOfOwner == 2 && result.created == 2)
    }

    @Test func aSessionOfAnotherOwnerIsNotAccessed() throws {
        let result = try replay("0,a,touch,alice\n9000,a,touch,bob\n11000,a,touch,bob\n")
        #expect(result.refused == 1)
        #expect(
            result.created == 2 && result.deadReturns == 1 && result.owners == 2 && result.peakOfOwner == 1
        )
    }

    /// The lines are not in order of time, so the owners are sorted with them.
    @Test func ownersStayWithTheirEvents() throws {
        let trace = try trace(of: "5,a,touch\n3,b,touch,bob\n4,c,touch\n1,d,touch,alice\n")
        #expect(trace.events.indices.map { trace.owner(ofEvent: $0) } == ["alice", "bob", nil, nil])
    }

    @Test func evictionsAreCounted() throws {
        let policy = SessionPolicy(idleTimeout: .seconds(10), maximumSessions: 1, overflow: .evict)
        let played = try trace(of: "0,a,touch\n1,b,touch\n2,a,touch\n")
        let result = try Replay.run(played, under: policy, named: "test")
        #expect(result.evicted == 2 && result.created == 3)
    }

    @Test func aReturnIsATouchOfAnIdThatWasUsedBefore() throws {
        let result = try replay(
            "0,a,touch\n1,a,touch\n2,b,create\n3,b,create\n20000,b,touch\n20001,b,delete\n20002,b,touch\n"
        )
        #expect(result.returns == 3)
        #expect(result.deadReturns == 1 && result.deadReturnsRate == 1.0 / 3)
        #expect(try replay("0,a,touch\n").deadReturnsRate == nil)
    }

    /// a is held for 60 s, until the cleanup, and b for 30 s.
    @Test func theMeanIsTakenOverTheTimeOfTheTrace() throws {
        let result = try replay("0,a,touch\n30000,b,touch\n60000,c,touch\n")
        #expect(result.heldTime == .seconds(90))
        #expect(result.span == .seconds(60) && result.meanHeld == 1.5)
        #expect(try replay("5,a,touch\n5,b,touch\n").meanHeld == 2)
    }

    @Test func deadReturnsAreCountedForEachClient() throws {
        let played = try trace(
            of: "0,a,touch\n0,b,touch\n20000,a,touch\n40000,a,touch\n40000,b,touch\n40001,b,touch\n"
        )
        let result = try Replay.run(played, under: SessionPolicy(idleTimeout: .seconds(10)), named: "test")
        #expect(result.deadReturnsByIdentifier == [0: 2, 1: 1])
    }

    @Test func oneEventIsATrace() throws {
        let result = try replay("1700000000000,a,touch\n")
        #expect(result.peakAlive == 1)
        #expect(result.activeAtEnd == 1)
        #expect(result.activeSamples.max() == 1)
    }

    @Test(arguments: [(300, 60), (900, 300), (1_800, 600), (7, 1), (90, 7_200)] as [(Int64, Int64)])
    func theFiguresAreThoseOfANaiveProgram(timeout: Int64, interval: Int64) throws {
        for seed in 1...3 {
            let sample = SampleTrace(conversations: 120, hours: 3, seed: UInt64(seed))
            try compare(trace(of: sample.csv()), timeout * 1_000, interval * 1_000, "sample \(seed)")
        }
    }

    /// Few ids, all operations, and times at the edges of the timeout and the interval.
    @Test(arguments: 1...100)
    func theFiguresOfRandomTracesAreThoseOfANaiveProgram(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let timeout: Int64 = [1, 100, 101, 300].randomElement(using: &random) ?? 1
        let interval: Int64 = [10, 50, 100, 700].randomElement(using: &random) ?? 1
        try compare(trace(of: RandomTrace.text(seed: seed)), timeout, interval, "seed \(seed)")
    }

    /// The manager's own timer must find the same as the replay, which calls the cleanups itself.
    @Test func theManagersOwnTimerFindsTheSame() async throws {
        let trace = try trace(of: SampleTrace(conversations: 200, hours: 3, seed: 5).csv())
        let policy = SessionPolicy(idleTimeout: .minutes(5), cleanupInterval: .minutes(1))
        let start = SessionInstant(nanoseconds: (trace.start ?? 0) * 1_000_000)
        let clock = ManualClock(now: start)
        let manager = try SessionManager<Conversation>(policy: policy, clock: clock)
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        var peakHeld = 0
        for event in trace.events {
            clock.advance(to: SessionInstant(nanoseconds: event.timestamp * 1_000_000))
            let id = trace.identifiers[Int(event.identifier)]
            let value = Conversation(chatID: "chat")
            switch event.operation {
            case .create: try manager.create(id, value)
            case .touch: try manager.findOrCreate(id) { value }
            case .delete: try manager.delete(id)
            }
            peakHeld = max(peakHeld, manager.count)
        }
        manager.cleanup()
        let result = try Replay.run(trace, under: policy, named: "test")
        #expect(peakHeld == result.peakHeld)
        #expect(manager.count == result.activeAtEnd)
        #expect(manager.metrics().totalCreated == result.created)
        #expect(manager.metrics().ended[.expired(.idle)] == result.expired)
        manager.shutdown()
        try await running.value
    }

    private func compare(_ trace: Trace, _ timeout: Int64, _ interval: Int64, _ name: Comment) throws {
        let policy = SessionPolicy(
            idleTimeout: .milliseconds(timeout),
            cleanupInterval: .milliseconds(interval)
        )
        let result = try Replay.run(trace, under: policy, named: "test")
        #expect(result.naiveFigures == NaiveReplay.figures(trace, timeout: timeout, interval: interval), name)
    }
}

extension ReplayResult {
    /// The figures that the naive replay computes too.
    var naiveFigures: NaiveReplay.Figures {
        NaiveReplay.Figures(
            created: figures.created,
            deadReturns: figures.deadReturns,
            expired: figures.expired,
            peakAlive: figures.peakAlive,
            peakHeld: figures.peakHeld,
            activeAtEnd: figures.activeAtEnd
        )
    }
}

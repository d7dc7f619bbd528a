import Sessions
import Testing

@testable import SessionsCommand

/// The sweep computes without a manager what a replay finds with one.
struct TimeoutSweepTests {
    private func compare(_ trace: Trace, timeouts: [Int64], interval: Int64, _ name: Comment) throws {
        let sweep = TimeoutSweep(trace, gaps: AccessGaps(trace))
        for timeout in timeouts {
            let policy = SessionPolicy(
                idleTimeout: .milliseconds(timeout),
                cleanupInterval: .milliseconds(interval)
            )
            let replayed = try Replay.run(trace, under: policy, named: "test").figures
            #expect(sweep.figures(under: policy) == replayed, name)
        }
    }

    @Test(arguments: 1...100)
    func theFiguresOfRandomTracesAreThoseOfReplays(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let interval: Int64 = [50, 100, 101, 700].randomElement(using: &random) ?? 50
        try compare(
            trace(of: RandomTrace.text(seed: seed)),
            timeouts: [1, 99, 100, 101, 300, 1_000],
            interval: interval,
            "seed \(seed), interval \(interval)"
        )
    }

    @Test(arguments: [60, 600, 7_200] as [Int64])
    func theFiguresOfConversationsAreThoseOfReplays(interval: Int64) throws {
        let sample = SampleTrace(conversations: 300, hours: 4, seed: 7)
        try compare(
            trace(of: sample.csv()),
            timeouts: [7_000, 90_000, 300_000, 1_800_000, 14_400_000],
            interval: interval * 1_000,
            "interval \(interval)"
        )
    }

    @Test(arguments: ["0,a,touch\n", "5,a,delete\n", "0,a,touch\n3155760000000,b,touch\n"])
    func theFiguresOfSmallTracesAreThoseOfReplays(text: String) throws {
        try compare(trace(of: text), timeouts: [1, 1_000], interval: 1, Comment(rawValue: text))
    }

    @Test func limitsLifetimesAndOwnersNeedAReplay() throws {
        let plain = try trace(of: "0,a,touch\n1,b,touch\n")
        let owned = try trace(of: "0,a,touch,alice\n1,b,touch\n")
        func figures(_ trace: Trace, _ policy: SessionPolicy) -> ReplayFigures? {
            TimeoutSweep(trace, gaps: AccessGaps(trace)).figures(under: policy)
        }
        #expect(figures(plain, SessionPolicy(maximumSessions: 3)) != nil)
        #expect(figures(plain, SessionPolicy(maximumSessions: 2)) == nil)
        #expect(figures(plain, SessionPolicy(lifetime: .hours(1))) == nil)
        #expect(figures(plain, SessionPolicy(cleanupInterval: .nanoseconds(1_500_000))) == nil)
        #expect(figures(owned, SessionPolicy()) == nil)
    }

    /// With limits, the rows of a sweep are replays.
    @Test func aSweepOfLimitsIsMadeOfReplays() throws {
        let trace = try trace(of: RandomTrace.text(seed: 3))
        let policies = [1, 3, 100].map {
            SessionPolicy(
                idleTimeout: .milliseconds(300),
                cleanupInterval: .milliseconds(100),
                maximumSessions: $0
            )
        }
        let sweep = try Sweep.run(trace, "test", keys: ["max-sessions"], points: policies.map { ([""], $0) })
        for (row, policy) in zip(sweep.rows, policies) {
            #expect(try row.figures == Replay.run(trace, under: policy, named: "test").figures)
        }
        #expect(sweep.rows.map { $0.figures.refused > 0 } == [true, true, false])
    }

    @Test func theBoundHoldsEachSessionUntilItsLastAccess() throws {
        let trace = try trace(of: "0,a,touch\n10,b,touch\n20,a,touch\n30,c,create\n50,c,delete\n60,d,touch\n")
        let bound = TimeoutSweep(trace, gaps: AccessGaps(trace)).bound()
        #expect(bound.created == 4 && bound.returns == 1 && bound.deadReturns == 0)
        #expect(bound.peakHeld == 2 && bound.peakAlive == 2 && bound.expired == 3)
        #expect(bound.heldTime == .milliseconds(40) && bound.activeAtEnd == 0)
    }

    @Test func theLongestReturnLosesNoneAsATimeout() throws {
        let trace = try trace(of: RandomTrace.text(seed: 11))
        let gaps = AccessGaps(trace)
        let longest = try #require(gaps.longestReturn)
        let sweep = TimeoutSweep(trace, gaps: gaps)
        #expect(sweep.figures(under: SessionPolicy(idleTimeout: longest))?.deadReturns == 0)
        #expect(
            sweep.figures(under: SessionPolicy(idleTimeout: longest - .milliseconds(1)))?.deadReturns == 1
        )
        #expect(try AccessGaps(SessionsCommandTests.trace(of: "0,a,touch\n")).longestReturn == nil)
    }
}

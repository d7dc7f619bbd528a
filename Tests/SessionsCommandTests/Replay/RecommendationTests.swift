import Sessions
import Testing

@testable import SessionsCommand

struct RecommendationTests {
    /// A sweep of timeouts in minutes, each with its losses and the sessions held.
    private func sweep(
        _ rows: [(minutes: Int, lost: Int, held: Int)],
        returns: Int = 1_000,
        span: Duration = .hours(99)
    ) -> Sweep {
        let rows = rows.map { row in
            var figures = ReplayFigures()
            (figures.returns, figures.deadReturns, figures.peakHeld, figures.span) = (
                returns, row.lost, row.held, span
            )
            let policy = SessionPolicy(idleTimeout: .minutes(row.minutes))
            return Sweep.Row(values: ["\(row.minutes)m"], policy: policy, figures: figures)
        }
        return Sweep(
            profile: "production",
            keys: ["timeout"],
            rows: rows,
            bound: ReplayFigures(),
            longestReturn: .minutes(90)
        )
    }

    private func recommendation(_ sweep: Sweep) throws -> Recommendation {
        try #require(Recommendation(sweep, TradeOff(sweep.rows)))
    }

    @Test func theKneeIsFarthestFromTheLineBetweenTheEnds() throws {
        let sweep = sweep([(5, 500, 100), (10, 100, 200), (20, 30, 600), (60, 0, 1_100)])
        #expect(TradeOff(sweep.rows).knee == 1)
        #expect(
            try recommendation(sweep).text
                == "10m loses 100 of 1,000 returns (10.0 %) and holds up to 200 sessions. "
                + "20m would avoid 70 of these losses and hold 400 more sessions. "
                + "5m would cause 400 more losses and hold 100 fewer sessions. "
                + "The longest absence before a return is 1h 30m."
        )
    }

    @Test func rowsThatAreWorseInBothAreNotChosenFrom() {
        let tradeOff = TradeOff(sweep([(5, 9, 10), (10, 9, 12), (20, 4, 30), (30, 5, 40), (60, 0, 90)]).rows)
        #expect(tradeOff.front == [0, 2, 4])
    }

    @Test func aCurveWithoutAKneeIsAnsweredWithTheFewestLosses() throws {
        for rows in [[(5, 9, 10), (10, 0, 20)], [(5, 10, 10), (10, 5, 20), (20, 0, 30)]] {
            let recommendation = try recommendation(sweep(rows))
            #expect(!recommendation.isKnee && recommendation.row.figures.deadReturns == 0)
        }
        let single = try recommendation(sweep([(5, 0, 10), (10, 0, 20)]))
        #expect(single.text == "5m loses none of 1,000 returns and holds up to 10 sessions.")
        #expect(Recommendation(sweep([]), TradeOff([])) == nil)
    }

    @Test func aTraceThatSaysLittleIsNamed() throws {
        let short = try recommendation(sweep([(30, 0, 10)], span: .hours(1)))
        #expect(
            short.text.hasSuffix(
                "The trace spans only 1h, so it shows only some of the returns after 30m or more."
            )
        )
        let silent = try recommendation(sweep([(30, 0, 10)], returns: 0))
        #expect(
            silent.text
                == "30m holds up to 10 sessions. No user comes back in this trace, so it says nothing about timeouts."
        )
    }

    @Test func losesToLimitsAreNamed() throws {
        var sweep = sweep([(30, 5, 10), (60, 3, 20)])
        sweep.keys = ["timeout", "max-sessions"]
        sweep.rows[1].values = ["1h", "20"]
        (sweep.rows[1].figures.refused, sweep.rows[1].figures.evicted) = (1, 0)
        #expect(
            try recommendation(sweep).text.hasPrefix(
                "timeout 1h with max-sessions 20 loses 3 of 1,000 returns (0.30 %), refuses 1 event and holds up to 20 sessions."
            )
        )
    }
}

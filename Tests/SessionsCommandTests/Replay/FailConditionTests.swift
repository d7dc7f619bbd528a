import Testing

@testable import SessionsCommand

struct FailConditionTests {
    private var figures: ReplayFigures {
        var figures = ReplayFigures()
        (figures.returns, figures.deadReturns, figures.peakHeld) = (1_000, 12, 5_678)
        return figures
    }

    @Test(
        arguments: [
            (
                "dead_returns_rate>1%",
                "dead_returns_rate is 1.20 % (12 of 1,000), which fails --fail-if 'dead_returns_rate>1%'"
            ),
            (
                "dead_returns_rate >= 0.012",
                "dead_returns_rate is 1.20 % (12 of 1,000), which fails --fail-if 'dead_returns_rate >= 0.012'"
            ),
            ("peak_held>5_000", "peak_held is 5,678, which fails --fail-if 'peak_held>5_000'"),
            ("peak_held<5_679", "peak_held is 5,678, which fails --fail-if 'peak_held<5_679'"),
            ("peak_held<=5678", "peak_held is 5,678, which fails --fail-if 'peak_held<=5678'"),
            ("dead_returns_rate>1.2%", nil), ("peak_held>5678", nil), ("peak_held<5678", nil),
            ("peak_held<=5677", nil),
        ] as [(String, String?)]
    )
    func conditions(text: String, failure: String?) throws {
        #expect(try FailCondition(text).failure(of: figures) == failure)
    }

    @Test(arguments: [
        (
            "dead_return>1",
            "there is no figure `dead_return`; did you mean `dead_returns`? The figures are events, "
        ),
        ("dead-returns-rate>1%", "did you mean `dead_returns_rate`?"),
        ("memory>1", "there is no figure `memory`. The figures are "),
        ("dead_returns", "write a figure, then >, >=, < or <=, then a number"),
        ("dead_returns=1", "write a figure"),
        ("dead_returns>1%", "`dead_returns` is not a share"),
        ("dead_returns>one", "`one` is not a number"),
        ("dead_returns>-1", "`-1` is not a number"),
    ])
    func mistakesSayWhatToWrite(text: String, message: String) {
        #expect {
            try FailCondition(text)
        } throws: { error in
            (error as? FailCondition.Failure)?.description.contains(message) == true
        }
    }

    @Test func eachFigureHasItsOwnValue() {
        var figures = ReplayFigures(
            events: 1,
            created: 2,
            returns: 3,
            deadReturns: 4,
            expired: 5,
            refused: 6,
            evicted: 7,
            owners: 8,
            peakOfOwner: 9,
            peakAlive: 10,
            peakHeld: 11,
            activeAtEnd: 12
        )
        (figures.heldTime, figures.span) = (.seconds(26), .seconds(2))
        let values = ReplayFigure.allCases.map { $0.value(in: figures) }
        #expect(values == [1, 2, 3, 4, 4.0 / 3, 5, 6, 7, 8, 9, 10, 11, 13, 12])
    }
}

import Testing

@testable import SessionsCommand

struct SweepAxisTests {
    @Test(arguments: [
        ("timeout=5m..1h", ["5m", "10m", "15m", "20m", "30m", "45m", "1h"]),
        ("timeout=7m..12m", ["7m", "10m", "12m"]),
        ("timeout=1h,5m,5m,10m..15m", ["5m", "10m", "15m", "1h"]),
        ("timeout=90m", ["1h 30m"]),
        ("timeout=1m..16m/5", ["1m", "2m", "4m", "8m", "16m"]),
        ("lifetime=1d..7d", ["1d", "2d", "3d", "5d", "7d"]),
        ("max-sessions=1_000..10_000", ["1000", "2000", "5000", "10_000"]),
        ("max-sessions=100..1600/3", ["100", "400", "1600"]),
    ])
    func values(text: String, values: [String]) throws {
        #expect(try SweepAxis(text).values == values)
    }

    @Test(arguments: [2, 7, 50, 400])
    func aRangeHasAsManyDifferentValuesAsAskedFor(steps: Int) throws {
        let values = try SweepAxis("timeout=5m..4h/\(steps)").values
        #expect(values.count == steps && values.first == "5m" && values.last == "4h")
    }

    @Test(arguments: [
        ("timeout", "write a setting with its values"),
        ("timeout=", "write a setting with its values"),
        ("timeot=5m", "did you mean `timeout`?"),
        ("http.port=1..2", "can't be varied. The settings of a sweep are timeout, "),
        ("timeout=5", "`5` is not a duration; add the unit"),
        ("timeout=1h..5m", "is empty; write the smaller value first"),
        ("timeout=0s..5m", "is empty"),
        ("timeout=5m..1h/1", "`1` in 5m..1h/1 is not a number of values from 2 to 1000"),
        ("timeout=5m..1h/2/3", "is not a range"),
        ("max-sessions=5m", "`5m` is not a whole number"),
    ])
    func mistakesSayWhatToWrite(text: String, message: String) {
        #expect {
            try SweepAxis(text)
        } throws: { error in
            (error as? SweepAxis.Failure)?.description.contains(message) == true
        }
    }

    @Test func aGridHasAllCombinations() throws {
        let grid = try SweepGrid([SweepAxis("timeout=5m,1h"), SweepAxis("max-sessions=1,2")])
        #expect(grid.points == [["5m", "1"], ["5m", "2"], ["1h", "1"], ["1h", "2"]])
        #expect(throws: SweepAxis.Failure.self) {
            try SweepGrid([SweepAxis("timeout=5m"), SweepAxis("timeout=1h")])
        }
        #expect(throws: SweepAxis.Failure.self) {
            try SweepGrid([SweepAxis("timeout=5m..4h/100"), SweepAxis("lifetime=1h..4d/11")])
        }
    }
}

import Testing

@testable import SessionsCommand

struct TraceWarningsTests {
    private func warnings(_ ids: [String], every step: Int = 60_000, unit: TimeUnit? = nil) throws -> [String]
    {
        let lines = ids.enumerated().map { "\($0 * step),\($1),touch\n" }
        return try trace(of: lines.joined()).warnings(TraceOptions(timeUnit: unit))
    }

    @Test func oneSessionForNearlyAllEventsOrOneForEach() throws {
        let one = Array(repeating: "a", count: 19) + ["b"]
        #expect(
            try warnings(one).map { $0.hasPrefix("nearly all events have the same session id, 'a'") } == [
                true
            ]
        )
        #expect(try warnings(one + ["b", "c"]).isEmpty)
        let each = (0..<20).map { "id-\($0)" }
        #expect(try warnings(each).map { $0.hasPrefix("nearly every line has a different id") } == [true])
        #expect(try warnings(each + ["id-0"]).isEmpty)
        #expect(try warnings(Array(each.prefix(9))).isEmpty, "nine lines are too few to conclude anything")
    }

    @Test func theLeaderIsFoundHoweverTheLinesAreMixed() {
        var addresses = AddressMajority()
        #expect(addresses.onlyAddress == nil)
        for index in 0..<100 {
            var record = TraceRecord()
            record.identifier = Array((index % 20 == 7 ? "other-\(index)" : "proxy").utf8)
            record.addressLength = record.identifier.count
            addresses.count(record)
        }
        #expect(addresses.onlyAddress == "proxy")
    }

    @Test func timesThatLookLikeSeconds() throws {
        #expect(try warnings(["a", "a", "a"], every: 1_000).count == 1, "less than a minute")
        #expect(try warnings(["a", "a", "a"], every: 1_000, unit: .ms).isEmpty, "the unit is named")
        #expect(try warnings(["a", "a"], every: 1_000).isEmpty)
        let days = try trace(of: "999999999,a,touch\n1000000001,a,touch\n")
        #expect(days.warnings(TraceOptions()).isEmpty, "it begins before 2001 in seconds")
    }
}

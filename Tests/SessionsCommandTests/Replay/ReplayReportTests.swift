import Sessions
import Testing

@testable import SessionsCommand

struct ReplayReportTests {
    private func report(lifetime: Duration? = nil, limit: Int = 10) throws -> ReplayReport {
        let trace = try trace(of: "0,a,touch\n1,b,touch\n2000,a,touch\n61000,a,touch\n")
        let policy = SessionPolicy(
            idleTimeout: .seconds(1),
            lifetime: lifetime,
            cleanupInterval: .minutes(1),
            maximumSessions: limit
        )
        return ReplayReport(trace: trace, results: [try Replay.run(trace, under: policy, named: "test")])
    }

    @Test func emptyRowsAreLeftOut() throws {
        let plain = try report().lines(width: 80)
        #expect(plain.first == "4 events of 2 ids over 1m 1s")
        #expect(!plain.contains { $0.hasPrefix("lifetime") || $0.hasPrefix("refused") })
        let limited = try report(lifetime: .seconds(90), limit: 1).lines(width: 80)
        #expect(limited.contains { $0.hasPrefix("lifetime ") && $0.hasSuffix(" 1m 30s") })
        #expect(limited.contains { $0.hasPrefix("refused ") && $0.hasSuffix(" 1") })
    }

    @Test func aNarrowTerminalGetsShorterBars() throws {
        for width in [20, 40, 80, 200] {
            let lines = try report().lines(width: width)
            let bars = try #require(lines.first { $0.contains("█") })
            #expect(bars.count <= max(width, "test".count + 2 + 10 + 2 + 1))
        }
    }

    @Test func shrunkenSamplesKeepTheirPeaks() {
        #expect(ReplayReport.shrink([1, 2, 9, 3, 4, 5], to: 3) == [2, 9, 5])
        #expect(ReplayReport.shrink([1, 2, 9, 3, 4], to: 3) == [1, 9, 4])
        #expect(ReplayReport.shrink([1, 2], to: 3) == [1, 2])
    }

    @Test func onePolicyIsOneLineOfJSON() throws {
        let lines = try report(lifetime: .seconds(90)).jsonLines()
        #expect(lines.hasSuffix("}\n"))
        #expect(lines.split(separator: "\n").count == 1)
        #expect(lines.contains(#""lifetime_ms":90000"#))
        #expect(lines.contains(#""profile":"test""#))
    }
}

import Foundation
import Sessions
import Testing

@testable import SessionsCommand

/// Recorded real traffic, which is beside the repository on some machines.
enum RecordedTraces {
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../../../shared/traces").standardizedFileURL

    static var areThere: Bool { FileManager.default.fileExists(atPath: directory.path) }

    static func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
}

/// The expected figures were computed by two programs that are independent of this project.
@Suite(.enabled(if: RecordedTraces.areThere, "../shared/traces is not there: no recorded traffic to replay"))
struct RecordedTraceTests {
    struct Expectation: Sendable {
        var minutes: (timeout: Int, interval: Int)
        var figures: NaiveReplay.Figures

        init(_ timeout: Int, _ interval: Int, _ figures: [Int]) {
            minutes = (timeout, interval)
            self.figures = NaiveReplay.Figures(
                created: figures[0],
                deadReturns: figures[1],
                expired: figures[2],
                peakAlive: figures[3],
                peakHeld: figures[4],
                activeAtEnd: figures[5]
            )
        }
    }

    private func check(_ trace: Trace, _ expected: Expectation) throws {
        let policy = SessionPolicy(
            idleTimeout: .minutes(expected.minutes.timeout),
            cleanupInterval: .minutes(expected.minutes.interval)
        )
        let result = try Replay.run(trace, under: policy, named: "test")
        #expect(result.naiveFigures == expected.figures)
        // The sweep must find the same without a manager.
        #expect(TimeoutSweep(trace, gaps: AccessGaps(trace)).figures(under: policy) == result.figures)
        #expect(result.events == trace.events.count)
    }

    @Test(arguments: [
        Expectation(5, 1, [8_916, 852, 7_999, 970, 1_115, 917]),
        Expectation(15, 5, [8_158, 94, 5_740, 2_426, 3_068, 2_418]),
        Expectation(30, 10, [8_089, 25, 3_598, 4_494, 5_678, 4_491]),
        Expectation(120, 30, [8_064, 0, 0, 8_064, 8_064, 8_064]),
    ])
    func conversationsWithALanguageModel(expected: Expectation) throws {
        let trace = try TraceReader.read([RecordedTraces.path("llm-conversations-1h.csv.gz")])
        #expect(trace.events.count == 12_031)
        #expect(trace.identifiers.count == 8_064)
        #expect(trace.malformedLines == 0)
        try check(trace, expected)
    }

    @Test(arguments: [
        Expectation(5, 1, [2_086, 1_168, 2_085, 14, 14, 1]),
        Expectation(15, 5, [1_933, 1_015, 1_931, 15, 15, 2]),
        Expectation(30, 10, [1_726, 808, 1_722, 16, 18, 4]),
        Expectation(120, 30, [1_427, 509, 1_420, 47, 56, 7]),
    ])
    func nineDaysOfAWebServer(expected: Expectation) throws {
        let trace = try TraceReader.read([RecordedTraces.path("web-access-9d.log.gz")])
        #expect(trace.events.count == 10_479)
        #expect(trace.identifiers.count == 918)
        #expect(trace.malformedLines == 0)
        try check(trace, expected)
    }
}

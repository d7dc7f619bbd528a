import Sessions
import Testing

@testable import SessionsCommand

struct TraceGapTests {
    private let day: Int64 = 86_400_000

    private func trace(_ days: (start: Int64, end: Int64)...) -> Trace {
        var trace = Trace()
        trace.files = days.enumerated().map { number, span in
            TraceFileSpan(file: "\(number)", start: span.start * day, end: span.end * day)
        }
        return trace
    }

    @Test func partsOfALogHaveNoGap() {
        #expect(trace().gaps.isEmpty)
        #expect(trace((0, 7)).gaps.isEmpty)
        #expect(trace((7, 14), (0, 7), (44, 50)).gaps.isEmpty, "30 days are still none")
    }

    @Test func aGapIsBetweenWhatComesBeforeAndAfter() {
        let gaps = trace((100, 101), (0, 7), (1, 2)).gaps
        #expect(gaps.map { "\($0.earlier.file)-\($0.later.file)" } == ["1-0"])
        #expect(gaps.first?.length == .seconds(93 * 86_400))
    }

    @Test func aFileThatSpansTheTimeFillsIt() {
        #expect(trace((0, 1), (100, 101), (0, 90)).gaps.isEmpty)
    }
}

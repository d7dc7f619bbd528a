import Testing

@testable import SessionsCommand

struct SparklineTests {
    @Test func barsGrowWithTheValues() {
        #expect(Sparkline.line([0, 1, 100, 400, 799, 800], maximum: 800) == " ▁▁▄██")
        #expect(Sparkline.line([0, 0], maximum: 0) == "  ")
        #expect(Sparkline.line([], maximum: 5).isEmpty)
    }
}

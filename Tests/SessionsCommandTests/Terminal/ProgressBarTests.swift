import Testing

@testable import SessionsCommand

struct ProgressBarTests {
    @Test func theBarAppearsAfterTwoSecondsAndNotTooOften() {
        var written = ""
        var time = ContinuousClock.now
        let bar = ProgressBar(isShown: true, now: { time }, write: { written += $0 })
        bar.update("replaying", done: 1, of: 4)
        time += .milliseconds(1_999)
        bar.update("replaying", done: 2, of: 4)
        #expect(written.isEmpty)
        time += .milliseconds(1)
        bar.update("replaying", done: 2, of: 4)
        let half = String(repeating: "█", count: 15) + String(repeating: "░", count: 15)
        #expect(written == "\r\u{1B}[K\(half) 50 %  replaying 2 of 4")
        written = ""
        time += .milliseconds(99)
        bar.update("replaying", done: 3, of: 4)
        #expect(written.isEmpty)
        time += .milliseconds(1)
        bar.update("reading", done: 3_000, of: nil)
        #expect(written == "\r\u{1B}[Kreading 3,000")
        bar.finish()
        #expect(written.hasSuffix("\r\u{1B}[K"))
    }

    @Test func outputThatIsNotATerminalHasNoProgressBar() {
        var written = ""
        var time = ContinuousClock.now
        let bar = ProgressBar(isShown: false, now: { time }, write: { written += $0 })
        time += .seconds(10)
        bar.update("replaying", done: 1, of: 4)
        bar.finish()
        #expect(written.isEmpty)
    }
}

import Testing

@testable import SessionsCommand

struct ServeGreetingTests {
    private func text(token: String? = nil, traffic: String? = nil) -> String {
        ServeGreeting.text(
            url: "http://[::1]:8080",
            profile: "production",
            tokenVariable: token,
            traffic: traffic
        )
    }

    @Test func saysWhereAndWhatToAsk() {
        let lines = text().split(separator: "\n", omittingEmptySubsequences: false)
        let address = "http://[::1]:8080"
        #expect(
            lines.first == "Serving sessions at \(address) with the profile production; Ctrl-C stops it"
        )
        #expect(lines[1] == "")
        #expect(lines.contains("  health    curl http://[::1]:8080/health"))
    }

    @Test func saysWhatIsPlayed() {
        let text = text(traffic: "Played: much.")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == "Played: much." && lines[2] == "")
    }

    #if CommandLine && HTTP
        @Test func theDemoSaysWhatItPlays() {
            #expect(DemoTraffic.summary.contains("200 people take about 20 steps a second"))
        }
    #endif

    @Test func asksWithTheToken() {
        #expect(text(token: "SESSION_HTTP_TOKEN").contains("Bearer $SESSION_HTTP_TOKEN"))
    }
}

import Testing

@testable import SessionsCommand

struct ServeGreetingTests {
    private func text(token: TokenSource? = nil, traffic: String? = nil) -> String {
        ServeGreeting.text(
            url: "http://[::1]:8080",
            profile: "production",
            token: token,
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
        let variable = TokenSource(variable: "SESSION_HTTP_TOKEN", place: nil)
        #expect(text(token: variable).contains("Bearer $SESSION_HTTP_TOKEN"))
        #expect(!text(token: variable).contains("Callers need"))
    }

    @Test func saysWhereATokenIsThatNoVariableHas() {
        let text = text(token: TokenSource(variable: "SESSION_HTTP_TOKEN", place: "mine.yaml:2:10"))
        #expect(text.contains("Callers need the token of mine.yaml:2:10, here as $SESSION_HTTP_TOKEN\n"))
    }
}

import Testing

@testable import SessionsCommand

struct ServeGreetingTests {
    private func text(
        token: TokenSource? = nil,
        hasDashboard: Bool = false,
        traffic: String? = nil
    ) -> String {
        ServeGreeting(
            url: "http://[::1]:8080",
            profile: "production",
            token: token,
            hasDashboard: hasDashboard,
            traffic: traffic
        ).text()
    }

    @Test func showsTheAddressAndCommandsToTry() {
        let lines = text().split(separator: "\n", omittingEmptySubsequences: false)
        let address = "http://[::1]:8080"
        #expect(
            lines.first == "Serving sessions at \(address) with the profile production; Ctrl-C stops it"
        )
        #expect(lines.contains("  follow  curl -N \(address)/v1/events"))
        #expect(lines.count == 5, "a line for the address, three commands, and the last line break")
    }

    @Test func showsWhereToLookInColour() {
        let greeting = ServeGreeting(
            url: "http://[::1]:8080",
            profile: "p",
            token: nil,
            hasDashboard: true,
            traffic: nil
        )
        #expect(
            greeting.text(style: .colored).hasPrefix(
                "Serving sessions at \u{1B}[1mhttp://[::1]:8080\u{1B}[0m"
            )
        )
        #expect(
            greeting.firstLine
                == "Serving sessions at http://[::1]:8080 with the profile p; Ctrl-C stops it\n"
        )
    }

    @Test func showsTheDashboardIfThereIsOne() {
        let line = "\n  open    http://[::1]:8080/ in a browser, for the dashboard\n"
        #expect(text(hasDashboard: true).contains(line))
        #expect(!text(hasDashboard: false).contains("dashboard"))
    }

    @Test func showsTheTrafficSummary() {
        let text = text(traffic: "Played: much.")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == "Played: much." && lines[2].hasPrefix("  create  curl"))
    }

    #if CommandLine && HTTP
        @Test func theDemoDescribesItsTraffic() {
            #expect(DemoTraffic.summary.contains("200 simulated users take about 20 steps per second"))
        }
    #endif

    @Test func asksWithTheToken() {
        let variable = TokenSource(variable: "SESSION_HTTP_TOKEN", place: nil)
        #expect(text(token: variable).contains("Bearer $SESSION_HTTP_TOKEN"))
        #expect(!text(token: variable).contains("Callers need"))
    }

    @Test func saysWhereATokenIsThatNoVariableHas() {
        let text = text(token: TokenSource(variable: "SESSION_HTTP_TOKEN", place: "mine.yaml:2:10"))
        #expect(
            text.contains(
                "Callers need the token in mine.yaml:2:10; the commands below use it as $SESSION_HTTP_TOKEN\n"
            )
        )
    }
}

import Foundation
import Sessions
import Testing

@testable import SessionsCommand

struct ReplayPageTests {
    private func page(_ text: String, name: String = "file", profile: String = "production") throws -> String
    {
        var reader = TraceReader()
        try reader.read(MemorySource(text), name: name)
        let trace = reader.finish()
        let policies = [5, 30].map { SessionPolicy(idleTimeout: .minutes($0)) }
        let results = try policies.map { try Replay.run(trace, under: $0, named: profile) }
        let sweep = try Sweep.run(
            trace,
            profile,
            keys: ["timeout"],
            points: [1, 5, 30, 120].map { (["\($0)m"], SessionPolicy(idleTimeout: .minutes($0))) }
        )
        return ReplayPage(trace: trace, results: results, sweep: SweepReport(sweep), gaps: AccessGaps(trace))
            .html
    }

    /// Markup in ids, file names and profile names stays text.
    @Test func textFromOutsideIsEscaped() throws {
        let attack = #"<script>alert("1")</script>'&"#
        let id = #""<b>'&""x""""#
        let html = try page(
            "0,\(id),touch\n9000000,\(id),touch\n",
            name: "logs/\(attack.replacing("/", with: "\\"))",
            profile: attack
        )
        #expect(!html.contains("<script") && !html.contains("<b>"))
        #expect(html.contains("&lt;b&gt;&#39;&amp;&quot;x&quot;"))
        #expect(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"))
        try check(html)
    }

    @Test func idsAreShownShort() throws {
        let html = try page("0,conversation-1234,touch\n9000000,conversation-1234,touch\n")
        #expect(html.contains("<th scope=\"row\">conversa"))
        #expect(!html.contains("conversation-1234"))
    }

    @Test func thePageNeedsNothingFromOutside() throws {
        let html = try page(SampleTrace(conversations: 200, hours: 3, seed: 1).csv())
        for text in ["<script", "<link", "src=", "href=", "url(", "@import", "http:", "https:"] {
            #expect(!html.contains(text), "\(text)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("prefers-color-scheme: dark") && html.contains("@media print"))
        try check(html)
    }

    @Test func eachPartIsThere() throws {
        let csv = SampleTrace(conversations: 200, hours: 3, seed: 1).csv()
        let html = try page(csv)
        for title in [
            "Recommended: ", "Sessions held over time", "Dead returns against sessions held",
            "Times between accesses",
            "The figures of each profile", "The sweep under production",
            "The clients with the most dead returns",
        ] {
            #expect(html.contains(title), "\(title)")
        }
        #expect(!html.contains("Hours of the day"), "these times don't count from 1970")
        let dated = csv.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", maxSplits: 1)
            return "\((Int64(fields[0]) ?? 0) + 1_700_000_000_000),\(fields[1])\n"
        }
        #expect(try page(dated.joined()).contains("Hours of the day"))
    }

    @Test(arguments: ["5,a,touch\n", "0,a,delete\n", "0,a,touch\n3155760000000,a,touch\n"])
    func smallTracesHaveAPageToo(text: String) throws {
        let html = try page(text)
        #expect(!html.contains("nan") && !html.contains("inf\""))
        try check(html)
    }

    /// The body is well-formed, so no text has left its element.
    private func check(_ html: String) throws {
        var open: [Substring] = []
        for tag in html.matches(of: /<(\/?)([a-z0-9]+)[^<>]*?(\/?)>/) {
            if ["meta"].contains(tag.2) || !tag.3.isEmpty { continue }
            if tag.1.isEmpty { open.append(tag.2) } else { #expect(open.popLast() == tag.2) }
        }
        #expect(open.isEmpty)
    }
}

struct ChartFrameTests {
    @Test func labelsAreSpreadWithinTheirRange() {
        #expect(ChartFrame.spread([10, 12, 50], gap: 10, within: 0...60) == [10, 20, 50])
        #expect(ChartFrame.spread([58, 59, 60], gap: 10, within: 0...60) == [40, 50, 60])
        #expect(ChartFrame.spread([59, 3, 60], gap: 10, within: 0...60) == [50, 3, 60])
        #expect(ChartFrame.spread([], gap: 10, within: 0...60).isEmpty)
    }

    @Test func axesHaveRoundNumbers() {
        #expect(ChartFrame.roundNumbers(upTo: 8_064) == [0, 2_000, 4_000, 6_000, 8_000])
        #expect(ChartFrame.roundNumbers(upTo: 348) == [0, 100, 200, 300])
        #expect(ChartFrame.roundTimes(upTo: 3_536_000) == [0, 900_000, 1_800_000, 2_700_000])
        #expect(ChartFrame.roundTimes(upTo: 0) == [0])
        #expect(ChartFrame(x: 1, y: 5_678).maximum.y == 6_000)
        #expect(ChartFrame(x: 1, y: 3).maximum.y == 4)
    }
}

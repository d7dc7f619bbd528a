import SessionObservers
import Sessions

/// The report of a replay as one HTML file, which needs no other file and no script.
///
/// Ids are shown short, as in logs, and all text from the trace is escaped.
struct ReplayPage {
    /// The number of clients in the list of those with the most dead returns.
    static let clients = 10

    let trace: Trace
    let results: [ReplayResult]
    let sweep: SweepReport
    let gaps: AccessGaps

    /// The page.
    var html: String {
        let report = ReplayReport(trace: trace, results: results)
        let files = trace.files.map(\.file).map {
            $0 == "-" ? "standard input" : $0.split(separator: "/").last ?? ""
        }
        .joined(separator: ", ")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="referrer" content="no-referrer">
            <title>Replay of \(HTMLText.escape(files))</title>
            <style>
            \(ReplayPageStyle.css)</style>
            </head>
            <body>
            <header>
            <h1>Replay of \(HTMLText.escape(files))</h1>
            <p>\(HTMLText.escape(report.summary))</p>
            </header>
            <main>
            \(recommendation)<div class="charts">
            \(charts)</div>
            \(HTMLText.table(report.rows, caption: "The figures of each profile"))
            \(HTMLText.table(sweep.rows, caption: "The sweep under \(sweep.sweep.profile)"))
            \(lostMost)</main>
            <footer>
            <p>A return is an access to an id that was used before. It is dead if the session had expired: the user came back too late. Bound: the ideal case, in which each session ends right after its last access and never earlier.</p>
            <p>Made by <code>sessions replay --report</code>, version \(HTMLText.escape(ProgramVersion.text)).</p>
            </footer>
            </body>
            </html>

            """
    }

    private var recommendation: String {
        guard let recommendation = sweep.recommendation else { return "" }
        let sentences = recommendation.sentences.dropFirst().map { "<p>\(HTMLText.escape($0))</p>\n" }
            .joined()
        let settings = zip(sweep.sweep.keys, recommendation.row.values).map { "\($0): \($1)" }.joined(
            separator: "\n"
        )
        return """
            <section class="recommendation" aria-label="Recommendation">
            <h2>Recommended: \(HTMLText.escape(recommendation.name))</h2>
            <p><strong>\(HTMLText.escape(recommendation.sentences[0]))</strong></p>
            \(sentences)<pre>extends: \(HTMLText.escape(sweep.sweep.profile))
            \(settings.split(separator: "\n").map { HTMLText.escape($0) }.joined(separator: "\n"))</pre>
            </section>

            """
    }

    private var charts: String {
        figure(
            "Sessions held over time",
            overTime,
            note:
                "The most sessions held in each sixtieth of the time, including dead ones until a cleanup ends them."
        )
            + figure("Dead returns against sessions held", tradeOff, note: tradeOffNote)
            + figure(
                "Times between accesses",
                distribution,
                note:
                    "How long users were away before they came back. Each line is a profile's timeout: a user to the right of "
                    + "it loses the session. The vertical axis is logarithmic."
            )
            + (hours.map { figure("Hours of the day", $0, note: "Events in each hour of the day, in UTC.") }
                ?? "")
    }

    private func figure(_ title: String, _ chart: String, note: String) -> String {
        """
        <figure>
        <h2>\(HTMLText.escape(title))</h2>
        \(chart)<figcaption>\(HTMLText.escape(note))</figcaption>
        </figure>

        """
    }
}

extension ReplayPage {
    private var span: Int64 { (trace.end ?? 0) - (trace.start ?? 0) }

    private var overTime: String {
        let series = results.map { result in
            let count = Double(max(1, result.activeSamples.count))
            let points = result.activeSamples.enumerated().map {
                (x: (Double($0) + 0.5) / count, y: Double($1))
            }
            return LineChart.Series(
                name: result.profile,
                points: points,
                detail: "\(result.profile): up to \(Format.count(result.peakHeld)) held, "
                    + "\(Format.mean(result.meanHeld)) on average"
            )
        }
        let ticks = ChartFrame.roundTimes(upTo: span).map { time in
            (value: Double(time) / Double(max(1, span)), text: Format.duration(.milliseconds(time)))
        }
        return LineChart(
            title: "Sessions held over time",
            xName: "time since the first event",
            yName: "sessions held",
            series: series,
            xTicks: ticks
        ).svg
    }

    private var tradeOff: String {
        TradeOffChart(sweep: sweep.sweep, tradeOff: sweep.tradeOff, results: results).svg
    }

    private var tradeOffNote: String {
        "Each point is a setting of the sweep under \(sweep.sweep.profile). A profile with another cleanup interval can "
            + "lie beside the curve."
            + (sweep.tradeOff.knee == nil
                ? ""
                : " The ring marks the knee, the point farthest below the line between the curve's ends.")
    }

    /// The upper ends of the bars in the distribution of gaps, in milliseconds, with their names.
    private static let edges: [(milliseconds: Int64, name: String)] = [
        (1_000, "1s"), (5_000, "5s"), (15_000, "15s"), (60_000, "1m"), (120_000, "2m"), (300_000, "5m"),
        (900_000, "15m"),
        (1_800_000, "30m"), (3_600_000, "1h"), (7_200_000, "2h"), (14_400_000, "4h"), (43_200_000, "12h"),
        (86_400_000, "1d"), (259_200_000, "3d"), (604_800_000, "7d"), (2_592_000_000, "30d"),
    ]

    private var distribution: String {
        var counts = Array(repeating: 0, count: Self.edges.count + 1)
        for (effect, gap) in zip(gaps.effects, gaps.gaps)
        where effect == .touch || effect == .touchAfterDelete {
            counts[Self.edges.firstIndex { gap <= $0.milliseconds } ?? Self.edges.count] += 1
        }
        let longest = results.map { Self.place($0.policy.idleTimeout.clampedMilliseconds) }.max() ?? 0
        let used = max((counts.lastIndex { $0 > 0 } ?? 0) + 1, min(counts.count, Int(longest) + 1))
        let bars = counts.prefix(used).enumerated().map { index, count in
            let upper = index < Self.edges.count ? Self.edges[index].name : "more"
            let lower = index == 0 ? "0s" : Self.edges[index - 1].name
            return BarChart.Bar(
                label: index % (used / 6 + 1) == 0 ? "≤ \(upper)" : "",
                count: count,
                detail: "\(lower) to \(upper): \(Format.count(count, "return"))"
            )
        }
        return BarChart(
            title: "Times between accesses",
            xName: "time between two accesses of an id",
            yName: "returns",
            bars: Array(bars),
            marks: results.map { result in
                BarChart.Mark(
                    name: Format.duration(result.policy.idleTimeout) + " " + result.profile,
                    place: Self.place(result.policy.idleTimeout.clampedMilliseconds)
                )
            },
            isLogarithmic: true
        ).svg
    }

    /// Returns the place of a timeout in the distribution, in bars from the left edge.
    private static func place(_ milliseconds: Int64) -> Double {
        guard let index = edges.firstIndex(where: { milliseconds <= $0.milliseconds }) else {
            return Double(edges.count) + 0.5
        }
        let lower = index == 0 ? 0 : edges[index - 1].milliseconds
        return Double(index) + Double(milliseconds - lower) / Double(edges[index].milliseconds - lower)
    }

    /// The events in each hour of the day, or `nil` if the times don't count from 1970.
    private var hours: String? {
        guard let start = trace.start, start >= 86_400_000 * 365 else { return nil }
        var counts = Array(repeating: 0, count: 24)
        for time in gaps.times { counts[Int(time / 3_600_000 % 24)] += 1 }
        let bars = counts.enumerated().map { hour, count in
            BarChart.Bar(
                label: hour % 4 == 0 ? "\(hour)h" : "",
                count: count,
                detail: "\(hour):00 to \(hour + 1):00: \(Format.count(count, "event"))"
            )
        }
        return BarChart(
            title: "Events in each hour of the day",
            xName: "hour of the day, UTC",
            yName: "events",
            bars: bars
        ).svg
    }

    /// The ids with the most dead returns, with the number under each profile.
    private var lostMost: String {
        var totals: [Int32: Int] = [:]
        for result in results { totals.merge(result.deadReturnsByIdentifier) { $0 + $1 } }
        let most = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.clients)
        guard !most.isEmpty else { return "" }
        let length = Self.distinctLength(most.map { trace.identifiers[Int($0.key)] })
        let rows = most.map { identifier, _ in
            [Self.short(trace.identifiers[Int(identifier)], length)]
                + results.map { Format.count($0.deadReturnsByIdentifier[identifier] ?? 0) }
        }
        return HTMLText.table(
            [["id"] + results.map(\.profile)] + rows,
            caption: "The clients with the most dead returns, by the first \(length) characters of their ids"
        )
    }

    /// The number of characters, at least 8, that tell these ids apart.
    static func distinctLength(_ ids: [String]) -> Int {
        let longest = ids.map(\.count).max() ?? 0
        return (8...max(8, longest)).first { length in
            Set(ids.map { $0.prefix(length) }).count == ids.count
        } ?? longest
    }

    private static func short(_ id: String, _ length: Int) -> String {
        id.count <= length ? id : id.prefix(length) + "…"
    }
}

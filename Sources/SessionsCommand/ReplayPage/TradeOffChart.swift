/// The curve of dead returns against the sessions held, with a point for each setting of a sweep and each profile.
struct TradeOffChart {
    let sweep: Sweep
    let tradeOff: TradeOff
    let results: [ReplayResult]

    /// The chart as SVG.
    var svg: String {
        let rows = sweep.rows.map(\.figures)
        let held = (rows + results.map(\.figures) + [sweep.bound]).map(\.peakHeld).max() ?? 0
        let lost = (rows + results.map(\.figures)).map(share).max() ?? 0
        let frame = ChartFrame(x: Double(held), y: lost)
        var content = frame.verticalAxis("dead returns, % of all returns") { Format.short($0) }
        content += frame.horizontalAxis(
            "sessions held at the peak",
            ChartFrame.roundNumbers(upTo: Double(held)).map { (frame.x($0), Format.short($0)) }
        )
        // The labels of the points come last, so that no line crosses them.
        content += curve(frame) + profiles(frame) + points(frame)
        return ChartFrame.svg("Dead returns against the sessions held", content)
    }

    private func share(_ figures: ReplayFigures) -> Double { (figures.deadReturnsRate ?? 0) * 100 }

    private func place(_ figures: ReplayFigures, _ frame: ChartFrame) -> (Double, Double) {
        (frame.x(Double(figures.peakHeld)), frame.y(share(figures)))
    }

    private func curve(_ frame: ChartFrame) -> String {
        let path = tradeOff.front.map { index in
            let (x, y) = place(sweep.rows[index].figures, frame)
            return "\(ChartFrame.number(x)),\(ChartFrame.number(y))"
        }
        return "<polyline class=\"curve\" points=\"\(path.joined(separator: " "))\"/>\n"
    }

    /// The points of the settings. A point has a label if it is on the curve and the label has room.
    private func points(_ frame: ChartFrame) -> String {
        var content = ""
        var labels: [(Double, Double)] = []
        let order = [tradeOff.knee].compactMap { $0 } + tradeOff.front + sweep.rows.indices
        var drawn: Set<Int> = []
        for index in order where drawn.insert(index).inserted {
            let row = sweep.rows[index]
            let (x, y) = place(row.figures, frame)
            let isKnee = index == tradeOff.knee
            let name = row.values.joined(separator: ", ")
            content +=
                "<g class=\"\(isKnee ? "knee" : "point")\"><title>\(HTMLText.escape(detail(name, row.figures)))</title>"
            content +=
                "<circle cx=\"\(ChartFrame.number(x))\" cy=\"\(ChartFrame.number(y))\" r=\"\(isKnee ? 7 : 2.5)\"/>\n"
            let isAtEdge = x > ChartFrame.plot.right - 50
            let left = isAtEdge ? x - 36 : x + 8
            let hasRoom = labels.allSatisfy { abs($0.0 - left) > 44 || abs($0.1 - y) > 18 }
            if isKnee || hasRoom && tradeOff.front.contains(index) {
                labels.append((left, y))
                let label = isKnee ? "\(name), the knee" : name
                content += frame.text(
                    label,
                    at: (isAtEdge ? x - 6 : x + 8, y - 9),
                    isAtEdge ? "label end" : "label"
                )
            }
            content += "</g>\n"
        }
        let bound = place(sweep.bound, frame)
        content += "<g class=\"bound\"><title>\(HTMLText.escape(detail("the bound", sweep.bound)))</title>"
        content += frame.line(
            (bound.0, ChartFrame.plot.bottom),
            (bound.0, ChartFrame.plot.bottom - 22),
            "boundmark"
        )
        return content + frame.text("bound", at: (bound.0 + 5, ChartFrame.plot.bottom - 14), "label")
            + "</g>\n"
    }

    private func profiles(_ frame: ChartFrame) -> String {
        let places = results.map { place($0.figures, frame) }
        let wanted = places.map { $0.1 + 4 }
        let range = ChartFrame.plot.top...(ChartFrame.plot.bottom + 4)
        let labels = ChartFrame.spread(wanted, gap: 17, within: range)
        var content = ""
        for (index, result) in results.enumerated() {
            let style = index % LineChart.styles
            let (x, y) = places[index]
            content +=
                "<g class=\"series s\(style)\"><title>\(HTMLText.escape(detail(result.profile, result.figures)))</title>\n"
            content += frame.line((x, y), (ChartFrame.plot.right + 4, labels[index] - 4), "lead")
            content += LineChart.marker(style, x, y)
            content += LineChart.marker(style, ChartFrame.plot.right + 10, labels[index] - 4)
            content +=
                frame.text(result.profile, at: (ChartFrame.plot.right + 18, labels[index]), "label")
                + "</g>\n"
        }
        return content
    }

    private func detail(_ name: String, _ figures: ReplayFigures) -> String {
        "\(name): \(Format.count(figures.deadReturns)) of \(Format.count(figures.returns, "return")) lost, "
            + "\(Format.count(figures.peakHeld)) held at the peak"
    }
}

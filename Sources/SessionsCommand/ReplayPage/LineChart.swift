/// A chart with one line for each series. Dashes, markers and labels distinguish the lines, and not only colours.
struct LineChart {
    /// A line of a chart.
    struct Series {
        var name: String
        /// The values from left to right.
        var points: [(x: Double, y: Double)]
        /// The tooltip of the line.
        var detail: String
    }

    var title: String
    var xName: String
    var yName: String
    var series: [Series]
    var xTicks: [(value: Double, text: String)]

    /// The number of styles of lines. A chart with more series repeats them.
    static let styles = 5

    /// The chart as SVG.
    var svg: String {
        let points = series.flatMap(\.points)
        let frame = ChartFrame(x: points.map(\.x).max() ?? 0, y: points.map(\.y).max() ?? 0)
        var content = frame.verticalAxis(yName) { Format.short($0) }
        content += frame.horizontalAxis(xName, xTicks.map { (frame.x($0.value), $0.text) })
        let ends = series.map { frame.y($0.points.last?.y ?? 0) + 4 }
        let range = ChartFrame.plot.top...(ChartFrame.plot.bottom + 4)
        let labels = ChartFrame.spread(ends, gap: 17, within: range)
        for (index, line) in series.enumerated() {
            let style = index % Self.styles
            let path = line.points.map {
                "\(ChartFrame.number(frame.x($0.x))),\(ChartFrame.number(frame.y($0.y)))"
            }
            .joined(separator: " ")
            content += "<g class=\"series s\(style)\"><title>\(HTMLText.escape(line.detail))</title>\n"
            content += "<polyline points=\"\(path)\"/>\n"
            let step = max(1, line.points.count / 5)
            for place in stride(
                from: step / 2 + index * step / (series.count * 2),
                to: line.points.count,
                by: step
            ) {
                let point = line.points[place]
                content += Self.marker(style, frame.x(point.x), frame.y(point.y))
            }
            content += Self.marker(style, ChartFrame.plot.right + 10, labels[index] - 4)
            content += frame.text(line.name, at: (ChartFrame.plot.right + 18, labels[index]), "label")
            content += "</g>\n"
        }
        return ChartFrame.svg(title, content)
    }

    /// Returns the marker of a style: a circle, a square, a triangle, a diamond or a cross.
    static func marker(_ style: Int, _ x: Double, _ y: Double) -> String {
        func shape(_ points: [(Double, Double)]) -> String {
            let corners = points.map { "\(ChartFrame.number(x + $0.0)),\(ChartFrame.number(y + $0.1))" }
            return "<polygon points=\"\(corners.joined(separator: " "))\"/>\n"
        }
        switch style % styles {
        case 0: return "<circle cx=\"\(ChartFrame.number(x))\" cy=\"\(ChartFrame.number(y))\" r=\"4\"/>\n"
        case 1: return shape([(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)])
        case 2: return shape([(0, -4.5), (4.5, 3.5), (-4.5, 3.5)])
        case 3: return shape([(0, -5), (5, 0), (0, 5), (-5, 0)])
        default:
            return shape([
                (-4, -1.2), (-1.2, -1.2), (-1.2, -4), (1.2, -4), (1.2, -1.2), (4, -1.2), (4, 1.2), (1.2, 1.2),
                (1.2, 4),
                (-1.2, 4), (-1.2, 1.2), (-4, 1.2),
            ])
        }
    }
}

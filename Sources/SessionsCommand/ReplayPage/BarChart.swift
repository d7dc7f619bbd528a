import Foundation

/// A chart with bars side by side, and marks at places between them.
struct BarChart {
    /// A bar of a chart.
    struct Bar {
        /// The label below the bar; empty for none.
        var label: String
        var count: Int
        /// The tooltip of the bar.
        var detail: String
    }

    /// A vertical line with a label.
    struct Mark {
        var name: String
        /// The place, in bars from the left edge.
        var place: Double
    }

    var title: String
    var xName: String
    var yName: String
    var bars: [Bar]
    var marks: [Mark] = []
    /// Whether heights are logarithms, so that rare values are visible beside frequent ones.
    var isLogarithmic = false

    /// The chart as SVG.
    var svg: String {
        let most = bars.map(\.count).max() ?? 0
        let decades = Int(log10(Double(max(1, most))).rounded(.up)) + 1
        let width = Double(max(1, bars.count))
        let frame =
            isLogarithmic ? ChartFrame(x: width, decades: decades) : ChartFrame(x: width, y: Double(most))
        var content = frame.verticalAxis(yName, steps: isLogarithmic ? decades : 4) { value in
            Format.short(isLogarithmic && value > 0 ? pow(10, value - 1) : value)
        }
        var ticks: [(Double, String)] = []
        for (index, bar) in bars.enumerated() {
            let (left, right) = (frame.x(Double(index) + 0.08), frame.x(Double(index) + 0.92))
            let top = frame.y(
                isLogarithmic && bar.count > 0 ? log10(Double(bar.count)) + 1 : Double(bar.count)
            )
            content += "<rect class=\"bar\" x=\"\(ChartFrame.number(left))\" y=\"\(ChartFrame.number(top))\" "
            content += "width=\"\(ChartFrame.number(right - left))\" "
            content += "height=\"\(ChartFrame.number(ChartFrame.plot.bottom - top))\">"
            content += "<title>\(HTMLText.escape(bar.detail))</title></rect>\n"
            if !bar.label.isEmpty { ticks.append(((left + right) / 2, bar.label)) }
        }
        content += frame.horizontalAxis(xName, ticks)
        let places = marks.map { frame.x($0.place) }
        let labels = ChartFrame.spread(
            marks.indices.map { ChartFrame.plot.top + 8 + Double($0) * 17 },
            gap: 17,
            within: 0...240
        )
        for (index, mark) in marks.enumerated() {
            let style = index % LineChart.styles
            content += "<g class=\"series s\(style)\"><title>\(HTMLText.escape(mark.name))</title>\n"
            content += frame.line(
                (places[index], ChartFrame.plot.top),
                (places[index], ChartFrame.plot.bottom),
                "mark"
            )
            content += frame.line(
                (places[index], labels[index] - 4),
                (ChartFrame.plot.right + 4, labels[index] - 4),
                "lead"
            )
            content += LineChart.marker(style, places[index], labels[index] - 4)
            content += LineChart.marker(style, ChartFrame.plot.right + 10, labels[index] - 4)
            content += frame.text(mark.name, at: (ChartFrame.plot.right + 18, labels[index]), "label")
            content += "</g>\n"
        }
        return ChartFrame.svg(title, content)
    }
}

import Foundation

/// The area of a chart as SVG: the scales of its axes, their ticks, and the text around them.
///
/// Coordinates are those of the SVG, with the origin at the top left.
struct ChartFrame {
    /// The width and the height of a chart.
    static let size = (width: 500.0, height: 300.0)

    /// The edges of the plot.
    static let plot = (left: 52.0, right: 362.0, top: 34.0, bottom: 246.0)

    /// The largest values of the axes, which begin at zero.
    let maximum: (x: Double, y: Double)

    /// Creates a frame for values up to these. The vertical axis ends at a round number.
    init(x: Double, y: Double) {
        maximum = (max(x, 1e-9), Self.ceiling(max(y, 1e-9)))
    }

    /// Creates a frame for values up to `x` and for whole powers of ten: the value 1 stands for 1, and 3 for 100.
    init(x: Double, decades: Int) {
        maximum = (max(x, 1e-9), Double(decades))
    }

    /// Returns about four round numbers from zero up to `maximum`.
    static func roundNumbers(upTo maximum: Double) -> [Double] {
        let power = pow(10, log10(max(maximum, 1e-9) / 4).rounded(.down))
        let step = ([1, 2, 5, 10].first { $0 * power * 4.5 >= maximum } ?? 10) * power
        return Array(stride(from: 0, through: maximum, by: step))
    }

    /// Returns at most seven round times from zero up to `span` milliseconds, in milliseconds.
    static func roundTimes(upTo span: Int64) -> [Int64] {
        let minute: Int64 = 60_000
        let steps: [Int64] =
            [1, 5, 15, 60, 300, 900].map { $0 * 1_000 } + [30, 60, 120, 240, 720].map { $0 * minute }
            + [1, 2, 7, 14, 30, 90, 365, 3_650].map { $0 * 1_440 * minute }
        guard let step = steps.first(where: { span / $0 < 6 }) else { return [0] }
        return Array(stride(from: 0, through: span, by: Int64.Stride(step)))
    }

    /// Returns the horizontal place of a value.
    func x(_ value: Double) -> Double {
        Self.plot.left + value / maximum.x * (Self.plot.right - Self.plot.left)
    }

    /// Returns the vertical place of a value.
    func y(_ value: Double) -> Double {
        Self.plot.bottom - value / maximum.y * (Self.plot.bottom - Self.plot.top)
    }

    /// Returns a chart with a title for screen readers, and this content.
    static func svg(_ title: String, _ content: String) -> String {
        """
        <svg viewBox="0 0 \(Int(size.width)) \(Int(size.height))" role="img" aria-label="\(HTMLText.escape(title))">
        \(content)</svg>

        """
    }

    /// Returns the lines and numbers of the vertical axis, with its name above them.
    func verticalAxis(_ name: String, steps: Int = 4, _ format: (Double) -> String) -> String {
        var content = text(name, at: (4, 14), "name")
        for step in 0...steps {
            let value = maximum.y * Double(step) / Double(steps)
            content += line(
                (Self.plot.left, y(value)),
                (Self.plot.right, y(value)),
                step == 0 ? "axis" : "grid"
            )
            content += text(format(value), at: (Self.plot.left - 6, y(value) + 4), "tick end")
        }
        return content
    }

    /// Returns the numbers of the horizontal axis, with its name below them.
    func horizontalAxis(_ name: String, _ ticks: [(place: Double, text: String)]) -> String {
        var content = ""
        for (place, label) in ticks {
            content += line((place, Self.plot.bottom), (place, Self.plot.bottom + 4), "axis")
            content += text(label, at: (place, Self.plot.bottom + 20), "tick middle")
        }
        return content
            + text(name, at: ((Self.plot.left + Self.plot.right) / 2, Self.size.height - 8), "name middle")
    }

    /// Returns a straight line.
    func line(_ from: (Double, Double), _ to: (Double, Double), _ style: String) -> String {
        "<line class=\"\(style)\" x1=\"\(Self.number(from.0))\" y1=\"\(Self.number(from.1))\" "
            + "x2=\"\(Self.number(to.0))\" y2=\"\(Self.number(to.1))\"/>\n"
    }

    /// Returns a text.
    func text(_ text: String, at place: (Double, Double), _ style: String) -> String {
        "<text class=\"\(style)\" x=\"\(Self.number(place.0))\" y=\"\(Self.number(place.1))\">\(HTMLText.escape(text))</text>\n"
    }

    /// Returns a number with at most one decimal.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : String(Double(tenths) / 10)
    }

    /// Returns places for labels, at least `gap` apart and as near to the wanted places as their order allows.
    static func spread(_ wanted: [Double], gap: Double, within range: ClosedRange<Double>) -> [Double] {
        var places = wanted
        let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
        for (previous, next) in zip(order, order.dropFirst()) where places[next] < places[previous] + gap {
            places[next] = places[previous] + gap
        }
        guard let last = order.last, places[last] > range.upperBound else { return places }
        places[last] = range.upperBound
        for (next, previous) in zip(order.reversed(), order.reversed().dropFirst())
        where places[previous] > places[next] - gap {
            places[previous] = places[next] - gap
        }
        return places
    }

    /// Returns the smallest round number of at least `value`: 1, 2, 4, 6, 8 or 10 times a power of ten.
    private static func ceiling(_ value: Double) -> Double {
        let power = pow(10, (log10(value)).rounded(.down))
        return ([1, 2, 4, 6, 8, 10].first { $0 * power >= value * 0.999_999 } ?? 10) * power
    }
}

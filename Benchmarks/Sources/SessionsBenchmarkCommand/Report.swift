import Foundation
import SessionsBenchmarks

/// The figures of a run as tables and bars.
struct Report {
    private let figures: [Figure]

    private static let barCells = 40

    init(_ figures: [Figure]) { self.figures = figures }

    /// The lines of the report: a table, bars and marks for each number of sessions.
    var lines: [String] {
        var lines: [String] = []
        for sessions in sizes {
            if !lines.isEmpty { lines.append("") }
            let some = figures.filter { $0.sessions == sessions }
            lines.append("\(Self.count(sessions)) sessions")
            lines.append("")
            lines += table(some).lines
            let bars = bars(some)
            if !bars.isEmpty { lines += ["", "touch, skewed, 1 thread"] + bars }
            let marks = Mark.marks(of: some)
            if !marks.isEmpty { lines += [""] + markTable(marks).lines }
        }
        return lines
    }

    private var sizes: [Int] {
        figures.reduce(into: []) { if !$0.contains($1.sessions) { $0.append($1.sessions) } }
    }

    private func table(_ figures: [Figure]) -> Table {
        let peers = PeerKind.allCases.filter { peer in figures.contains { $0.peer == peer } }
        var names: [String] = []
        var cells: [String: [PeerKind: String]] = [:]
        for figure in figures {
            let name = name(figure)
            if cells[name] == nil { names.append(name) }
            cells[name, default: [:]][figure.peer] = Self.text(figure)
        }
        var table = Table()
        table.add(["figure"] + peers.map(\.rawValue))
        for name in names { table.add([name] + peers.map { cells[name]?[$0] ?? "" }) }
        return table
    }

    private func name(_ figure: Figure) -> String {
        var parts = [figure.what.rawValue]
        if let distribution = figure.distribution { parts.append(distribution.rawValue) }
        if let isWanted = figure.isWanted { parts.append(isWanted ? "one observer" : "no observer") }
        if figure.threads > 1 { parts.append("\(figure.threads) threads") }
        return parts.joined(separator: ", ")
    }

    private static func text(_ figure: Figure) -> String {
        switch figure.what {
        case .bytesPerSession, .fileBytes: "\(Int(figure.value.rounded())) B"
        default: time(figure.value)
        }
    }

    /// Formats a time with three digits: `4.81 µs`, `12.3 ms`.
    private static func time(_ nanoseconds: Double) -> String {
        let units = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
        let (unit, size) = units.last { nanoseconds.magnitude >= $0.1 } ?? units[0]
        let amount = nanoseconds / size
        let decimals = amount.magnitude >= 99.95 ? 0 : amount.magnitude >= 9.995 ? 1 : 2
        return number(amount, decimals: size == 1 ? min(decimals, 1) : decimals) + " " + unit
    }

    /// Formats a whole number with a comma every three digits: `12,031`.
    private static func count(_ number: Int) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    private func bars(_ figures: [Figure]) -> [String] {
        let touches = figures.filter {
            $0.what == .touch && $0.distribution == .skewed && $0.threads == 1
        }
        guard let longest = touches.map(\.value).max(), longest > 0 else { return [] }
        let ordered = PeerKind.allCases.compactMap { peer in touches.first { $0.peer == peer } }
        let width = ordered.map(\.peer.rawValue.count).max() ?? 0
        return ordered.map { figure in
            let name = figure.peer.rawValue
            let cells = max(1, Int((figure.value / longest * Double(Self.barCells)).rounded()))
            return name + String(repeating: " ", count: width - name.count + 2)
                + String(repeating: "█", count: cells) + " " + Self.time(figure.value)
        }
    }

    private func markTable(_ marks: [Mark]) -> Table {
        var table = Table()
        table.add(["ratio", "measured", "target", "bound", ""])
        for mark in marks {
            table.add([
                mark.name, Self.ratio(mark.ratio), Self.text(mark.limit), Self.text(mark.bound),
                mark.isBroken ? "past its bound" : mark.isReached ? "reached" : "missed",
            ])
        }
        return table
    }

    /// Describes a mark in a sentence.
    static func text(_ mark: Mark) -> String {
        "\(mark.name), \(count(mark.sessions)) sessions: \(ratio(mark.ratio)), but the bound is \(text(mark.bound))"
    }

    private static func text(_ limit: Mark.Limit) -> String {
        switch limit {
        case .atMost(let most): "≤ " + ratio(most)
        case .atLeast(let least): "≥ " + ratio(least)
        }
    }

    /// Formats a ratio. A small one is a fraction, `1/500`, as in the list of marks.
    private static func ratio(_ ratio: Double) -> String {
        switch ratio {
        case 0.000_001..<0.02: "1/\(count(Int((1 / ratio).rounded())))"
        case 100...: count(Int(ratio.rounded()))
        default: number(ratio, decimals: 2)
        }
    }

    private static func number(_ number: Double, decimals: Int) -> String {
        String(format: "%.\(decimals)f", number)
    }
}

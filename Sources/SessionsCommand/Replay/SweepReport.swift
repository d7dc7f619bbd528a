import Foundation
import SessionProfiles
import Sessions

/// The report of a sweep, as text and as JSON.
struct SweepReport {
    let sweep: Sweep
    let tradeOff: TradeOff
    let recommendation: Recommendation?

    init(_ sweep: Sweep) {
        self.sweep = sweep
        tradeOff = TradeOff(sweep.rows)
        recommendation = Recommendation(sweep, tradeOff)
    }

    /// Returns a table with a line for each combination of settings and for the bound, and the recommendation.
    func lines(width: Int) -> [String] {
        var table = TextTable()
        rows.forEach { table.add($0) }
        var lines = table.lines(width: width)
        lines += [
            "",
            "bound: the ideal case, in which each session ends right after its last access and never earlier",
        ]
        if tradeOff.knee != nil {
            lines.append("knee: beyond it, each avoided loss costs more sessions held than before it")
        }
        guard let recommendation else { return lines }
        return lines + [""] + Self.wrap("recommendation: " + recommendation.text, width: min(width, 100))
    }

    /// The cells of the table: the names of the figures, a row for each combination of settings, and the bound.
    var rows: [[String]] {
        let rows = sweep.rows.map(\.figures) + [sweep.bound]
        let names = sweep.rows.map(\.values) + [["bound"] + sweep.keys.dropFirst().map { _ in "" }]
        var columns: [(name: String, value: (ReplayFigures) -> String)] = [
            ("created", { Format.count($0.created) }),
            ("dead returns", { Format.count($0.deadReturns) }),
            ("rate", { $0.deadReturnsRate.map(Format.share) ?? "n/a" }),
            ("expired", { Format.count($0.expired) }),
        ]
        if rows.contains(where: { $0.refused > 0 }) {
            columns.append(("refused", { Format.count($0.refused) }))
        }
        if rows.contains(where: { $0.evicted > 0 }) {
            columns.append(("evicted", { Format.count($0.evicted) }))
        }
        columns += [
            ("peak alive", { Format.count($0.peakAlive) }),
            ("peak held", { Format.count($0.peakHeld) }),
            ("mean held", { Format.mean($0.meanHeld) }),
            ("active at end", { Format.count($0.activeAtEnd) }),
        ]
        let cells = rows.enumerated().map { index, figures in
            var cells = names[index] + columns.map { $0.value(figures) }
            if index == tradeOff.knee { cells[0] += " (knee)" }
            return cells
        }
        return [sweep.keys + columns.map(\.name)] + cells
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

extension SweepReport {
    /// Returns one JSON object with all rows, the bound and the recommendation, on one line.
    func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Content(self)), as: UTF8.self) + "\n"
    }

    private struct Content: Encodable {
        let profile: String
        let sweep: [String: [String]]
        let rows: [Row]
        let bound: ReplayFigures
        let longestReturnMs: Int64?
        let recommendation: Recommended?

        init(_ report: SweepReport) {
            let sweep = report.sweep
            profile = sweep.profile
            var values: [String: [String]] = [:]
            for (column, key) in sweep.keys.enumerated() {
                var seen: Set<String> = []
                values[key] = sweep.rows.map { $0.values[column] }.filter { seen.insert($0).inserted }
            }
            self.sweep = values
            rows = sweep.rows.indices.map { Row(sweep, $0, report.tradeOff) }
            bound = sweep.bound
            longestReturnMs = sweep.longestReturn?.clampedMilliseconds
            recommendation = report.recommendation.map { Recommended($0, sweep) }
        }
    }

    private struct Row: Encodable {
        let settings: [String: String]
        let isKnee: Bool
        let isOnFront: Bool
        let figures: ReplayFigures

        init(_ sweep: Sweep, _ index: Int, _ tradeOff: TradeOff) {
            let row = sweep.rows[index]
            settings = Dictionary(zip(sweep.keys, row.values)) { first, _ in first }
            isKnee = index == tradeOff.knee
            isOnFront = tradeOff.front.contains(index)
            figures = row.figures
        }
    }

    private struct Recommended: Encodable {
        let settings: [String: String]
        let isKnee: Bool
        let text: String

        init(_ recommendation: Recommendation, _ sweep: Sweep) {
            settings = Dictionary(zip(sweep.keys, recommendation.row.values)) { first, _ in first }
            isKnee = recommendation.isKnee
            text = recommendation.text
        }
    }
}

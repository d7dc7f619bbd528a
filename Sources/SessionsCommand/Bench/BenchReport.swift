#if CommandLine
    import Foundation
    import SessionsBenchmarks

    /// The figures of a run, for people.
    struct BenchReport {
        private let figures: [Figure]

        private static let barCells = 40

        init(_ figures: [Figure]) { self.figures = figures }

        /// The tables, the bars and the marks; a table for each number of sessions.
        func lines(width: Int) -> [String] {
            var lines: [String] = []
            for sessions in sizes {
                if !lines.isEmpty { lines.append("") }
                let some = figures.filter { $0.sessions == sessions }
                lines.append(Format.count(sessions, "session"))
                lines.append("")
                lines += table(some).lines(width: width)
                let bars = bars(some)
                if !bars.isEmpty { lines += ["", "touch, skewed, 1 thread"] + bars }
                let marks = Mark.marks(of: some)
                if !marks.isEmpty { lines += [""] + markTable(marks).lines(width: width) }
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
            if let isWanted = figure.isWanted { parts.append(isWanted ? "one observer" : "nobody wants it") }
            if figure.threads > 1 { parts.append("\(figure.threads) threads") }
            return parts.joined(separator: ", ")
        }

        private static func text(_ figure: Figure) -> String {
            switch figure.what {
            case .bytesPerSession, .fileBytes: "\(Int(figure.value.rounded())) B"
            default: time(figure.value)
            }
        }

        /// A length of time given in nanoseconds; below 10 ns with a decimal, and with its sign.
        private static func time(_ nanoseconds: Double) -> String {
            guard nanoseconds.magnitude >= 10 else { return number(nanoseconds, decimals: 1) + " ns" }
            let sign = nanoseconds < 0 ? "-" : ""
            return sign + Format.shortTime(.nanoseconds(Int64(nanoseconds.magnitude.rounded())))
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
            table.add(["mark", "measured", "target", ""])
            for mark in marks {
                table.add([
                    mark.name, Self.ratio(mark.ratio), Self.text(mark.limit),
                    mark.isReached ? "reached" : "missed",
                ])
            }
            return table
        }

        private static func text(_ limit: Mark.Limit) -> String {
            switch limit {
            case .atMost(let most): "≤ " + ratio(most)
            case .atLeast(let least): "≥ " + ratio(least)
            }
        }

        /// A ratio: small ones as a fraction of one, as the marks are written.
        private static func ratio(_ ratio: Double) -> String {
            switch ratio {
            case 0.000_001..<0.02: "1/\(Format.count(Int((1 / ratio).rounded())))"
            case 100...: Format.count(Int(ratio.rounded()))
            default: number(ratio, decimals: 2)
            }
        }

        private static func number(_ number: Double, decimals: Int) -> String {
            String(format: "%.\(decimals)f", number)
        }
    }
#endif

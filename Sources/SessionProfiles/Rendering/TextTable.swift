/// Formats rows as a table with left-aligned columns, three spaces apart. The first row is the header.
enum TextTable {
    static func text(_ rows: [[String]], _ style: TerminalStyle = .plain) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        let lines = rows.enumerated().map { index, row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line += isLast ? cell : cell.padded(toWidth: widths[column] + 3)
            }
            while line.last == " " { line.removeLast() }
            return index == 0 ? style.paint(line, .bold) : line
        }
        return lines.joined(separator: "\n")
    }
}

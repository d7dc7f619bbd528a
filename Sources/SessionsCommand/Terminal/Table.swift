import SessionProfiles

/// Rows and columns, aligned: the first column to the left, the others to the right.
struct Table {
    private var rows: [[String]] = []

    /// Spaces between two columns.
    private static let gap = 2

    /// Adds a row; all are to have as many cells.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table's lines, without spaces at their ends.
    ///
    /// - Parameter width: Where a line would be longer, the columns that don't fit follow in a table of
    ///   their own below, which repeats the first column. A single column may still be wider.
    func lines(width: Int) -> [String] {
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        guard let first = widths.first else { return [] }
        var blocks: [[Int]] = [[]]
        var used = first
        for column in widths.indices.dropFirst() {
            let more = widths[column] + Self.gap
            if used + more > width, blocks.last?.isEmpty == false {
                blocks.append([])
                used = first
            }
            blocks[blocks.count - 1].append(column)
            used += more
        }
        return Array(
            blocks.map { block in rows.map { line($0, block, widths) } }.joined(separator: [""])
        )
    }

    private func line(_ row: [String], _ columns: [Int], _ widths: [Int]) -> String {
        guard let head = row.first, let width = widths.first else { return "" }
        var line = head.padded(toWidth: width)
        for column in columns where column < row.count {
            let padding = Self.gap + widths[column] - row[column].displayWidth
            line += String(repeating: " ", count: padding) + row[column]
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

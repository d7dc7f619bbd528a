import SessionProfiles

/// A table with aligned columns: the first one to the left, the others to the right.
struct Table {
    private var rows: [[String]] = []

    /// The number of spaces between two columns.
    private static let gap = 2

    /// Adds a row. All rows must have the same number of cells.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// Returns the lines of the table, without trailing spaces.
    ///
    /// - Parameter width: The greatest width of a line. Columns that don't fit follow below in another table,
    ///   which repeats the first column. A single column may be wider.
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

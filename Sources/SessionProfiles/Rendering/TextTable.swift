/// A table with aligned columns. The first column is aligned to the left.
package struct TextTable {
    /// The side to which the cells of a column are aligned.
    package enum Alignment {
        case left, right
    }

    private let alignment: Alignment
    private let gap: Int
    private var rows: [[String]] = []

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - alignment: The alignment of all columns but the first.
    ///   - gap: The number of spaces between two columns.
    package init(_ alignment: Alignment = .right, gap: Int = 2) {
        self.alignment = alignment
        self.gap = gap
    }

    /// Adds a row. A row may have fewer cells than others.
    package mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// Returns the lines of the table, without trailing spaces.
    ///
    /// - Parameter width: The greatest width of a line. Columns that don't fit follow below in another table,
    ///   which repeats the first column. A single column may be wider.
    package func lines(width: Int = .max) -> [String] {
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        guard let first = widths.first else { return [] }
        var blocks: [[Int]] = [[]]
        var used = first
        for column in widths.indices.dropFirst() {
            let more = widths[column] + gap
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
            let cell = row[column]
            let padding = String(repeating: " ", count: widths[column] - cell.displayWidth)
            line +=
                String(repeating: " ", count: gap) + (alignment == .left ? cell + padding : padding + cell)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

/// Rows of cells in columns. The first column is aligned to the left, the others to the right.
struct Table {
    private var rows: [[String]] = []

    /// Adds a row. Every row must have the same number of cells.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines of the table, without trailing spaces.
    var lines: [String] {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += column == 0 ? cell + padding : "  " + padding + cell
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

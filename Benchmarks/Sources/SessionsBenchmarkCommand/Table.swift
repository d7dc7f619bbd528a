/// Rows of cells in aligned columns: the first to the left, the others to the right.
struct Table {
    private var rows: [[String]] = []

    /// Adds a row; every row has the same number of cells.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines, without spaces at their ends.
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

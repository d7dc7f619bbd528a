/// A range within a line of a file.
package struct SourceRange: Sendable, Hashable {
    /// The line, counted from 1.
    package var line: Int
    /// The column, counted from 1 in Unicode scalars.
    package var column: Int
    /// The number of scalars of this line that the range spans, at least 1.
    package var length: Int

    /// Creates a range; a `length` below 1 becomes 1.
    package init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

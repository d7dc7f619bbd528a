/// A range within a line of a file.
public struct SourceRange: Sendable, Hashable, Codable {
    /// The line, counted from 1.
    public var line: Int
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int
    /// The number of scalars of this line that the range spans, at least 1.
    public var length: Int

    /// Creates a range; a `length` below 1 becomes 1.
    public init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

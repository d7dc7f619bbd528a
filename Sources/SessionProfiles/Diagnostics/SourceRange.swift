/// A place in a text: a line, a column, and how many columns it spans.
public struct SourceRange: Sendable, Hashable, Codable {
    /// The line, counted from 1.
    public var line: Int
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int
    /// How many scalars of this line it spans, at least 1.
    public var length: Int

    /// A place in a text; `length` is what a caret line under it would span.
    public init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

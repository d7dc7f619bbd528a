/// The marks that a cycle of writing has taken, in the order in which they are written, and how far it has come.
struct WriteCycle {
    typealias Marks = [(id: SessionIdentifier, joins: Bool)]

    private let marks: Marks
    /// How many of them were taken for a transaction; `nil` before the first.
    private var taken: Int?
    /// The transactions that were begun and not committed yet, in their order.
    private var transactions: [Range<Int>] = []

    init(_ marks: Marks = []) { self.marks = marks }

    /// Whether all of it was taken.
    var isTaken: Bool { taken == marks.count }

    /// Whether a transaction was begun that is not committed yet.
    var hasBegun: Bool { !transactions.isEmpty }

    /// About how many marks go into a transaction, where so many may. A cycle that somebody waits for is written in
    /// parts, of which one is made while the one before it is committed; but not in so many that a commit costs much
    /// beside what it does.
    func part(of limit: Int, isAwaited: Bool) -> Int {
        isAwaited ? min(limit, max(1_000, marks.count / 4)) : limit
    }

    /// Takes the next marks, whole groups; none the first time where there are none, `nil` if all are taken.
    mutating func take(_ part: Int) -> Range<Int>? {
        guard !isTaken else { return nil }
        let start = taken ?? 0
        var end = min(marks.count, start + part)
        while end < marks.count, marks[end].joins { end += 1 }
        taken = end
        return start..<end
    }

    subscript(range: Range<Int>) -> ArraySlice<(id: SessionIdentifier, joins: Bool)> { marks[range] }

    /// These marks are what a transaction is about.
    mutating func begin(_ range: Range<Int>) { transactions.append(range) }

    /// The first transaction that was begun is committed; `nil` if there is none.
    mutating func committed() -> (marks: ArraySlice<(id: SessionIdentifier, joins: Bool)>, isLast: Bool)? {
        guard hasBegun else { return nil }
        let range = transactions.removeFirst()
        return (marks[range], isLast: range.upperBound == marks.count)
    }
}

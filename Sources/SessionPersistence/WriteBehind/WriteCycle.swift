/// The marks that a cycle of writing has taken, in the order of writing, and its progress.
struct WriteCycle {
    typealias Marks = [(id: SessionIdentifier, joins: Bool)]

    private let marks: Marks
    /// The number of marks taken for transactions; `nil` before the first.
    private var taken: Int?
    /// The transactions that were begun and are not committed yet, in order.
    private var transactions: [Range<Int>] = []

    init(_ marks: Marks = []) { self.marks = marks }

    /// Whether all marks were taken.
    var isTaken: Bool { taken == marks.count }

    /// Whether a transaction was begun that is not committed yet.
    var hasBegun: Bool { !transactions.isEmpty }

    /// Returns about how many marks go into a transaction, up to `limit`.
    ///
    /// A cycle that callers wait for is split, so that one transaction is built while the one before it is
    /// being committed. The parts stay large enough that the fixed cost of a commit doesn't matter.
    func part(of limit: Int, isAwaited: Bool) -> Int {
        isAwaited ? min(limit, max(1_000, marks.count / 4)) : limit
    }

    /// Takes the next marks, as whole groups. Returns an empty range the first time if there are no marks,
    /// and `nil` once all are taken.
    mutating func take(_ part: Int) -> Range<Int>? {
        guard !isTaken else { return nil }
        let start = taken ?? 0
        var end = min(marks.count, start + part)
        while end < marks.count, marks[end].joins { end += 1 }
        taken = end
        return start..<end
    }

    subscript(range: Range<Int>) -> ArraySlice<(id: SessionIdentifier, joins: Bool)> { marks[range] }

    /// Begins a transaction with these marks.
    mutating func begin(_ range: Range<Int>) { transactions.append(range) }

    /// Records that the first open transaction was committed. Returns `nil` if there is none.
    mutating func committed() -> (marks: ArraySlice<(id: SessionIdentifier, joins: Bool)>, isLast: Bool)? {
        guard hasBegun else { return nil }
        let range = transactions.removeFirst()
        return (marks[range], isLast: range.upperBound == marks.count)
    }
}

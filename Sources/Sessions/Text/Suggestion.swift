/// Suggestions for misspelled names.
package enum Suggestion {
    /// Returns the nearest known name that is at most `limit` edits away, or `nil`; the first of several
    /// equally near names.
    package static func nearest(to name: String, among names: some Sequence<String>, limit: Int = 2)
        -> String?
    {
        var best: (name: String, distance: Int)?
        for candidate in names {
            guard let distance = distance(name, candidate, limit: (best?.distance ?? limit + 1) - 1) else {
                continue
            }
            best = (candidate, distance)
            if distance == 0 { break }
        }
        return best?.name
    }

    /// Returns the number of insertions, deletions, replacements and swaps of neighbours between two names;
    /// `nil` if it exceeds `limit`.
    ///
    /// This is the optimal string alignment distance (Damerau 1964, with the table of Wagner and Fischer),
    /// computed on bytes. Names whose lengths differ by more than the limit are rejected without a
    /// comparison.
    package static func distance(_ left: String, _ right: String, limit: Int) -> Int? {
        guard limit >= 0, abs(left.utf8.count - right.utf8.count) <= limit else { return nil }
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            row.reserveCapacity(right.count + 1)
            for (j, b) in right.enumerated() {
                var best = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b {
                    best = min(best, beforePrevious[j - 1] + 1)
                }
                row.append(best)
            }
            if row.allSatisfy({ $0 > limit }) { return nil }
            (beforePrevious, previous) = (previous, row)
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }
}

/// Finds the tabs that are refused: all except those in comments and in quoted or block scalars.
struct TabCheck {
    private let source: SourceText
    /// The columns of each line, counted from 1, that belong to quoted or block scalars.
    private var verbatim: [Int: [ClosedRange<Int>]] = [:]

    init(_ source: SourceText, verbatim spans: [YAMLReader.SourceSpan]) {
        self.source = source
        for span in spans {
            for line in span.start.line...max(span.start.line, span.end.line) {
                let first = line == span.start.line ? span.start.column + 1 : 1
                let last = line == span.end.line ? span.end.column : Int.max
                if first <= last { verbatim[line + 1, default: []].append(first...last) }
            }
        }
    }

    func refused(_ tabs: [TextCheck.Tab]) -> [TextCheck.Tab] {
        var result: [TextCheck.Tab] = []
        var line = 0
        var comment = Int.max
        for tab in tabs {
            if tab.line != line {
                line = tab.line
                comment = commentColumn(ofLine: line)
            }
            if tab.column < comment, !isVerbatim(line, tab.column) { result.append(tab) }
        }
        return result
    }

    /// Returns the column at which a line's comment begins, or `Int.max` if the line has none.
    private func commentColumn(ofLine line: Int) -> Int {
        var isAfterSpace = true
        for (index, scalar) in source.line(line).enumerated() {
            if scalar == "#", isAfterSpace, !isVerbatim(line, index + 1) { return index + 1 }
            isAfterSpace = scalar == " " || scalar == "\t"
        }
        return Int.max
    }

    private func isVerbatim(_ line: Int, _ column: Int) -> Bool {
        // The ranges are in the order of the text: a binary search finds the last one that begins before the column.
        guard let ranges = verbatim[line] else { return false }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound <= column { low = middle + 1 } else { high = middle }
        }
        return low > 0 && ranges[low - 1].contains(column)
    }
}

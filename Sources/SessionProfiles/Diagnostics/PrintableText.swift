/// Text from outside, made safe to print: what a terminal would act on, hide or reorder is escaped.
enum PrintableText {
    /// The scalar as it is printed, and the columns of a terminal that this takes.
    static func printed(_ scalar: Unicode.Scalar) -> (text: String, width: Int) {
        switch scalar {
        case "\t": return ("\\t", 2)
        case "\n": return ("\\n", 2)
        case "\r": return ("\\r", 2)
        case " "..."~": return (String(scalar), 1)
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            let text = "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            return (text, text.count)
        default:
            return (String(scalar), scalar.displayWidth)
        }
    }

    /// A text with what can't be printed escaped; past `limit` scalars it is cut and ends in `…`.
    static func printed(_ text: String, limit: Int = 80) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == limit { return result + "…" }
            result += printed(scalar).text
        }
        return result
    }

    /// A key from a file, up to a colon in it: what stands behind that was meant as a value, perhaps a secret one.
    static func printedKey(_ key: String) -> String {
        guard let colon = key.firstIndex(of: ":") else { return printed(key) }
        return printed(String(key[...colon])) + "…"
    }

    /// How many scalars of a line are shown.
    static let excerptLength = 160

    /// How many scalars of a line are left out before those that are shown around a column.
    static func firstShown(of column: Int) -> Int {
        column <= excerptLength * 2 / 3 ? 0 : column - excerptLength / 3
    }

    /// The part of a line around a place that is shown.
    ///
    /// - Parameters:
    ///   - line: the line, or what is left of it.
    ///   - skipped: how many scalars of it were left out already, at most ``firstShown(of:)``.
    ///   - column: where the place begins in the whole line, counted from 1.
    ///   - length: how many scalars it spans.
    ///   - end: how many scalars of the whole line may be shown; `nil` for all.
    static func excerpt(
        of line: some Sequence<Unicode.Scalar>,
        skipping skipped: Int = 0,
        column: Int,
        length: Int,
        end shownEnd: Int? = nil
    ) -> Diagnostic.Excerpt {
        let first = firstShown(of: column)
        var text = first > 0 ? "…" : ""
        var width = first > 0 ? 1 : 0
        var start: Int?
        var end: Int?
        var index = skipped
        for scalar in line {
            defer { index += 1 }
            guard index >= first else { continue }
            if index == column - 1 { start = width }
            if index == column - 1 + length { end = width }
            if index == first + excerptLength || index == shownEnd {
                text += "…"
                break
            }
            let (printed, columns) = printed(scalar)
            text += printed
            width += columns
        }
        let offset = start ?? width
        return Diagnostic.Excerpt(line: text, offset: offset, width: (end ?? width) - offset)
    }
}

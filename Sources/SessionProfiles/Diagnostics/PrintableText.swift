import Sessions

/// Makes text of profiles safe to print, and cuts excerpts from it.
///
/// The characters to escape are those that `StringProtocol.printable` escapes, except the backslash: an excerpt shows
/// it as the file has it.
enum PrintableText {
    /// Returns a printable form of the scalar and its width in terminal columns.
    static func printed(_ scalar: Unicode.Scalar, atStart: Bool = false) -> (text: String, width: Int) {
        switch scalar {
        case "\t": ("\\t", 2)
        case "\n": ("\\n", 2)
        case "\r": ("\\r", 2)
        case " "..."~": (String(scalar), 1)
        case _ where scalar.isPlainlyVisible(atStart: atStart): (String(scalar), scalar.displayWidth)
        default: (scalar.escape, scalar.escape.count)
        }
    }

    /// Returns the text with unprintable characters escaped, cut after `limit` scalars with a final `…`.
    static func printed(_ text: String, limit: Int = 80) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == limit { return result + "…" }
            result += printed(scalar, atStart: count == 0).text
        }
        return result
    }

    /// Returns a key from a file, cut at its first colon, because the rest was meant as a value and may be secret.
    static func printedKey(_ key: String) -> String {
        guard let colon = key.firstIndex(of: ":") else { return printed(key) }
        return printed(String(key[...colon])) + "…"
    }

    /// The number of scalars that an excerpt shows.
    static let excerptLength = 160

    /// Returns the number of scalars to leave out at the start of a line for an excerpt around a column.
    static func firstShown(of column: Int) -> Int {
        column <= excerptLength * 2 / 3 ? 0 : column - excerptLength / 3
    }

    /// Returns an excerpt of a line around a place.
    ///
    /// - Parameters:
    ///   - line: The line, or its rest after the skipped scalars.
    ///   - skipped: The number of scalars already skipped at the start, at most ``firstShown(of:)``.
    ///   - column: The column at which the place begins in the whole line, counted from 1.
    ///   - length: The number of scalars that the place spans.
    ///   - end: The number of scalars of the whole line that may be shown; `nil` for all.
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

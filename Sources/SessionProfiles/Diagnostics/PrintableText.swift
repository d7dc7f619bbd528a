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
        case .nonspacingMark, .enclosingMark:
            return (String(scalar), 0)
        default:
            return (String(scalar), isWide(scalar) ? 2 : 1)
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

    /// The line that holds a place, cut to some `limit` scalars around it.
    static func excerpt(
        of line: some Sequence<Unicode.Scalar>,
        column: Int,
        length: Int,
        limit: Int = 160
    ) -> Diagnostic.Excerpt {
        let first = column <= limit * 2 / 3 ? 0 : column - limit / 3
        var text = first > 0 ? "…" : ""
        var width = first > 0 ? 1 : 0
        var start: Int?
        var end: Int?
        for (index, scalar) in line.enumerated() where index >= first {
            if index == column - 1 { start = width }
            if index == column - 1 + length { end = width }
            if index == first + limit {
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

    /// Whether a terminal gives it two columns, by the wide ranges of Unicode's EastAsianWidth.txt, blocks
    /// taken as a whole.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default:
            false
        }
    }
}

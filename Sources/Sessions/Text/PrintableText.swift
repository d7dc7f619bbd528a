extension StringProtocol {
    /// The text with every character escaped that could end a log line, move the cursor, or hide or reorder
    /// the text next to it.
    ///
    /// The escape is `\u{…}`. It applies to controls, format characters (including bidirectional controls
    /// and zero-width joiners), line and paragraph separators, spaces other than U+0020, surrogates,
    /// private-use and unassigned code points, default-ignorable code points, and a combining mark at the
    /// start, which would change the character before it. A backslash is doubled, so that two different
    /// texts never look the same.
    ///
    /// For plain ASCII text the cost is one check for each byte.
    package var printable: String {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) { return String(self) }
        var result = ""
        for (offset, scalar) in unicodeScalars.enumerated() {
            if scalar == "\\" {
                result += "\\\\"
            } else if scalar.isPlainlyVisible(atStart: offset == 0) {
                result.unicodeScalars.append(scalar)
            } else {
                result += scalar.escape
            }
        }
        return result
    }

    /// Returns the first `characters` characters, cut to `bytes` bytes of UTF-8.
    ///
    /// The second limit is necessary because one character can contain any number of combining marks. It
    /// cuts between code points.
    package func prefix(characters: Int, bytes: Int) -> String {
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in prefix(characters).unicodeScalars {
            used += UTF8.width(scalar)
            guard used <= bytes else { break }
            result.append(scalar)
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// The escape for a scalar that isn't plainly visible, such as `\u{1b}`.
    package var escape: String { "\\u{\(String(value, radix: 16))}" }

    /// Returns whether the scalar shows as itself and doesn't change how the text around it looks.
    package func isPlainlyVisible(atStart: Bool) -> Bool {
        if self == " " { return true }
        if properties.isDefaultIgnorableCodePoint { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .privateUse, .unassigned:
            return false
        case .nonspacingMark, .enclosingMark, .spacingMark:
            return !atStart
        default:
            return true
        }
    }
}

extension StringProtocol {
    /// The text with everything escaped that could end a log line, move the cursor, hide or turn round what
    /// stands beside it.
    ///
    /// Escaped as `\u{…}` are controls, format characters (the bidirectional controls and zero-width joiners
    /// among them), line and paragraph separators, spaces other than U+0020, surrogates, private use and
    /// unassigned code points, all that is ignorable when displayed, and a combining mark at the start,
    /// which would change the character before it. A backslash is doubled, so that two texts that differ
    /// never look the same.
    ///
    /// Costs one look at each byte where the text is plain ASCII.
    package var printable: String {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) { return String(self) }
        var result = ""
        for (offset, scalar) in unicodeScalars.enumerated() {
            if scalar == "\\" {
                result += "\\\\"
            } else if scalar.isPlainlyVisible(atStart: offset == 0) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result
    }

    /// The first `characters` characters, as far as they fit into `bytes` bytes of UTF-8.
    ///
    /// The second bound is needed since one character can be made of any number of combining marks; where
    /// it cuts, it cuts between code points.
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
    fileprivate func isPlainlyVisible(atStart: Bool) -> Bool {
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

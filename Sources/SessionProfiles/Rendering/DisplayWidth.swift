extension StringProtocol {
    /// The number of terminal columns that the text takes.
    ///
    /// Wide East Asian characters and emoji take two columns, and combining characters none. Terminals differ for the
    /// newest emoji. Control characters count as zero columns, so escape them first.
    package var displayWidth: Int {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// Returns the text, cut to at most this many columns with a final `…` if it is longer.
    package func shortened(toWidth width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        var rest = width - 1
        let kept = prefix { character in
            rest -= character.displayWidth
            return rest >= 0
        }
        return kept + "…"
    }
}

extension String {
    /// Returns the text with line breaks between words, so that lines have at most this many columns.
    ///
    /// A longer word gets its own line.
    ///
    /// - Parameters:
    ///   - width: The maximum number of columns; `nil` for one line.
    ///   - indentation: The text before each line except the first; it counts as part of the line.
    func wrapped(toWidth width: Int?, indentation: String = "") -> String {
        guard let width else { return self }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if lines.isEmpty && line.isEmpty {
                line = String(word)
            } else if line.displayWidth + 1 + word.displayWidth <= width {
                line += " " + word
            } else {
                while line.last == " " { line.removeLast() }
                lines.append(line)
                line = indentation + word
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }

    /// Returns the text with spaces after it, up to this many columns.
    package func padded(toWidth width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - displayWidth))
    }
}

extension Character {
    fileprivate var displayWidth: Int {
        let scalars = unicodeScalars
        guard let base = scalars.first else { return 0 }
        // A flag, or a character that becomes an emoji because of the scalar after it.
        let isEmoji = scalars.dropFirst().contains {
            (base.isRegionalIndicator && $0.isRegionalIndicator)
                || (base.properties.isEmojiModifierBase && $0.properties.isEmojiModifier)
                || (base.properties.isEmoji && ($0 == "\u{FE0F}" || $0 == "\u{200D}"))
        }
        return isEmoji ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension Unicode.Scalar {
    /// The number of terminal columns that the scalar takes on its own.
    package var displayWidth: Int {
        switch properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator:
            // The soft hyphen is a format character that terminals show.
            return self == "\u{AD}" ? 1 : 0
        default:
            if isJoiningJamo { return 0 }
            return isWide ? 2 : 1
        }
    }

    fileprivate var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }

    /// Whether the scalar is a Korean vowel or final consonant, which joins the syllable before it.
    private var isJoiningJamo: Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value)
    }

    /// Whether the scalar is wide according to Unicode's EastAsianWidth.txt. Swift's properties only include emoji.
    private var isWide: Bool {
        switch value {
        case 0x303F, 0x3248...0x324F: false
        case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
            0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default:
            properties.isEmojiPresentation && !isRegionalIndicator
        }
    }
}

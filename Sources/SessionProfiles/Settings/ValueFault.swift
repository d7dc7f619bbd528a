import Sessions

/// Faults in the form of a value, for any kind of setting.
///
/// Shells, env files, templates and manifests leave marks on a value: quotes that were not removed, a line break at
/// the end, a variable that was not expanded. A remedy names the mark. It never includes a part of the value, so it
/// can be shown for a secret.
struct ValueFault: Equatable {
    /// How to fix each fault, in the order in which they were found.
    let remedies: [String]
    /// The value without the faults.
    let rest: String

    /// The remedies in one line.
    var help: String { remedies.joined(separator: "; ") }

    /// Finds the faults in a value, or returns `nil` if there are none.
    ///
    /// - Parameters:
    ///   - isText: Whether the setting takes any text. A quote on one side, and the invisible characters that scripts
    ///     and emoji need, are then allowed.
    ///   - isInFile: Whether the value is in a file. YAML has then already handled quotes, comments and spaces.
    init?(in text: String, isText: Bool, isInFile: Bool) {
        var search = Search(isText: isText, isInFile: isInFile, rest: Array(text.unicodeScalars)[...])
        while search.takesOneOff() {}
        let inside = String(String.UnicodeScalarView(search.rest))
        if !isInFile, Self.isUnexpanded(inside, isText: isText) {
            (remedies, rest) = ([Self.unexpanded], "")
            return
        }
        if !isInFile { search.takeCommentOff() }
        search.takeOutInvisible()
        guard !search.remedies.isEmpty else { return nil }
        remedies = search.rest.isEmpty ? [Self.nothingLeft] : search.remedies
        rest = String(String.UnicodeScalarView(search.rest))
    }

    private static let nothingLeft =
        "the value has only quotes, spaces or a comment; unset it, or give it a value"

    private static let unexpanded =
        "the value has a reference that was not expanded; write the value itself, or find out why it was not expanded"

    /// Returns whether a value has a reference to a variable that was not expanded.
    ///
    /// The env files of Docker and systemd don't expand references.
    private static func isUnexpanded(_ text: String, isText: Bool) -> Bool {
        // A random token may have any of these characters, but it is unlikely to have a name between them.
        if text.contains(/\$\{[A-Za-z_][A-Za-z0-9_]*(:?[-+?=][^{}]*)?\}|\$\([A-Za-z_][^()]*\)|\{\{.*\}\}/)
            || text.prefixMatch(of: /\$[A-Z_][A-Z0-9_]*($|\/)/) != nil
        {
            return true
        }
        return !isText && (text.contains("${") || text.hasPrefix("$"))
    }
}

extension ValueFault {
    /// Removes faults from a value, from the outside to the inside.
    private struct Search {
        let isText: Bool
        let isInFile: Bool
        var rest: ArraySlice<Unicode.Scalar>
        var remedies: [String] = []

        /// Removes a fault at either end and returns whether there was one.
        mutating func takesOneOff() -> Bool {
            guard let first = rest.first, let last = rest.last else { return false }
            if last == "\n" || last == "\r" {
                let end = rest.reversed().prefix { $0 == "\n" || $0 == "\r" }
                rest.removeLast(end.count)
                remedies.append(lineBreak(isCarriageReturn: !end.contains("\n")))
                return true
            }
            if isBlank(last) {
                let blanks = rest.reversed().prefix { isBlank($0) }
                rest.removeLast(blanks.count)
                remedies.append("remove the \(Self.name(of: Array(blanks))) at the end")
                return true
            }
            if isBlank(first) || first == "\n" {
                let blanks = rest.prefix { isBlank($0) || $0 == "\n" }
                rest.removeFirst(blanks.count)
                remedies.append("remove the \(Self.name(of: Array(blanks))) at the beginning")
                return true
            }
            return takesQuotesOff(first, last)
        }

        private mutating func takesQuotesOff(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> Bool {
            let isPair = rest.count > 1 && Self.closing[first]?.contains(last) == true
            // In a file, quotes inside a string are intended.
            if isPair, !(isText && isInFile) {
                rest = rest.dropFirst().dropLast()
                remedies.append("remove the quotes" + Self.codes([first, last]))
                return true
            }
            guard !isText else { return false }
            if Self.closing[first] != nil {
                rest.removeFirst()
                remedies.append("remove the quote at the beginning" + Self.codes([first]))
                return true
            }
            if Self.closing.values.contains(where: { $0.contains(last) }) {
                rest.removeLast()
                remedies.append("remove the quote at the end" + Self.codes([last]))
                return true
            }
            return false
        }

        /// Removes the comment of an env file, because some readers of env files don't support comments.
        mutating func takeCommentOff() {
            for index in rest.indices where rest[index] == "#" {
                // The whole value is a comment, as in `KEY=   # what it is for`.
                let isWhole = index == rest.startIndex && rest.dropFirst().first == " "
                guard isWhole || index > rest.startIndex && isBlank(rest[index - 1]) else { continue }
                rest = rest[..<index]
                while let last = rest.last, isBlank(last) { rest.removeLast() }
                remedies.append("remove the comment after the value")
                return
            }
        }

        /// Removes invisible characters inside the value.
        mutating func takeOutInvisible() {
            guard let found = rest.first(where: { isInvisible($0) }) else { return }
            let place = rest.prefix { $0 != found }.count + 1
            remedies.append("remove the \(Self.name(of: [found])) at character \(place)")
            rest = rest.filter { !isInvisible($0) }[...]
        }

        private func lineBreak(isCarriageReturn: Bool) -> String {
            if isInFile { return "write it on one line; a block scalar ends in a line break" }
            return isCarriageReturn
                ? "remove the carriage return (U+000D) at the end, as in lines from Windows"
                : "remove the line break at the end"
        }

        private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar == " " || isInvisible(scalar)
        }

        private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case " ": return false
            case "\n": return !isText
            // Scripts and emoji need joiners, variation selectors and the wide space.
            case "\u{200C}", "\u{200D}", "\u{FE00}"..."\u{FE0F}", "\u{3000}": return !isText
            default: break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return true
            default: return scalar.properties.isDefaultIgnorableCodePoint
            }
        }

        /// The closing quotes for each opening quote.
        private static let closing: [Unicode.Scalar: [Unicode.Scalar]] = [
            "\"": ["\""], "'": ["'"], "`": ["`", "'"], "\u{201C}": ["\u{201D}", "\u{201C}"],
            "\u{201D}": ["\u{201D}"], "\u{201E}": ["\u{201C}", "\u{201D}"],
            "\u{2018}": ["\u{2019}", "\u{2018}"], "\u{2019}": ["\u{2019}"],
            "\u{201A}": ["\u{2018}", "\u{2019}"], "\u{AB}": ["\u{BB}"], "\u{BB}": ["\u{AB}"],
            "\u{FF02}": ["\u{FF02}"], "\u{FF07}": ["\u{FF07}"],
        ]

        /// Returns the code points of quotes that aren't ASCII, in parentheses.
        private static func codes(_ quotes: [Unicode.Scalar]) -> String {
            guard quotes.contains(where: { !$0.isASCII }) else { return "" }
            return " (" + Set(quotes.map(\.codePoint)).sorted().joined(separator: ", ") + ")"
        }

        private static func name(of scalars: [Unicode.Scalar]) -> String {
            guard let found = scalars.first(where: { $0 != " " }) else {
                return scalars.count == 1 ? "space" : "spaces"
            }
            return "\(found.plainName) (\(found.codePoint))"
        }
    }
}

extension Unicode.Scalar {
    /// The code point, such as `U+00A0`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The character's name in lower case, such as `no-break space`.
    var plainName: String {
        switch self {
        case "\t": "tab"
        case "\n": "line break"
        case "\r": "carriage return"
        case "\u{FEFF}": "byte order mark"
        default: (properties.name ?? properties.nameAlias ?? "character").lowercased()
        }
    }
}

import Sessions

/// What is wrong with the form of a value, whatever kind of setting it is for.
///
/// Between an operator's intention and a program stand shells, env files, templates and manifests, and each
/// leaves its own marks on a value: quotes that were not removed, a line break at the end, a variable that was
/// not expanded. A remedy names the mark. It never has a part of the value in it, so it can be shown for a secret.
struct ValueFault: Equatable {
    /// What to do about each fault, in the order in which they were found.
    let remedies: [String]
    /// The value without them.
    let rest: String

    /// The remedies in one line.
    var help: String { remedies.joined(separator: "; ") }

    /// Looks for faults in a value.
    ///
    /// - Parameters:
    ///   - isText: Whether the setting takes any text: then a quote on one side and the characters that scripts
    ///     and emoji need are no faults.
    ///   - isInFile: Whether the value stands in a file, where YAML has already dealt with quotes, comments and
    ///     spaces.
    /// - Returns: `nil` where there are none.
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
        "there is nothing in it but quotes, spaces or a comment; unset it, or give it a value"

    private static let unexpanded =
        "a reference in it was not replaced by its value; give the value itself, or look at what should replace it"

    /// Whether a value has a reference to a variable in it that reached the program as it was written: as docker's
    /// and systemd's env files have it, which replace none.
    private static func isUnexpanded(_ text: String, isText: Bool) -> Bool {
        // A random token may have any of these characters, but hardly a name between them.
        if text.contains(/\$\{[A-Za-z_][A-Za-z0-9_]*(:?[-+?=][^{}]*)?\}|\$\([A-Za-z_][^()]*\)|\{\{.*\}\}/)
            || text.prefixMatch(of: /\$[A-Z_][A-Z0-9_]*($|\/)/) != nil
        {
            return true
        }
        return !isText && (text.contains("${") || text.hasPrefix("$"))
    }
}

extension ValueFault {
    /// Takes faults off a value, from the outside to the inside.
    private struct Search {
        let isText: Bool
        let isInFile: Bool
        var rest: ArraySlice<Unicode.Scalar>
        var remedies: [String] = []

        /// Takes off what stands at an end; returns whether there was something.
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
                remedies.append("remove the \(Self.name(of: Array(blanks))) at its end")
                return true
            }
            if isBlank(first) || first == "\n" {
                let blanks = rest.prefix { isBlank($0) || $0 == "\n" }
                rest.removeFirst(blanks.count)
                remedies.append("remove the \(Self.name(of: Array(blanks))) at its beginning")
                return true
            }
            return takesQuotesOff(first, last)
        }

        private mutating func takesQuotesOff(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> Bool {
            let isPair = rest.count > 1 && Self.closing[first]?.contains(last) == true
            // A quoted text in a file says what it means.
            if isPair, !(isText && isInFile) {
                rest = rest.dropFirst().dropLast()
                remedies.append("remove the quotes" + Self.codes([first, last]))
                return true
            }
            guard !isText else { return false }
            if Self.closing[first] != nil {
                rest.removeFirst()
                remedies.append("remove the quote at its beginning" + Self.codes([first]))
                return true
            }
            if Self.closing.values.contains(where: { $0.contains(last) }) {
                rest.removeLast()
                remedies.append("remove the quote at its end" + Self.codes([last]))
                return true
            }
            return false
        }

        /// An env file's comment, which not every reader of such files takes for one.
        mutating func takeCommentOff() {
            for index in rest.indices where rest[index] == "#" {
                // A value that begins with it: `KEY=   # what it is for`.
                let isWhole = index == rest.startIndex && rest.dropFirst().first == " "
                guard isWhole || index > rest.startIndex && isBlank(rest[index - 1]) else { continue }
                rest = rest[..<index]
                while let last = rest.last, isBlank(last) { rest.removeLast() }
                remedies.append("remove the comment behind it")
                return
            }
        }

        /// What a reader of the value can't see.
        mutating func takeOutInvisible() {
            guard let found = rest.first(where: { isInvisible($0) }) else { return }
            let place = rest.prefix { $0 != found }.count + 1
            remedies.append("remove the \(Self.name(of: [found])) in it, character \(place)")
            rest = rest.filter { !isInvisible($0) }[...]
        }

        private func lineBreak(isCarriageReturn: Bool) -> String {
            if isInFile { return "write it on one line; a block text ends in a line break" }
            return isCarriageReturn
                ? "it ends in a carriage return (U+000D), as lines from Windows do; remove it"
                : "it ends in a line break; remove it"
        }

        private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar == " " || isInvisible(scalar)
        }

        private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case " ": return false
            case "\n": return !isText
            // What scripts and emoji are written with: joiners, variation selectors, the wide space.
            case "\u{200C}", "\u{200D}", "\u{FE00}"..."\u{FE0F}", "\u{3000}": return !isText
            default: break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return true
            default: return scalar.properties.isDefaultIgnorableCodePoint
            }
        }

        /// What closes a value that one of these opens.
        private static let closing: [Unicode.Scalar: [Unicode.Scalar]] = [
            "\"": ["\""], "'": ["'"], "`": ["`", "'"], "\u{201C}": ["\u{201D}", "\u{201C}"],
            "\u{201D}": ["\u{201D}"], "\u{201E}": ["\u{201C}", "\u{201D}"],
            "\u{2018}": ["\u{2019}", "\u{2018}"], "\u{2019}": ["\u{2019}"],
            "\u{201A}": ["\u{2018}", "\u{2019}"], "\u{AB}": ["\u{BB}"], "\u{BB}": ["\u{AB}"],
            "\u{FF02}": ["\u{FF02}"], "\u{FF07}": ["\u{FF07}"],
        ]

        /// The code points of quotes that look like others.
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
    /// `U+00A0`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The character's name as people say it: `no-break space`.
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

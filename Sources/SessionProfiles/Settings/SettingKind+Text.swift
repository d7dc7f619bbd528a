public import Sessions

extension Setting.Kind {
    /// The error that is thrown for a value that isn't of a kind.
    struct Failure: Error, Hashable {
        var code: DiagnosticCode
        var message: String
        var help: String?
    }

    /// A short description of the accepted values, such as `a duration from 1s to 400d`.
    package var expectation: String {
        switch self {
        case .duration(let range):
            "a duration from \(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound))"
        case .integer(let range):
            "a whole number from \(text(of: range.lowerBound)) to \(text(of: range.upperBound))"
        case .number(let range):
            "a number from \(Self.format(range.lowerBound)) to \(Self.format(range.upperBound))"
        case .boolean:
            "true or false"
        case .string(let maximumLength):
            "a string of at most \(maximumLength) bytes"
        case .token(let length):
            "\(length.lowerBound) to \(length.upperBound) ASCII letters, digits and punctuation characters"
        case .choice(let words):
            words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
        }
    }

    /// The name of the kind, such as `duration`.
    package var name: String {
        switch self {
        case .duration: "duration"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .string: "string"
        case .token: "token"
        case .choice: "choice"
        }
    }

    /// Whether the values are ports: whole numbers up to 65,535.
    private var isOfPorts: Bool {
        if case .integer(let range) = self { range.upperBound == 65_535 } else { false }
    }

    /// Returns a whole number of this kind as profiles write it; a port has no underscores.
    func text(of number: Int) -> String {
        isOfPorts ? String(number) : IntegerText.format(number)
    }

    /// Returns a value of this kind as profiles write it.
    func text(of value: Setting.Value) -> String {
        if case .integer(let number) = value { text(of: number) } else { value.text }
    }

    /// Parses a value and checks its range.
    func parse(_ text: String) throws(Failure) -> Setting.Value {
        let value = try read(text)
        try check(value)
        return value
    }

    /// Checks that a value is of this kind and in its range.
    func check(_ value: Setting.Value) throws(Failure) {
        let isInRange: Bool
        switch (self, value) {
        case (.duration(let range), .duration(let duration)):
            isInRange = range.contains(duration)
        case (.integer(let range), .integer(let number)):
            isInRange = range.contains(number)
        case (.number(let range), .number(let number)):
            isInRange = range.contains(number)
        case (.boolean, .boolean):
            isInRange = true
        case (.string(let maximumLength), .string(let text)):
            guard text.utf8.count <= maximumLength else {
                throw Failure(
                    code: .invalidText,
                    message: "the string has \(text.utf8.count) bytes; the limit is \(maximumLength)"
                )
            }
            guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
                throw Failure(
                    code: .invalidText,
                    message: "the string has a control character or several lines",
                    help: "write it on one line"
                )
            }
            isInRange = true
        case (.token(let length), .string(let text)):
            guard length.contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw Failure(
                    code: .invalidToken,
                    message: "the value is not a valid token",
                    help: "create a token with: openssl rand -hex 32"
                )
            }
            isInRange = true
        case (.choice(let words), .string(let word)):
            guard words.contains(word) else {
                throw Failure(
                    code: .invalidChoice,
                    message: "`\(PrintableText.printed(word))` is not an accepted value",
                    help: Suggestion.nearest(to: word.lowercased(), among: words).map {
                        "did you mean `\($0)`?"
                    }
                )
            }
            isInRange = true
        default:
            isInRange = false
        }
        guard isInRange else {
            throw Failure(
                code: .outOfRange,
                message: "\(text(of: value)) is out of range",
                help: "use \(expectation)"
            )
        }
    }

    private func read(_ text: String) throws(Failure) -> Setting.Value {
        let shown = "`\(PrintableText.printed(text))`"
        switch self {
        case .duration:
            do {
                return .duration(try DurationText.parse(text))
            } catch {
                throw Failure(code: .invalidDuration, message: "\(shown) is not a duration", help: error.help)
            }
        case .integer:
            guard let number = IntegerText.parse(text) else {
                throw Failure(
                    code: .invalidInteger,
                    message: "\(shown) is not a whole number",
                    help: Self.help(forInteger: text)
                )
            }
            return .integer(number)
        case .number:
            guard let number = Self.readNumber(text) else {
                throw Failure(
                    code: .invalidNumber,
                    message: "\(shown) is not a number",
                    help: Self.help(forNumber: text)
                )
            }
            return .number(number)
        case .boolean:
            switch text {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default:
                throw Failure(
                    code: .invalidBoolean,
                    message: "\(shown) is neither true nor false",
                    help: Self.help(forBoolean: text)
                )
            }
        case .string, .token, .choice:
            return .string(text)
        }
    }

    /// Parses digits with at most one point between them.
    ///
    /// Exponents, leading zeros and other forms that YAML readers disagree about are refused.
    private static func readNumber(_ text: String) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.contains("_") else { return nil }
        guard let integer = IntegerText.parse(String(whole)) else { return nil }
        guard parts.count == 2 else { return Double(integer) }
        guard !parts[1].isEmpty, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Double(text)
    }

    static func format(_ number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return IntegerText.format(Int(number)) }
        return number.description
    }

    private static func help(forInteger text: String) -> String {
        if let help = NumeralFault.help(for: text) { return help }
        let lowercased = text.lowercased()
        let digits = text.drop { $0 == "0" || $0 == "_" }
        if lowercased.hasPrefix("0x") || lowercased.hasPrefix("0o") || lowercased.hasPrefix("0b") {
            return "write it in decimal"
        }
        if text.hasPrefix("0"), IntegerText.parse(String(digits)) != nil {
            return "write \(digits) without the leading zero; some readers read it as octal"
        }
        if lowercased.contains("e"), let number = Double(lowercased), let exact = Int(exactly: number) {
            return "write \(IntegerText.format(exact))"
        }
        if let number = NumeralFault.grouped(text) { return "write \(IntegerText.format(number))" }
        if text.contains(where: { ".,".contains($0) }) { return "write a whole number, without a point" }
        if text.contains(":") { return "write it in decimal; some readers read this as sexagesimal" }
        if text.contains(" ") { return "remove the spaces; group digits with underscores, as in 10_000" }
        return "write digits, optionally with underscores between them, as in 10_000"
    }

    private static func help(forNumber text: String) -> String {
        if let help = NumeralFault.help(for: text) { return help }
        let decimal = text.replacing(",", with: ".", maxReplacements: 1)
        if readNumber(decimal) != nil { return "write \(decimal), with a point" }
        if text.hasPrefix("."), readNumber("0" + text) != nil { return "write 0\(text)" }
        if text.hasSuffix("%"), let percent = readNumber(String(text.dropLast())) {
            return "write \(format(percent / 100)) for \(text)"
        }
        return "write it with digits and at most one point, as in 0.9"
    }

    private static func help(forBoolean text: String) -> String {
        switch text.lowercased() {
        case "yes", "y", "on", "1", "true", "enabled": "write `true`"
        case "no", "n", "off", "0", "false", "disabled": "write `false`"
        default: "write `true` or `false`"
        }
    }
}

extension Setting.Value {
    /// The value as profiles write it, such as `1h 30m`, `10_000` or `true`.
    package var text: String {
        switch self {
        case .duration(let duration): DurationText.format(duration)
        case .integer(let number): IntegerText.format(number)
        case .number(let number): Setting.Kind.format(number)
        case .boolean(let value): value ? "true" : "false"
        case .string(let text): text
        }
    }
}

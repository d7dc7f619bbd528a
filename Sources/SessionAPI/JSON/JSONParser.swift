#if HTTP
    import SessionMiddleware
    import Sessions

    /// Parses JSON (RFC 8259) in UTF-8 from a client, and reports an error with its position.
    ///
    /// Foundation's decoder accepts UTF-16, trailing commas and duplicate keys, and each level of nesting takes it
    /// longer than the one before.
    struct JSONParser {
        private let bytes: [UInt8]
        private let maximumDepth: Int
        private var place = 0

        /// Parses one value from these bytes.
        ///
        /// - Parameter maximumDepth: The maximum depth of nested arrays and objects. The parser is recursive.
        static func parse(
            _ bytes: some Sequence<UInt8>,
            maximumDepth: Int
        ) throws(ProblemDetails) -> RawJSON {
            var parser = JSONParser(bytes: Array(bytes), maximumDepth: maximumDepth)
            try parser.checkEncoding()
            parser.skipSpaces()
            let value = try parser.value(depth: 0)
            parser.skipSpaces()
            guard parser.next == nil else { throw parser.problem("remove the text after the JSON value") }
            return value
        }

        private init(bytes: [UInt8], maximumDepth: Int) {
            self.bytes = bytes
            self.maximumDepth = maximumDepth
        }

        /// The current byte; `nil` at the end.
        private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

        /// Returns a problem at a position. The first byte has the number 1.
        private func problem(_ remedy: String, at place: Int? = nil) -> ProblemDetails {
            let place = place ?? self.place
            return .malformedJSON(
                place < bytes.count
                    ? "at byte \(place + 1): \(remedy)"
                    : "the body ends at byte \(bytes.count), before the JSON does: \(remedy)"
            )
        }

        private func checkEncoding() throws(ProblemDetails) {
            if bytes.isEmpty { throw .malformedJSON("the body is empty; send one JSON value") }
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                throw .malformedJSON("the body begins with a byte order mark; send UTF-8 without one")
            }
            // JSON in UTF-16 or UTF-32 has a zero or a byte order mark there.
            if bytes.prefix(2).contains(0) || [0xFE, 0xFF].contains(bytes[0]) {
                throw .malformedJSON("the body is not UTF-8, as JSON must be; it looks like UTF-16 or UTF-32")
            }
        }

        private mutating func skipSpaces() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
        }

        private mutating func skip(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            place += 1
            return true
        }

        private mutating func value(depth: Int) throws(ProblemDetails) -> RawJSON {
            switch next {
            case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
            case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
            case UInt8(ascii: "\""): return .string(try string())
            case let byte where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .number(try number())
            case UInt8(ascii: "t"): return try word("true", .boolean(true))
            case UInt8(ascii: "f"): return try word("false", .boolean(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case UInt8(ascii: "'"): throw problem("use double quotes")
            default: throw problem("a JSON value is missing here")
            }
        }

        private mutating func word(_ word: String, _ value: RawJSON) throws(ProblemDetails) -> RawJSON {
            guard bytes[place...].starts(with: word.utf8) else {
                throw problem("a JSON value is missing here")
            }
            place += word.utf8.count
            return value
        }

        // MARK: Arrays and objects

        private func checkDepth(_ depth: Int) throws(ProblemDetails) {
            guard depth <= maximumDepth else { throw .tooDeep(at: place + 1) }
        }

        private mutating func elements(depth: Int) throws(ProblemDetails) -> [RawJSON] {
            try checkDepth(depth)
            place += 1
            skipSpaces()
            var elements: [RawJSON] = []
            if skip(UInt8(ascii: "]")) { return elements }
            while true {
                elements.append(try value(depth: depth))
                skipSpaces()
                if skip(UInt8(ascii: "]")) { return elements }
                try skipComma(before: UInt8(ascii: "]"))
            }
        }

        private mutating func members(depth: Int) throws(ProblemDetails) -> [String: RawJSON] {
            try checkDepth(depth)
            place += 1
            skipSpaces()
            var members: [String: RawJSON] = [:]
            if skip(UInt8(ascii: "}")) { return members }
            while true {
                let start = place
                guard next == UInt8(ascii: "\"") else {
                    throw problem("a key in double quotes is missing here")
                }
                let key = try string()
                skipSpaces()
                guard skip(UInt8(ascii: ":")) else { throw problem("a colon is missing here") }
                skipSpaces()
                // Keys are equal if they are canonically equivalent. Of two keys that differ only in their Unicode
                // form, most programs keep one.
                guard members.updateValue(try value(depth: depth), forKey: key) == nil else {
                    throw .duplicateKey(key, at: start + 1)
                }
                skipSpaces()
                if skip(UInt8(ascii: "}")) { return members }
                try skipComma(before: UInt8(ascii: "}"))
            }
        }

        private mutating func skipComma(before end: UInt8) throws(ProblemDetails) {
            let comma = place
            guard skip(UInt8(ascii: ",")) else {
                throw problem("a comma or `\(Character(Unicode.Scalar(end)))` is missing here")
            }
            skipSpaces()
            guard next != end else { throw problem("remove the comma before the bracket", at: comma) }
        }

        // MARK: Texts

        private mutating func string() throws(ProblemDetails) -> String {
            let start = place
            place += 1
            var text: [UInt8] = []
            while true {
                let run = place
                while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                    place += 1
                }
                text += bytes[run..<place]
                switch next {
                case UInt8(ascii: "\""):
                    place += 1
                    guard let string = String(validating: text, as: UTF8.self) else {
                        throw problem("the string that begins here is not UTF-8", at: start)
                    }
                    return string
                case UInt8(ascii: "\\"):
                    try appendEscaped(to: &text)
                case nil:
                    throw problem("close the string with a double quote")
                default:
                    throw problem(#"escape control characters in strings, such as a line break as \n"#)
                }
            }
        }

        private mutating func appendEscaped(to text: inout [UInt8]) throws(ProblemDetails) {
            let start = place
            place += 1
            let escaped = next
            place += 1
            switch escaped {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[place - 1])
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += String(try scalar(from: start)).utf8
            case nil: throw problem("close the string with a double quote")
            default: throw problem(#"JSON has no such escape; write a backslash as \\"#, at: start)
            }
        }

        /// Reads the character of one `\u` escape, or of two that form a surrogate pair.
        private mutating func scalar(from start: Int) throws(ProblemDetails) -> Character {
            let unit = try codeUnit(from: start)
            if let scalar = Unicode.Scalar(UInt32(unit)) { return Character(scalar) }
            if UTF16.isLeadSurrogate(unit), bytes[place...].starts(with: #"\u"#.utf8) {
                let second = place
                place += 2
                let trail = try codeUnit(from: second)
                if UTF16.isTrailSurrogate(trail) {
                    let value = 0x1_0000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
                    if let scalar = Unicode.Scalar(value) { return Character(scalar) }
                }
            }
            throw problem(
                #"`\u"# + String(unit, radix: 16) + "` is half of a surrogate pair; write the character in "
                    + #"UTF-8, or both halves"#,
                at: start
            )
        }

        private mutating func codeUnit(from start: Int) throws(ProblemDetails) -> UInt16 {
            let digits = bytes[place...].prefix(4)
            guard digits.count == 4, digits.allSatisfy(Self.isHexDigit),
                let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw problem(#"write four hexadecimal digits after `\u`"#, at: start) }
            place += 4
            return unit
        }

        private static func isHexDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                true
            default: false
            }
        }

        // MARK: Numbers

        private mutating func number() throws(ProblemDetails) -> String {
            let start = place
            _ = skip(UInt8(ascii: "-"))
            if skip(UInt8(ascii: "0")) {
                if Self.isDigit(next) {
                    throw problem("remove the leading zeros of the number", at: start)
                }
            } else {
                try skipDigits()
            }
            if skip(UInt8(ascii: ".")) { try skipDigits() }
            if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
                place += 1
                if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
                try skipDigits()
            }
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            // A number that doesn't fit a Double fits no other common type either.
            guard let double = Double(text), double.isFinite else {
                throw problem("the number that begins here is too large", at: start)
            }
            return text
        }

        private mutating func skipDigits() throws(ProblemDetails) {
            guard Self.isDigit(next) else { throw problem("a digit is missing here") }
            while Self.isDigit(next) { place += 1 }
        }

        private static func isDigit(_ byte: UInt8?) -> Bool {
            byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
        }
    }
#endif

#if HTTP
    import Sessions

    /// JSON as a client wrote it: a number keeps its text until it is decoded as some type.
    ///
    /// A `Double` or an `Int64` on the way would change what a `Decimal` or a `UInt64` can hold.
    enum RawJSON: Sendable, Hashable {
        case null
        case boolean(Bool)
        /// The text of a number, in JSON's grammar.
        case number(String)
        case string(String)
        case array([RawJSON])
        case object([String: RawJSON])
    }

    extension RawJSON {
        /// As few bytes as it takes, members in the order of their names.
        var text: [UInt8] {
            var text: [UInt8] = []
            write(to: &text)
            return text
        }

        private func write(to text: inout [UInt8]) {
            switch self {
            case .null: text += "null".utf8
            case .boolean(let value): text += (value ? "true" : "false").utf8
            case .number(let number): text += number.utf8
            case .string(let value): Self.write(value, to: &text)
            case .array(let values):
                text.append(UInt8(ascii: "["))
                for (place, value) in values.enumerated() {
                    if place > 0 { text.append(UInt8(ascii: ",")) }
                    value.write(to: &text)
                }
                text.append(UInt8(ascii: "]"))
            case .object(let members):
                text.append(UInt8(ascii: "{"))
                for (place, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                    if place > 0 { text.append(UInt8(ascii: ",")) }
                    Self.write(member.key, to: &text)
                    text.append(UInt8(ascii: ":"))
                    member.value.write(to: &text)
                }
                text.append(UInt8(ascii: "}"))
            }
        }

        /// Escapes what must be, in the forms that Foundation's encoder takes.
        private static func write(_ string: String, to text: inout [UInt8]) {
            text.append(UInt8(ascii: "\""))
            for byte in string.utf8 {
                switch byte {
                case UInt8(ascii: "\""): text += #"\""#.utf8
                case UInt8(ascii: "\\"): text += #"\\"#.utf8
                case 0x08: text += #"\b"#.utf8
                case 0x09: text += #"\t"#.utf8
                case 0x0A: text += #"\n"#.utf8
                case 0x0C: text += #"\f"#.utf8
                case 0x0D: text += #"\r"#.utf8
                case 0..<0x20:
                    text += (byte < 0x10 ? "\\u000" : "\\u00").utf8
                    text += String(byte, radix: 16).utf8
                default: text.append(byte)
                }
            }
            text.append(UInt8(ascii: "\""))
        }
    }

    extension JSONValue {
        /// The value in the types that ``JSONValue`` has: a number that is no 64-bit integer becomes the nearest
        /// double.
        init(_ raw: RawJSON) {
            switch raw {
            case .null: self = .null
            case .boolean(let value): self = .boolean(value)
            case .number(let text):
                let double = Double(text) ?? 0
                self = (Int64(text) ?? Int64(exactly: double)).map { .integer($0) } ?? .number(double)
            case .string(let value): self = .string(value)
            case .array(let values): self = .array(values.map(JSONValue.init))
            case .object(let members): self = .object(members.mapValues(JSONValue.init))
            }
        }
    }
#endif

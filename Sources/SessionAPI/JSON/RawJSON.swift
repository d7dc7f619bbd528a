#if HTTP
    import Sessions

    /// Parsed JSON whose numbers keep their text until they are decoded as some type.
    ///
    /// A conversion to `Double` or `Int64` on the way would change numbers that a `Decimal` or a `UInt64` can hold.
    enum RawJSON: Sendable, Hashable {
        case null
        case boolean(Bool)
        /// The text of a number.
        case number(String)
        case string(String)
        case array([RawJSON])
        case object([String: RawJSON])
    }

    extension RawJSON {
        /// Compact JSON with members in alphabetical order.
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

        /// Writes a string with the same escapes as Foundation's encoder.
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

    extension RawJSON {
        private var members: [String: RawJSON]? {
            guard case .object(let members) = self else { return nil }
            return members
        }

        /// Returns the value after a merge patch (RFC 7396, section 2).
        ///
        /// Members of the patch replace those of the same name, objects are merged recursively, and `null` removes a
        /// member. A patch that is not an object replaces the whole value.
        func merged(with patch: RawJSON) -> RawJSON {
            guard let changes = patch.members else { return patch }
            var members = members ?? [:]
            for (name, change) in changes {
                members[name] = change == .null ? nil : (members[name] ?? .null).merged(with: change)
            }
            return .object(members)
        }
    }

    extension JSONSessionValue {
        /// Creates the value from parsed JSON. A number that is not a 64-bit integer becomes the nearest double.
        init(_ raw: RawJSON) {
            switch raw {
            case .null: self = .null
            case .boolean(let value): self = .boolean(value)
            case .number(let text):
                let double = Double(text) ?? 0
                self = (Int64(text) ?? Int64(exactly: double)).map { .integer($0) } ?? .number(double)
            case .string(let value): self = .string(value)
            case .array(let values): self = .array(values.map(JSONSessionValue.init))
            case .object(let members): self = .object(members.mapValues(JSONSessionValue.init))
            }
        }
    }
#endif

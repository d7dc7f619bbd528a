#if HTTP
    /// Any JSON value: the value of the sessions of `sessions serve`.
    ///
    /// Whole numbers that fit are 64-bit integers. All others are doubles, as RFC 8259 suggests for data that other
    /// programs read.
    package enum JSONSessionValue: Sendable, Hashable {
        /// `null`
        case null
        /// `true` or `false`
        case boolean(Bool)
        /// A whole number.
        case integer(Int64)
        /// Any other number.
        case number(Double)
        /// A string.
        case string(String)
        /// An array.
        case array([JSONSessionValue])
        /// An object. Over HTTP, two members with the same name are refused.
        case object([String: JSONSessionValue])

        /// The members of an object; `nil` for any other value.
        package var members: [String: JSONSessionValue]? {
            guard case .object(let members) = self else { return nil }
            return members
        }
    }

    extension JSONSessionValue: Codable {
        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode([String: JSONSessionValue].self) {
                self = .object(value)
            } else if let value = try? container.decode([JSONSessionValue].self) {
                self = .array(value)
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else {
                self = .number(try container.decode(Double.self))
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .boolean(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .string(let value): try container.encode(value)
            case .array(let values): try container.encode(values)
            case .object(let members): try container.encode(members)
            }
        }
    }
#endif

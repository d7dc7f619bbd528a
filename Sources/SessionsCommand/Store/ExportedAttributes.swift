#if CommandLine && SQLite
    import Foundation
    import Sessions

    /// The attributes of a session as fields of a line of an export:
    /// `"owner":"…","keys":["…"],"descriptor":{…},"authenticated_at":"…","handle":"…"`.
    enum ExportedAttributes {
        typealias Problem = ExportedSession.Problem

        static let names = ["owner", "keys", "descriptor", "authenticated_at", "handle"]

        private static let descriptorNames = ["label", "address", "user_agent", "details"]

        /// Returns the fields, each after a comma.
        static func fields(_ attributes: SessionAttributes) throws -> [UInt8] {
            var fields: [UInt8] = []
            func add(_ name: String, _ value: (some Encodable)?) throws {
                if let value { fields += try Array(",\"\(name)\":".utf8) + JSONEncoder().encode(value) }
            }
            try add("owner", attributes.owner)
            try add("keys", attributes.keys.isEmpty ? nil : attributes.keys)
            if let descriptor = attributes.descriptor {
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                let texts = [
                    ("label", descriptor.label), ("address", descriptor.address),
                    ("user_agent", descriptor.userAgent),
                ]
                var members = try texts.compactMap { name, text in
                    try text.map { try Array("\"\(name)\":".utf8) + encoder.encode($0) }
                }
                if !descriptor.details.isEmpty {
                    members.append(try Array("\"details\":".utf8) + encoder.encode(descriptor.details))
                }
                fields += Array(",\"descriptor\":{".utf8) + members.joined(separator: [UInt8(ascii: ",")])
                fields.append(UInt8(ascii: "}"))
            }
            try add("authenticated_at", attributes.authenticatedAt.map(TimestampText.format))
            try add("handle", attributes.handle?.description)
            return fields
        }

        /// Reads the fields of a line. Returns `nil` if it has none of them.
        static func read(_ values: [String: ArraySlice<UInt8>]) throws(Problem) -> SessionAttributes? {
            guard names.contains(where: { values[$0] != nil }) else { return nil }
            var attributes = SessionAttributes()
            attributes.owner = try values["owner"].map { bytes throws(Problem) in
                try value(String.self, of: "owner", bytes, "a string, such as \"alice\"")
            }
            attributes.keys =
                try values["keys"].map { bytes throws(Problem) in
                    try value([String].self, of: "keys", bytes, "an array of strings, such as [\"device:7\"]")
                } ?? []
            attributes.descriptor = try values["descriptor"].map(descriptor)
            if values["authenticated_at"] != nil {
                attributes.authenticatedAt = try ExportedSession.moment("authenticated_at", values)
            }
            attributes.handle = try values["handle"].map { bytes throws(Problem) in
                let text = try value(String.self, of: "handle", bytes, "a string")
                guard let handle = SessionHandle(text) else {
                    throw Problem(
                        description:
                            "\"handle\" is not 16 hexadecimal digits; copy it from an export, or remove it"
                    )
                }
                return handle
            }
            do {
                try attributes.validate()
            } catch {
                throw Problem(description: error.description)
            }
            return attributes
        }

        private static func descriptor(_ bytes: ArraySlice<UInt8>) throws(Problem) -> SessionDescriptor {
            var descriptor = SessionDescriptor()
            for (name, bytes) in try members(of: bytes, named: "descriptor") {
                guard descriptorNames.contains(name) else {
                    throw Problem(
                        description: "unknown field \"\(name.printable)\" in \"descriptor\"; use "
                            + descriptorNames.joined(separator: ", ")
                    )
                }
                if name == "details" {
                    for (name, bytes) in try members(of: bytes, named: "details") {
                        descriptor.details[name] = try value(
                            String.self,
                            of: name.printable,
                            bytes,
                            "a string, like all \"details\""
                        )
                    }
                    continue
                }
                let text = try value(String.self, of: name, bytes, "a string")
                switch name {
                case "label": descriptor.label = text
                case "address": descriptor.address = text
                default: descriptor.userAgent = text
                }
            }
            return descriptor
        }

        /// Returns the members of an object, each name once.
        private static func members(
            of bytes: ArraySlice<UInt8>,
            named field: String
        ) throws(Problem) -> [(name: String, value: ArraySlice<UInt8>)] {
            guard bytes.first == UInt8(ascii: "{"), let members = try? JSONText.members(of: bytes) else {
                throw Problem(
                    description:
                        "\"\(field)\" is not a JSON object; write one like `sessions store export` does"
                )
            }
            var names: Set<String> = []
            for (name, _) in members where !names.insert(name).inserted {
                throw Problem(
                    description: "duplicate field \"\(name.printable)\" in \"\(field)\"; remove one of them"
                )
            }
            return members
        }

        private static func value<T: Decodable>(
            _ type: T.Type,
            of name: String,
            _ bytes: ArraySlice<UInt8>,
            _ expected: String
        ) throws(Problem) -> T {
            guard let value = try? JSONDecoder().decode(type, from: Data(bytes)) else {
                throw Problem(description: "\"\(name)\" is not \(expected); write it so, or remove it")
            }
            return value
        }
    }
#endif

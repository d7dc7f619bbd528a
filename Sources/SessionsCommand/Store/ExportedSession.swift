#if CommandLine && SQLite
    import Foundation
    import SessionPersistence
    import Sessions

    /// A session as a line of an export: `{"id":"…","created_at":"…","last_accessed_at":"…","value":…}`.
    ///
    /// A session with its own timeouts also has `idle_timeout_seconds` and `lifetime_seconds`, and one with
    /// attributes the fields of ``ExportedAttributes``. Fields that the HTTP API also has have the same names there.
    struct ExportedSession {
        /// A problem with a line, and what to do about it.
        struct Problem: Error, CustomStringConvertible {
            let description: String
        }

        private static let names =
            ["id", "created_at", "last_accessed_at", "idle_timeout_seconds", "lifetime_seconds"]
            + ExportedAttributes.names + ["value"]

        let id: String
        /// May be later than the last access if the wall clock was set back. A restore uses the later time.
        let created: WallTime
        let accessed: WallTime
        let timeouts: Timeouts?
        let attributes: SessionAttributes?
        let value: [UInt8]

        /// Returns the line of a stored session, without a line break at its end.
        ///
        /// - Throws: ``Problem`` if the value is not JSON, or nested too deeply for an import to read.
        static func line(_ session: StoredSession) throws -> [UInt8] {
            guard JSONText.isValid(session.value) else {
                throw Problem(description: "the value of session \(session.id.printable) is not JSON")
            }
            // The value is one level deeper in the line.
            guard JSONText.isValid([UInt8(ascii: "[")] + session.value + [UInt8(ascii: "]")]) else {
                throw Problem(
                    description:
                        "the value of session \(session.id.printable) is nested too deeply for an import"
                )
            }
            var line = Array("{\"id\":".utf8)
            line += try JSONEncoder().encode(session.id)
            line += Array(",\"created_at\":\"\(TimestampText.format(session.createdAt))\"".utf8)
            line += Array(",\"last_accessed_at\":\"\(TimestampText.format(session.lastAccessedAt))\"".utf8)
            if let idle = session.timeouts?.idle {
                line += Array(",\"idle_timeout_seconds\":\(SecondsText.format(idle))".utf8)
            }
            if let lifetime = session.timeouts?.lifetime {
                line += Array(",\"lifetime_seconds\":\(SecondsText.format(lifetime))".utf8)
            }
            if let attributes = session.attributes { line += try ExportedAttributes.fields(attributes) }
            line += Array(",\"value\":".utf8)
            // Line breaks in a JSON value are only whitespace, because JSON strings escape them.
            line += session.value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            line.append(UInt8(ascii: "}"))
            return line
        }

        /// Reads a line.
        init(_ line: ArraySlice<UInt8>) throws(Problem) {
            let object: Any
            do {
                object = try JSONSerialization.jsonObject(with: Data(line))
            } catch {
                var said =
                    (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "no reason given"
                if said.last == "." { said.removeLast() }
                throw Problem(
                    description:
                        "the line is not valid JSON (\(said.prefix(characters: 100, bytes: 200).printable)); "
                        + "write it like `sessions store export` does"
                )
            }
            guard object is [String: Any], let members = try? JSONText.members(of: line) else {
                throw Problem(
                    description: "the line is not a JSON object; write one like `sessions store export` does"
                )
            }
            var values: [String: ArraySlice<UInt8>] = [:]
            for (name, value) in members {
                guard Self.names.contains(name) else {
                    throw Problem(
                        description:
                            "unknown field \"\(name.printable)\"; use \(Self.names.joined(separator: ", "))"
                    )
                }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw Problem(description: "duplicate field \"\(name)\"; remove one of them")
                }
            }
            id = try Self.id(values["id"])
            created = try Self.moment("created_at", values)
            accessed = try Self.moment("last_accessed_at", values)
            let idle = try Self.timeout("idle_timeout_seconds", values)
            let lifetime = try Self.timeout("lifetime_seconds", values)
            timeouts = idle == nil && lifetime == nil ? nil : Timeouts(idle: idle, lifetime: lifetime)
            attributes = try ExportedAttributes.read(values)
            guard let value = values["value"] else {
                throw Problem(description: "\"value\" is missing; add the session's value as JSON")
            }
            self.value = Array(value)
        }

        private static func id(_ bytes: ArraySlice<UInt8>?) throws(Problem) -> String {
            guard let bytes, let id = try? JSONDecoder().decode(String.self, from: Data(bytes)) else {
                throw Problem(
                    description: "\"id\" is missing or not a string; add the session's id in quotes"
                )
            }
            let limit = SessionManager<Int>.maximumIdentifierLength
            guard id.utf8.count <= limit else {
                throw Problem(
                    description: "\"id\" has \(id.utf8.count) bytes; at most \(limit) are allowed"
                )
            }
            return id
        }

        static func moment(
            _ name: String,
            _ values: [String: ArraySlice<UInt8>]
        ) throws(Problem) -> WallTime {
            let example = "in UTC and in quotes, such as \"2026-11-23T04:48:00.25Z\""
            guard let bytes = values[name] else {
                throw Problem(description: "\"\(name)\" is missing; add it \(example)")
            }
            let text = try? JSONDecoder().decode(String.self, from: Data(bytes))
            guard text?.hasSuffix("Z") != false else {
                throw Problem(description: "\"\(name)\" does not end in Z; write it \(example)")
            }
            guard let text, let moment = TimestampText.parse(text) else {
                throw Problem(
                    description: "\"\(name)\" is not a time from 1678 to 2262; write one \(example)"
                )
            }
            return moment
        }

        private static func timeout(
            _ name: String,
            _ values: [String: ArraySlice<UInt8>]
        ) throws(Problem) -> Duration? {
            guard let bytes = values[name] else { return nil }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let duration = SecondsText.parse(text), SessionPolicy.durations.contains(duration) else {
                throw Problem(
                    description:
                        "\"\(name)\" is \(text.printable.prefix(characters: 40, bytes: 160)), which is not a "
                        + "valid timeout; use a number of seconds from 0.001 to 100 years, with at most nine decimals"
                )
            }
            return duration
        }
    }
#endif

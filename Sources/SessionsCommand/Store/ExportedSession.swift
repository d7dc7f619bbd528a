#if CommandLine && SQLite
    import Foundation
    import SessionPersistence
    import Sessions

    /// A session as a line of an export: `{"id":"…","created_at":"…","last_accessed_at":"…","value":…}`, with
    /// `idle_timeout_seconds` and `lifetime_seconds` where it has timeouts of its own. What the HTTP API has too is
    /// called as it is there.
    struct ExportedSession {
        /// What is wrong with a line, and what to do.
        struct Problem: Error, CustomStringConvertible {
            let description: String
        }

        private static let names = [
            "id", "created_at", "last_accessed_at", "idle_timeout_seconds", "lifetime_seconds", "value",
        ]

        let id: String
        /// May be after the last access, as a wall clock that was set back leaves it; a restore takes the later one.
        let created: WallTime
        let accessed: WallTime
        let timeouts: Timeouts?
        let value: [UInt8]

        /// The line of a stored session, without a line break at its end.
        ///
        /// - Throws: ``Problem`` where its value is not JSON, or nested so deeply that an import could not read it.
        static func line(_ session: StoredSession) throws -> [UInt8] {
            guard JSONText.isValid(session.value) else {
                throw Problem(description: "the value of session \(session.id.printable) is not JSON")
            }
            // In the line it is one level deeper.
            guard JSONText.isValid([UInt8(ascii: "[")] + session.value + [UInt8(ascii: "]")]) else {
                throw Problem(
                    description:
                        "the value of session \(session.id.printable) is nested too deeply for an import"
                )
            }
            var line = Array("{\"id\":".utf8)
            line += try JSONEncoder().encode(session.id)
            line += Array(",\"created_at\":\"\(MomentText.format(session.createdAt))\"".utf8)
            line += Array(",\"last_accessed_at\":\"\(MomentText.format(session.lastAccessedAt))\"".utf8)
            if let idle = session.timeouts?.idle {
                line += Array(",\"idle_timeout_seconds\":\(SecondsText.format(idle))".utf8)
            }
            if let lifetime = session.timeouts?.lifetime {
                line += Array(",\"lifetime_seconds\":\(SecondsText.format(lifetime))".utf8)
            }
            line += Array(",\"value\":".utf8)
            // Between the parts of a value a line break means nothing; within a text JSON has none.
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
                        "it can't be read as JSON (\(said.prefix(characters: 100, bytes: 200).printable)); "
                        + "write it as `sessions store export` does"
                )
            }
            guard object is [String: Any], let members = try? JSONText.members(of: line) else {
                throw Problem(
                    description: "it is not a JSON object; write one as `sessions store export` does"
                )
            }
            var values: [String: ArraySlice<UInt8>] = [:]
            for (name, value) in members {
                guard Self.names.contains(name) else {
                    throw Problem(
                        description:
                            "there is no field \"\(name.printable)\"; use \(Self.names.joined(separator: ", "))"
                    )
                }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw Problem(description: "\"\(name)\" is there twice; remove one of them")
                }
            }
            id = try Self.id(values["id"])
            created = try Self.moment("created_at", values)
            accessed = try Self.moment("last_accessed_at", values)
            let idle = try Self.timeout("idle_timeout_seconds", values)
            let lifetime = try Self.timeout("lifetime_seconds", values)
            timeouts = idle == nil && lifetime == nil ? nil : Timeouts(idle: idle, lifetime: lifetime)
            guard let value = values["value"] else {
                throw Problem(description: "\"value\" is missing; add the session's value as JSON")
            }
            self.value = Array(value)
        }

        private static func id(_ bytes: ArraySlice<UInt8>?) throws(Problem) -> String {
            guard let bytes, let id = try? JSONDecoder().decode(String.self, from: Data(bytes)) else {
                throw Problem(description: "\"id\" is missing or no text; add the session's id in quotes")
            }
            let limit = SessionManager<Int>.maximumIdentifierLength
            guard id.utf8.count <= limit else {
                throw Problem(
                    description: "\"id\" has \(id.utf8.count) bytes; a manager takes \(limit) at the most"
                )
            }
            return id
        }

        private static func moment(
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
            guard let text, let moment = MomentText.parse(text) else {
                throw Problem(
                    description: "\"\(name)\" is no moment from 1678 to 2262; write one \(example)"
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
                        "\"\(name)\" is \(text.printable.prefix(characters: 40, bytes: 160)), which no timeout may "
                        + "be; use a number of seconds from 0.001 to 100 years, with nine decimals at the most"
                )
            }
            return duration
        }
    }
#endif

#if CommandLine && SQLite
    import Foundation
    import SessionPersistence
    import Sessions

    /// A session as a line of an export: `{"id":"…","created":…,"accessed":…,"value":…}`, the moments in nanoseconds
    /// since 1970, and `idle` and `lifetime`, in nanoseconds too, where it has timeouts of its own.
    struct ExportedSession {
        /// What is wrong with a line, and what to do.
        struct Problem: Error, CustomStringConvertible {
            let description: String
        }

        let id: String
        let created: WallTime
        let accessed: WallTime
        let timeouts: Timeouts?
        let value: [UInt8]

        /// The line of a stored session, without a line break at its end.
        ///
        /// - Throws: ``Problem`` where its value is not JSON.
        static func line(_ session: StoredSession) throws -> [UInt8] {
            guard JSONText.isValid(session.value) else {
                throw Problem(description: "the value of session \(session.id.printable) is not JSON")
            }
            var line = Array("{\"id\":".utf8)
            line += try JSONEncoder().encode(session.id)
            line += Array(",\"created\":\(session.createdAt.nanosecondsSinceEpoch)".utf8)
            line += Array(",\"accessed\":\(session.lastAccessedAt.nanosecondsSinceEpoch)".utf8)
            if let idle = session.timeouts?.idle { line += Array(",\"idle\":\(idle.nanoseconds)".utf8) }
            if let lifetime = session.timeouts?.lifetime {
                line += Array(",\"lifetime\":\(lifetime.nanoseconds)".utf8)
            }
            line += Array(",\"value\":".utf8)
            // Between the parts of a value a line break means nothing; within a text JSON has none.
            line += session.value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            line.append(UInt8(ascii: "}"))
            return line
        }

        /// Reads a line.
        init(_ line: ArraySlice<UInt8>) throws(Problem) {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)), object is [String: Any],
                let members = try? JSONText.members(of: line)
            else {
                throw Problem(
                    description: "it is not a JSON object; write one as `sessions store export` does"
                )
            }
            var values: [String: ArraySlice<UInt8>] = [:]
            for (name, value) in members {
                guard ["id", "created", "accessed", "idle", "lifetime", "value"].contains(name) else {
                    throw Problem(
                        description:
                            "there is no field \"\(name.printable)\"; use id, created, accessed, idle, lifetime, value"
                    )
                }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw Problem(description: "\"\(name)\" is there twice; remove one of them")
                }
            }
            id = try Self.id(values["id"])
            created = WallTime(nanosecondsSinceEpoch: try Self.required("created", values))
            accessed = WallTime(nanosecondsSinceEpoch: try Self.required("accessed", values))
            let idle = try Self.timeout("idle", values)
            let lifetime = try Self.timeout("lifetime", values)
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

        private static func number(
            _ name: String,
            _ values: [String: ArraySlice<UInt8>]
        ) throws(Problem) -> Int64? {
            guard let bytes = values[name] else { return nil }
            guard let number = Int64(String(decoding: bytes, as: UTF8.self)) else {
                throw Problem(
                    description: "\"\(name)\" is no whole number of nanoseconds; write one without quotes"
                )
            }
            return number
        }

        private static func required(
            _ name: String,
            _ values: [String: ArraySlice<UInt8>]
        ) throws(Problem) -> Int64 {
            guard let number = try number(name, values) else {
                throw Problem(description: "\"\(name)\" is missing; add it in nanoseconds since 1970")
            }
            return number
        }

        private static func timeout(
            _ name: String,
            _ values: [String: ArraySlice<UInt8>]
        ) throws(Problem) -> Duration? {
            guard let nanoseconds = try number(name, values) else { return nil }
            let duration = Duration.nanoseconds(nanoseconds)
            guard SessionPolicy.durations.contains(duration) else {
                throw Problem(
                    description:
                        "\"\(name)\" is \(nanoseconds) ns, which no timeout may be; use 1 ms to 100 years, in nanoseconds"
                )
            }
            return duration
        }
    }

    extension Duration {
        /// Whole nanoseconds; a timeout fits.
        fileprivate var nanoseconds: Int64 {
            components.seconds &* 1_000_000_000 &+ components.attoseconds / 1_000_000_000
        }
    }
#endif

#if CommandLine && SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    @testable import SessionsCommand

    /// The attributes of stored sessions in the commands: owners, keys and descriptors.
    @Suite("sessions store: attributes", .serialized)
    struct StoreAttributeCommandTests {
        private let directory = FileManager.default.temporaryDirectory
            .appending(path: "store-attributes-\(UUID().uuidString)").path
        private static let moment = WallTime(nanosecondsSinceEpoch: 1_800_000_000_123_456_789)

        private func path(_ name: String) -> String { directory + "/" + name }

        private func remove() { try? FileManager.default.removeItem(atPath: directory) }

        private static let attributes: [SessionAttributes?] = [
            SessionAttributes(
                owner: "alice",
                keys: ["device:7", "e\u{301}"],
                descriptor: SessionDescriptor(
                    label: "Alice's \u{1F4F1}",
                    address: "203.0.113.7",
                    userAgent: "Mozilla/5.0 \"x\"\n\u{0}",
                    details: ["theScreen": "wide", "a\u{0}": ""]
                ),
                authenticatedAt: WallTime(nanosecondsSinceEpoch: -1),
                handle: SessionHandle(rawValue: .max)
            ),
            nil,
            SessionAttributes(owner: "\u{E9}", handle: SessionHandle(rawValue: 10)),
            SessionAttributes(keys: ["device:7"], descriptor: SessionDescriptor()),
            SessionAttributes(owner: "alice", keys: ["\u{E9}"]),
        ]

        private func makeStore() async throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let store = SQLiteSessionStore(path: path("s.db"))
            let epoch = try await store.open(resuming: nil, at: Self.moment).epoch
            try await store.commit(
                Self.attributes.enumerated().map { number, attributes in
                    .put(
                        StoredSession(
                            id: "s\(number)",
                            incarnation: Incarnation(rawValue: epoch << 40 | UInt64(number + 1)),
                            createdAt: Self.moment.advanced(by: .seconds(number)),
                            lastAccessedAt: Self.moment.advanced(by: .seconds(number)),
                            attributes: attributes,
                            value: Array("\(number)".utf8)
                        )
                    )
                },
                at: Self.moment
            )
            await store.close()
        }

        private func object(_ text: some StringProtocol) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        @Test func ownersAreListed() async throws {
            defer { remove() }
            try await makeStore()
            let all = try Program.run(["store", "list", path("s.db")])
            let lines = all.output.split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true)
            }
            #expect(lines[0].prefix(3) == ["id", "owner", "created"])
            #expect(lines[1].prefix(2) == ["s4", "alice"])
            #expect(lines[2].prefix(1) == ["s3"] && lines[2][1].hasPrefix("20"))
            let json = try Program.run(["store", "list", path("s.db"), "--json", "--order", "oldest"])
            let first = try object(json.output.split(separator: "\n")[0])
            #expect(first["owner"] as? String == "alice")
            #expect(first["keys"] as? [String] == ["device:7", "e\u{301}"])
            #expect(first["handle"] as? String == "ffffffffffffffff")
            #expect(first["authenticated_at"] as? String == "1969-12-31T23:59:59.999Z")
            let descriptor = try #require(first["descriptor"] as? [String: Any])
            #expect(descriptor["user_agent"] as? String == "Mozilla/5.0 \"x\"\n\u{0}")
            // A detail keeps its name.
            #expect(descriptor["details"] as? [String: String] == ["theScreen": "wide", "a\u{0}": ""])
            let second = try object(json.output.split(separator: "\n")[1])
            #expect(
                Set(second.keys).isDisjoint(with: [
                    "owner", "keys", "handle", "descriptor", "authenticated_at",
                ])
            )
        }

        @Test(arguments: [
            (["--owner", "alice"], ["s0", "s4"]), (["--owner", "bob"], []), (["--owner", "\u{E9}"], ["s2"]),
            (["--key", "device:7"], ["s0", "s3"]), (["--key", "e\u{301}"], ["s0"]),
            (["--key", "\u{E9}"], ["s4"]),
        ])
        func aGroupIsSelected(_ options: [String], _ ids: [String]) async throws {
            defer { remove() }
            try await makeStore()
            let list = try Program.run(
                ["store", "list", path("s.db"), "--json", "--order", "oldest"] + options
            )
            #expect(list.exitCode == 0, "\(list.errors)")
            #expect(try list.output.split(separator: "\n").map { try object($0)["id"] as? String } == ids)
            let export = try Program.run(["store", "export", path("s.db")] + options)
            #expect(try export.output.split(separator: "\n").map { try object($0)["id"] as? String } == ids)
            #expect(export.errors == "exported \(Format.count(ids.count, "session"))\n")
            let one = try Program.run(["store", "list", path("s.db"), "--limit", "1"] + options)
            #expect(one.output.hasSuffix("and 1 more\n") == (ids.count == 2), "\(one.output)")
        }

        @Test func ownerAndKeyExcludeEachOther() async throws {
            defer { remove() }
            try await makeStore()
            let both = try Program.run(["store", "list", path("s.db"), "--owner", "a", "--key", "b"])
            #expect(both.exitCode == 64 && both.errors.contains("either --owner or --key"), "\(both.errors)")
        }

        @Test func attributesRoundTrip() async throws {
            defer { remove() }
            try await makeStore()
            let export = try Program.run(["store", "export", path("s.db"), path("s.jsonl")])
            #expect(export.exitCode == 0, "\(export.errors)")
            let imported = try Program.run(["store", "import", path("t.db"), path("s.jsonl")])
            #expect(imported.exitCode == 0, "\(imported.errors)")
            let again = try Program.run(["store", "export", path("t.db")])
            #expect(try Data(contentsOf: URL(filePath: path("s.jsonl"))) == Data(again.output.utf8))
            var found: [SessionAttributes?] = []
            try SQLiteStoreInspection(path: path("t.db")).forEach { found.append($0.attributes) }
            #expect(found == Self.attributes)
            #expect(
                found.map { $0?.keys.map { Array($0.utf8) } }
                    == Self.attributes.map { $0?.keys.map { Array($0.utf8) } }
            )
        }

        private static let fields =
            #""created_at":"2026-01-01T00:00:00Z","last_accessed_at":"2026-01-01T00:00:00Z","value":1"#

        @Test(
            arguments: [
                (#""owner":7"#, #""owner" is not a string"#),
                (#""owner":null"#, #""owner" is not a string"#),
                (#""owner":"""#, "the owner has 0 bytes of UTF-8; use 1 to 256"),
                (#""owner":"\#(String(repeating: "o", count: 257))""#, "the owner has 257 bytes"),
                (#""keys":"a""#, #""keys" is not an array of strings, such as ["device:7"]"#),
                (#""keys":["a",1]"#, #""keys" is not an array of strings"#),
                (#""keys":["a","b","a"]"#, "the key a is given twice"),
                (#""keys":["1","2","3","4","5","6","7","8","9"]"#, "the session has 9 keys; use at most 8"),
                (#""descriptor":[]"#, #""descriptor" is not a JSON object"#),
                (
                    #""descriptor":{"name":"x"}"#,
                    #"unknown field "name" in "descriptor"; use label, address, user_agent, details"#
                ),
                (#""descriptor":{"label":1}"#, #""label" is not a string"#),
                (#""descriptor":{"label":"a","label":"b"}"#, #"duplicate field "label" in "descriptor""#),
                (#""descriptor":{"details":{"a":1}}"#, #""a" is not a string, like all "details""#),
                (#""descriptor":{"details":{"a":"1","a":"2"}}"#, #"duplicate field "a" in "details""#),
                (
                    #""descriptor":{"label":"\#(String(repeating: "l", count: 2_049))"}"#,
                    "the descriptor has 2049 bytes"
                ),
                (#""authenticated_at":1"#, #""authenticated_at" is not a time from 1678 to 2262"#),
                (#""handle":"7""#, #""handle" is not 16 hexadecimal digits"#),
                (#""handle":"FFFFFFFFFFFFFFFF""#, #""handle" is not 16 hexadecimal digits"#),
            ]
        )
        func aBadAttributeIsReported(field: String, said: String) throws {
            defer { remove() }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let lines =
                #"{"id":"first",\#(Self.fields)}"# + "\n" + #"{"id":"a",\#(Self.fields),\#(field)}"# + "\n"
            let outcome = try Program.run(["store", "import", path("s.db"), "-"], input: lines)
            #expect(outcome.exitCode == 65)
            #expect(outcome.errors.contains("-:2: \(said)"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: path("s.db")))
        }

        @Test func damagedAttributesAreReported() async throws {
            defer { remove() }
            try await makeStore()
            #expect(try Program.run(["store", "verify", path("s.db")]).exitCode == 0)
            let store = SQLiteSessionStore(path: path("s.db"))
            let epoch = try await store.open(resuming: nil, at: Self.moment).epoch
            let session = StoredSession(
                id: "bad",
                incarnation: Incarnation(rawValue: epoch << 40 | 1),
                createdAt: Self.moment,
                lastAccessedAt: Self.moment,
                attributes: SessionAttributes(owner: String(repeating: "o", count: 300)),
                value: [0x31]
            )
            try await store.commit([.put(session)], at: Self.moment)
            await store.close()
            let verify = try Program.run(["store", "verify", path("s.db")])
            #expect(verify.exitCode == 1)
            #expect(
                verify.output.hasPrefix(
                    "session bad: its attributes are damaged: the owner has 300 bytes of UTF-8; "
                ),
                "\(verify.output)"
            )
            #expect(
                verify.output.contains("\n1 problem; when a server starts, it restores "),
                "\(verify.output)"
            )
        }
    }
#endif

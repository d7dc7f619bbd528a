#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// Owners, keys and descriptors of sessions over HTTP.
    @Suite(.timeLimit(.minutes(30))) struct AttributeRoutesTests {
        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))

        private let attributes = SessionAttributes(
            owner: "alice",
            keys: ["device:7", "tenant:é"],
            descriptor: SessionDescriptor(
                label: "Phone",
                address: "203.0.113.7",
                userAgent: "curl/8",
                details: ["city": "Ulm"]
            ),
            authenticatedAt: WallTime(nanosecondsSinceEpoch: 1_699_999_990_250_000_000)
        )

        private let members = #"""
            "owner":"alice","keys":["device:7","tenant:é"],"authenticated_at":"2023-11-14T22:13:10.25Z",\#
            "descriptor":{"label":"Phone","address":"203.0.113.7","user_agent":"curl/8","details":{"city":"Ulm"}}
            """#

        /// Returns the attributes of a session without the handle that the manager assigned.
        private static func plain(
            _ id: String,
            _ manager: SessionManager<JSONSessionValue>
        ) -> SessionAttributes? {
            var attributes = manager.info(id)?.attributes
            attributes?.handle = nil
            return attributes
        }

        @Test(arguments: ["", "?replace=true"])
        func aSessionIsCreatedAndReadWithAttributes(_ query: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [attributes, members] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let created = try await connection.json(
                        "POST",
                        "/v1/sessions\(query)",
                        #"{"id":"a","value":1,\#(members)}"#
                    )
                    #expect(created.status == 201, "\(created)")
                    #expect(Self.plain("a", manager) == attributes)
                    let handle = try #require(manager.info("a")?.attributes?.handle)
                    let read = try await connection.request("GET", "/v1/sessions/a").json
                    let listed = try await connection.request("GET", "/v1/sessions").json["sessions"]
                    guard case .array(let page)? = listed, page.count == 1 else {
                        throw HTTPConnectionError("\(String(describing: listed))")
                    }
                    for body in [try created.json, read, page[0]] {
                        #expect(body["owner"] == .string("alice"))
                        #expect(body["keys"] == .array([.string("device:7"), .string("tenant:é")]))
                        #expect(body["authenticated_at"] == .string("2023-11-14T22:13:10.250Z"))
                        #expect(body["handle"] == .string(handle.description))
                        #expect(
                            body["descriptor"]
                                == .object([
                                    "label": .string("Phone"), "address": .string("203.0.113.7"),
                                    "user_agent": .string("curl/8"),
                                    "details": .object(["city": .string("Ulm")]),
                                ])
                        )
                    }
                }
            }
        }

        @Test func aSessionWithoutAttributesHasNoMembersForThem() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let body = #"{"id":"a","value":1,"keys":[],"descriptor":{"details":{}}}"#
                    let reply = try await connection.json("POST", "/v1/sessions", body)
                    #expect(reply.status == 201)
                    #expect(manager.info("a")?.attributes == nil)
                    for name in [
                        "owner", "keys", "descriptor", "authenticated_at", "handle", "idle_timeout_seconds",
                        "lifetime_seconds",
                    ] {
                        #expect(try reply.json[name] == nil, "\(name)")
                    }
                }
            }
        }

        @Test func aSessionsOwnTimeoutsAreShown() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let created = try await connection.json(
                        "POST",
                        "/v1/sessions",
                        #"{"id":"a","value":1,"lifetime_seconds":7200}"#
                    ).json
                    let read = try await connection.request("GET", "/v1/sessions/a").json
                    for body in [created, read] {
                        #expect(body["lifetime_seconds"] == .integer(7_200))
                        #expect(body["idle_timeout_seconds"] == nil, "it follows the policy")
                    }
                }
            }
        }

        @Test func aPatchChangesOnlyWhatItNames() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .object(["n": .integer(1)]), attributes: attributes)
            let handle = manager.info("a")?.attributes?.handle
            try await server.run { [attributes, clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    var expected = attributes
                    func patch(_ body: String) async throws {
                        let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                        #expect(reply.status == 200, "\(body): \(reply)")
                        #expect(Self.plain("a", manager) == expected, "\(body)")
                        #expect(manager.info("a")?.attributes?.handle == handle, "the handle stays")
                    }
                    clock.advance(by: .seconds(5))
                    expected.owner = "bob"
                    try await patch(#"{"owner":"bob"}"#)
                    #expect(manager.info("a")?.idleTime == .zero, "a patch is an access")
                    #expect(manager.peek("a")?.value == .object(["n": .integer(1)]))

                    expected.keys = ["pr:42"]
                    try await patch(#"{"keys":["pr:42"]}"#)
                    expected.descriptor?.label = nil
                    expected.descriptor?.details["floor"] = "2"
                    try await patch(#"{"descriptor":{"label":null,"details":{"floor":"2"}}}"#)
                    expected.descriptor?.details["city"] = nil
                    try await patch(#"{"descriptor":{"details":{"city":null,"unknown":null}}}"#)
                    expected.descriptor?.details = [:]
                    try await patch(#"{"descriptor":{"details":null}}"#)
                    expected.authenticatedAt = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)
                    try await patch(#"{"authenticated_at":"2023-11-14T23:13:20+01:00"}"#)

                    expected.owner = nil
                    try await patch(#"{"owner":null,"value":{"m":2}}"#)
                    #expect(manager.peek("a")?.value == .object(["n": .integer(1), "m": .integer(2)]))
                    expected.keys = []
                    try await patch(#"{"keys":null}"#)
                    expected.authenticatedAt = nil
                    try await patch(#"{"authenticated_at":null}"#)
                }
            }
        }

        /// A session that loses its last attribute is still there.
        @Test func aPatchRemovesAllAttributes() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .integer(1), attributes: attributes)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let body = #"{"owner":null,"keys":null,"descriptor":null,"authenticated_at":null}"#
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                    #expect(reply.status == 200)
                    #expect(try reply.json["owner"] == nil && reply.json["handle"] == nil)
                    #expect(manager.info("a")?.attributes == nil)
                    #expect(manager.peek("a")?.value == .integer(1))
                    // The last text of a descriptor takes the descriptor with it.
                    _ = try await connection.json("PATCH", "/v1/sessions/a", #"{"descriptor":{"label":"x"}}"#)
                    #expect(manager.info("a")?.attributes?.descriptor?.label == "x")
                    _ = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"descriptor":{"label":null}}"#
                    )
                    #expect(manager.info("a")?.attributes == nil)
                }
            }
        }

        /// The problem names the member, and never repeats what the client sent.
        @Test(arguments: [
            (#""owner":1"#, "malformed-body", "`owner`"),
            (#""owner":"""#, "invalid-attributes", "the owner has 0 bytes"),
            (
                #""owner":"\#(String(repeating: "é", count: 129))""#, "invalid-attributes",
                "the owner has 258 bytes"
            ),
            (#""keys":"secret""#, "malformed-body", "`keys`"),
            (#""keys":["secret",1]"#, "malformed-body", "each element of `keys`"),
            (#""keys":["1","2","3","4","5","6","7","8","9"]"#, "malformed-body", "at most 8"),
            (#""keys":["secret","secret"]"#, "malformed-body", "`keys` has the same key twice"),
            (#""keys":[""]"#, "invalid-attributes", "a key has 0 bytes"),
            (#""descriptor":"secret""#, "malformed-body", "`descriptor`"),
            (#""descriptor":{"lable":"x"}"#, "malformed-body", "did you mean `label`?"),
            (#""descriptor":{"user_agent":1}"#, "malformed-body", "`user_agent`"),
            (#""descriptor":{"details":[]}"#, "malformed-body", "`details`"),
            (#""descriptor":{"details":{"secret":1}}"#, "malformed-body", "each member of `details`"),
            (
                #""descriptor":{"label":"\#(String(repeating: "x", count: 2_049))"}"#,
                "invalid-attributes", "bytes of UTF-8; use at most 2048"
            ),
            (#""authenticated_at":1"#, "malformed-body", "`authenticated_at`"),
            (#""authenticated_at":"yesterday""#, "malformed-body", "`authenticated_at`"),
        ])
        func invalidAttributesAreReported(
            _ member: String,
            _ problem: String,
            _ text: String
        ) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .integer(1), attributes: attributes)
            try await server.run { [attributes] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (method, path) in [
                        ("POST", "/v1/sessions"), ("POST", "/v1/sessions?replace=true"),
                        ("PATCH", "/v1/sessions/a"),
                    ] {
                        let reply = try await connection.json(method, path, #"{"value":2,\#(member)}"#)
                        #expect(reply.status == 400 && reply.problem == problem, "\(method): \(reply)")
                        #expect(reply.body.contains(text), "\(reply.body)")
                        #expect(!reply.body.contains("secret"))
                    }
                    #expect(manager.count == 1 && manager.metrics().totalCreated == 1)
                    #expect(manager.peek("a")?.value == .integer(1), "nothing of the patch was applied")
                    #expect(Self.plain("a", manager) == attributes)
                }
            }
        }

        /// Each text of a patch is within the bounds, but the merged descriptor isn't.
        @Test func aMergedDescriptorIsLimitedToo() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            let full = SessionDescriptor(label: String(repeating: "x", count: 2_000))
            try manager.create("a", .integer(1), attributes: SessionAttributes(descriptor: full))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let address = String(repeating: "y", count: 49)
                    let reply = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"value":2,"descriptor":{"address":"\#(address)"}}"#
                    )
                    #expect(reply.status == 400 && reply.problem == "invalid-attributes")
                    #expect(manager.info("a")?.attributes?.descriptor == full)
                    #expect(manager.peek("a")?.value == .integer(1))
                }
            }
        }

        /// A create can't remove anything, and the server gives the handle.
        @Test(arguments: [
            #""owner":null"#, #""keys":null"#, #""descriptor":null"#, #""authenticated_at":null"#,
            #""descriptor":{"label":null}"#, #""descriptor":{"details":null}"#,
            #""descriptor":{"details":{"a":null}}"#, #""handle":"0123456789abcdef""#,
        ])
        func aCreateRefuses(_ member: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("POST", "/v1/sessions", #"{"value":1,\#(member)}"#)
                    #expect(reply.status == 400 && reply.problem == "malformed-body", "\(reply)")
                    #expect(manager.count == 0)
                }
            }
        }

        @Test func aPatchCantChangeTheHandle() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .integer(1), attributes: attributes)
            let before = manager.info("a")?.attributes
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let body = #"{"handle":"0123456789abcdef","owner":"bob"}"#
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                    #expect(reply.status == 400 && reply.problem == "malformed-body")
                    #expect(reply.body.contains("`handle` can't be changed"))
                    #expect(manager.info("a")?.attributes == before)
                }
            }
        }

        @Test func theJournalKeepsTheOwner() throws {
            let journal = EventJournal<Int>(capacity: 10)
            let manager = SessionManager<Int>(observers: [journal])
            try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
            try manager.updateAttributes("a") { $0.owner = "bob" }
            try manager.delete("a")
            try manager.create("b", 1)
            let entries = journal.read(after: 0, .all, limit: 10).entries.map(\.entry)
            #expect(entries.map(\.owner) == ["alice", "bob", "bob", nil])
            let body = JSONSessionValue(
                try JSONParser.parse(try JSONCoding.encode(EventBody(entries[2])), maximumDepth: 8)
            )
            #expect(body["owner"] == .string("bob"))
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// Versions over HTTP: `ETag`, `If-Match` and `If-None-Match`, as RFC 9110 describes them in section 13.
    @Suite(.timeLimit(.minutes(30))) struct VersionRoutesTests {
        private let clock = ManualClock()

        private func run(
            requiresPreconditions: Bool = false,
            _ body:
                @escaping @Sendable (HTTPConnection, SessionManager<JSONSessionValue>) async throws -> Void
        ) async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.requiresPreconditions = requiresPreconditions
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    try await body(connection, manager)
                }
            }
        }

        private static func send(
            _ connection: HTTPConnection,
            _ method: String,
            _ path: String = "/v1/sessions/a",
            _ headers: [(String, String)] = [],
            _ body: String = ""
        ) async throws -> HTTPReply {
            let type = [("Content-Type", "application/json")]
            return try await connection.request(
                method,
                path,
                body.isEmpty ? headers : type + headers,
                body: body
            )
        }

        private static func tag(_ version: SessionVersion?) -> String {
            version.map { "\"\($0)\"" } ?? "no version"
        }

        // MARK: The tag

        @Test func everyResponseWithASessionHasItsVersion() async throws {
            try await run { connection, manager in
                for (method, path, body) in [
                    ("POST", "/v1/sessions", #"{"id":"a","value":1}"#), ("GET", "/v1/sessions/a", ""),
                    ("PATCH", "/v1/sessions/a", #"{"value":2,"owner":"alice","lifetime_seconds":60}"#),
                    ("PATCH", "/v1/sessions/a", "{}"), ("PUT", "/v1/sessions/a", #"{"value":3}"#),
                    ("PUT", "/v1/sessions/b", #"{"value":4}"#),
                ] {
                    let reply = try await Self.send(connection, method, path, [], body)
                    let id = path.hasSuffix("b") ? "b" : "a"
                    let version = try #require(manager.peek(id)?.version)
                    #expect(reply["etag"] == Self.tag(version), "\(method) \(path)")
                    #expect(try reply.json["version"] == .string("\(version)"), "\(method) \(path)")
                }
                let head = try await connection.request("HEAD", "/v1/sessions/a")
                #expect(head["etag"] == Self.tag(manager.peek("a")?.version))
                let page = try await connection.request("GET", "/v1/sessions?prefix=a")
                guard case .array(let sessions)? = try page.json["sessions"] else {
                    throw HTTPConnectionError("")
                }
                #expect(sessions.first?["version"] == (manager.peek("a")?.version).map { .string("\($0)") })
            }
        }

        @Test func aChangeGivesAnotherTagAndAnAccessDoesNot() async throws {
            try await run { connection, manager in
                try manager.create("a", .integer(1))
                let first = try await Self.send(connection, "GET")
                _ = try await Self.send(connection, "POST", "/v1/sessions/a/touch")
                #expect(try await Self.send(connection, "GET")["etag"] == first["etag"])
                _ = try await Self.send(connection, "PATCH", "/v1/sessions/a", [], #"{"keys":["k"]}"#)
                #expect(try await Self.send(connection, "GET")["etag"] != first["etag"])
            }
        }

        // MARK: Reads

        @Test func aReadOfAKnownVersionIsAnsweredWithoutTheSession() async throws {
            try await run { connection, manager in
                let tag = Self.tag(try manager.create("a", .integer(1)).version)
                for known in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\",,W/\(tag) ,", "*"] {
                    for method in ["GET", "HEAD"] {
                        let reply = try await Self.send(
                            connection,
                            method,
                            "/v1/sessions/a",
                            [("If-None-Match", known)]
                        )
                        #expect(reply.status == 304 && reply.body.isEmpty, "\(method) \(known)")
                        #expect(reply["etag"] == tag)
                    }
                }
                // It is an access all the same.
                clock.advance(by: .minutes(20))
                _ = try await Self.send(connection, "GET", "/v1/sessions/a", [("If-None-Match", tag)])
                #expect(manager.info("a")?.idleTime == .zero)
                manager.update("a") { $0 = .integer(2) }
                for other in [tag, "\"\"", "\"1-2-3\""] {
                    let reply = try await Self.send(
                        connection,
                        "GET",
                        "/v1/sessions/a",
                        [("If-None-Match", other)]
                    )
                    #expect(try reply.status == 200 && reply.json["value"] == .integer(2))
                }
                #expect(
                    try await Self.send(connection, "GET", "/v1/sessions/a", [("If-Match", tag)]).status
                        == 412
                )
            }
        }

        // MARK: Changes

        @Test(arguments: [
            ("PATCH", #"{"value":2}"#), ("PATCH", #"{"owner":"alice"}"#),
            ("PATCH", #"{"idle_timeout_seconds":60}"#), ("PATCH", "{}"), ("PUT", #"{"value":2}"#),
            ("DELETE", ""),
        ])
        func aChangeWithAVersionIsMadeIfTheSessionHasIt(_ method: String, _ body: String) async throws {
            try await run { connection, manager in
                let stale = Self.tag(try manager.create("a", .integer(1)).version)
                manager.update("a") { $0 = .integer(1) }
                let present = try #require(manager.peek("a"))
                let tag = Self.tag(present.version)
                for unmet in [
                    ("If-Match", stale), ("If-Match", "\"x\", \(stale)"), ("If-Match", "W/\(tag)"),
                    ("If-None-Match", tag), ("If-None-Match", "W/\(tag)"), ("If-None-Match", "*"),
                ] {
                    let reply = try await Self.send(connection, method, "/v1/sessions/a", [unmet], body)
                    #expect(reply.status == 412 && reply.problem == "version-mismatch", "\(unmet)")
                    #expect(reply["etag"] == tag)
                    #expect(try reply.json["version"] == .string("\(present.version)"))
                    #expect(manager.peek("a") == present && manager.info("a")?.attributes == nil)
                }
                for met in [
                    [("If-Match", "*")], [("If-None-Match", stale)], [("If-Match", tag)],
                    [("If-Match", stale), ("if-match", tag)],
                ] {
                    try manager.create("a", .integer(1))
                    let tag = Self.tag(manager.peek("a")?.version)
                    let headers = met.map { ($0.0, $0.1 == Self.tag(present.version) ? tag : $0.1) }
                    let reply = try await Self.send(connection, method, "/v1/sessions/a", headers, body)
                    #expect(reply.status == (method == "DELETE" ? 204 : 200), "\(met)")
                    if method == "DELETE" { #expect(manager.peek("a") == nil) }
                }
            }
        }

        @Test func theFirstChangeOfAPatchMeetsTheConditionForAll() async throws {
            try await run { connection, manager in
                let version = try manager.create("a", .object(["n": .integer(1)])).version
                let body = #"{"value":{"m":2},"owner":"alice","lifetime_seconds":60}"#
                let headers = [("If-Match", Self.tag(version))]
                let reply = try await Self.send(connection, "PATCH", "/v1/sessions/a", headers, body)
                #expect(try reply.status == 200 && reply.json["owner"] == .string("alice"))
                #expect(manager.info("a")?.timeouts == Timeouts(lifetime: .seconds(60)))
                #expect(reply["etag"] == Self.tag(manager.peek("a")?.version))
                let again = try await Self.send(connection, "PATCH", "/v1/sessions/a", headers, body)
                #expect(again.status == 412)
            }
        }

        @Test func twoClientsNeverBothSucceedWithOneVersion() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.requiresPreconditions = true
            let manager = server.manager
            try manager.create("a", .integer(0))
            let wins = try await server.run { port in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            let wins = Locked(0)
                            try await HTTPConnection.open(port) { connection async throws -> Void in
                                for _ in 0..<50 {
                                    let read = try await Self.send(connection, "GET")
                                    guard case .integer(let value)? = try read.json["value"] else { return }
                                    let reply = try await Self.send(
                                        connection,
                                        value % 2 == 0 ? "PATCH" : "PUT",
                                        "/v1/sessions/a",
                                        [("If-Match", read["etag"] ?? "")],
                                        #"{"value":\#(value + 1)}"#
                                    )
                                    #expect([200, 412].contains(reply.status))
                                    if reply.status == 200 { wins.withLock { $0 += 1 } }
                                }
                            }
                            return wins.withLock { $0 }
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
            #expect(manager.peek("a")?.value == .integer(Int64(wins)) && wins >= 50)
        }

        @Test func aMissingSessionIsNotFoundWhateverTheCondition() async throws {
            try await run { connection, manager in
                for condition in [("If-Match", "\"1-1\""), ("If-Match", "*"), ("If-None-Match", "*")] {
                    for (method, body) in [("GET", ""), ("PATCH", #"{"value":1}"#), ("DELETE", "")] {
                        let reply = try await Self.send(
                            connection,
                            method,
                            "/v1/sessions/a",
                            [condition],
                            body
                        )
                        #expect(reply.status == 404, "\(method) \(condition)")
                    }
                }
                #expect(manager.count == 0)
            }
        }

        @Test(arguments: [
            "", ",", "1-1", "\"1-1", "1-1\"", "\"1-1\" \"2-2\"", "*, \"1-1\"", "\"1-1\", *", "w/\"1-1\"",
            "W/1-1",
            "\"1-1\"x",
        ])
        func aMalformedConditionChangesNothing(_ value: String) async throws {
            try await run { connection, manager in
                let session = try manager.create("a", .integer(1))
                for name in ["If-Match", "If-None-Match"] {
                    for (method, body) in [
                        ("GET", ""), ("PATCH", #"{"value":2}"#), ("PUT", #"{"value":2}"#), ("DELETE", ""),
                    ] {
                        let reply = try await Self.send(
                            connection,
                            method,
                            "/v1/sessions/a",
                            [(name, value)],
                            body
                        )
                        #expect(reply.status == 400 && reply.problem == "malformed-condition", "\(method)")
                        #expect(reply.body.contains(name))
                    }
                }
                #expect(manager.peek("a")?.version == session.version)
            }
        }

        @Test func aMethodThatARouteLacksNeedsNoCondition() async throws {
            try await run { connection, _ in
                for (method, path) in [
                    ("TRACE", "/v1/sessions/a"), ("POST", "/v1/sessions/a"), ("PUT", "/v1/sessions"),
                ] {
                    for name in ["If-Match", "If-None-Match"] {
                        let reply = try await Self.send(connection, method, path, [(name, "0")])
                        #expect(reply.status == 405, "\(method) \(path) \(name)")
                    }
                }
            }
        }

        // MARK: PUT

        @Test func aPutCreatesASessionOrReplacesWhatItHas() async throws {
            try await run { connection, manager in
                let body = #"{"value":{"n":1},"owner":"alice","keys":["k"],"idle_timeout_seconds":60}"#
                let created = try await Self.send(connection, "PUT", "/v1/sessions/a", [], body)
                #expect(created.status == 201)
                let first = try #require(manager.info("a"))
                #expect(first.attributes?.owner == "alice" && first.timeouts == Timeouts(idle: .seconds(60)))
                clock.advance(by: .seconds(30))
                // The same again changes the value's version only.
                #expect(try await Self.send(connection, "PUT", "/v1/sessions/a", [], body).status == 200)
                #expect(manager.info("a")?.attributes == first.attributes)
                let replaced = try await Self.send(connection, "PUT", "/v1/sessions/a", [], #"{"value":[2]}"#)
                #expect(replaced.status == 200)
                let second = try #require(manager.info("a"))
                #expect(second.value == .array([.integer(2)]))
                #expect(second.attributes == nil && second.timeouts == nil)
                // It is the same session.
                #expect(second.session.incarnation == first.session.incarnation && second.age == .seconds(30))
            }
        }

        @Test func aPutCanBeOnlyACreateOrOnlyAChange() async throws {
            try await run { connection, manager in
                func put(_ header: (String, String), _ value: Int) async throws -> HTTPReply {
                    try await Self.send(
                        connection,
                        "PUT",
                        "/v1/sessions/a",
                        [header],
                        #"{"value":\#(value)}"#
                    )
                }
                for condition in [("If-Match", "*"), ("If-Match", "\"1-1\"")] {
                    let reply = try await put(condition, 1)
                    #expect(reply.status == 412 && reply.problem == "version-mismatch")
                    #expect(reply["etag"] == nil && manager.count == 0)
                }
                #expect(try await put(("If-None-Match", "*"), 1).status == 201)
                let reply = try await put(("If-None-Match", "*"), 2)
                #expect(reply.status == 412 && reply["etag"] == Self.tag(manager.peek("a")?.version))
                #expect(manager.peek("a")?.value == .integer(1))
                #expect(try await put(("If-Match", "*"), 3).status == 200)
                // The condition is about living sessions.
                clock.advance(by: .hours(1))
                #expect(try await put(("If-None-Match", "*"), 4).status == 201)
            }
        }

        @Test func aPutIsCheckedBeforeAnythingChanges() async throws {
            try await run { connection, manager in
                let session = try manager.create("a", .integer(1))
                for (path, body) in [
                    ("/v1/sessions/a", #"{"value":2,"id":"a"}"#), ("/v1/sessions/a", #"{"owner":"alice"}"#),
                    ("/v1/sessions/a", #"{"value":2,"owner":""}"#), ("/v1/sessions/a", "[]"),
                    ("/v1/sessions/a", #"{"value":2,"lifetime_seconds":null}"#),
                    ("/v1/sessions/a", #"{"value":2,"lifetime_seconds":0}"#),
                    ("/v1/sessions/%2E%2E", #"{"value":2}"#), ("/v1/sessions/a?x=1", #"{"value":2}"#),
                ] {
                    let reply = try await Self.send(connection, "PUT", path, [], body)
                    #expect(reply.status == 400, "\(path) \(body)")
                }
                #expect(manager.peek("a") == session && manager.count == 1)
            }
        }

        // MARK: The setting

        @Test func aServerCanRequireConditions() async throws {
            try await run(requiresPreconditions: true) { connection, manager in
                let session = try manager.create("a", .integer(1))
                for (method, body) in [
                    ("PATCH", #"{"value":2}"#), ("PUT", #"{"value":2}"#), ("DELETE", ""),
                ] {
                    let reply = try await Self.send(connection, method, "/v1/sessions/a", [], body)
                    #expect(reply.status == 428 && reply.problem == "precondition-required", "\(method)")
                }
                #expect(manager.peek("a") == session)
                // Other requests need none.
                #expect(try await Self.send(connection, "GET").status == 200)
                #expect(try await Self.send(connection, "POST", "/v1/sessions/a/touch").status == 204)
                let created = try await connection.json("POST", "/v1/sessions", #"{"value":1}"#)
                #expect(created.status == 201)
                let headers = [("If-Match", Self.tag(session.version))]
                #expect(
                    try await Self.send(connection, "PATCH", "/v1/sessions/a", headers, #"{"value":2}"#)
                        .status
                        == 200
                )
                let any = [("If-Match", "*")]
                #expect(try await Self.send(connection, "DELETE", "/v1/sessions/a", any).status == 204)
                #expect(try await connection.request("DELETE", "/v1/sessions?all=true").status == 200)
            }
        }
    }
#endif

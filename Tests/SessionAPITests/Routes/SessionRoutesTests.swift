#if HTTP
    import HTTPTestSupport
    import InMemoryLogging
    import Logging
    import SessionObservers
    import Sessions
    import Testing

    @testable import SessionAPI

    @Suite(.timeLimit(.minutes(30))) struct SessionRoutesTests {
        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))

        @Test func aSessionLivesOverHTTP() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let created = try await connection.json(
                        "POST",
                        "/v1/sessions",
                        #"{"id":"conv-1","value":{"chat":"c","n":1},"idle_timeout_seconds":600}"#
                    )
                    #expect(created.status == 201)
                    #expect(created["location"] == "/v1/sessions/conv-1")
                    #expect(created["cache-control"] == "no-store")
                    #expect(try created.json["expires_in_seconds"] == .integer(600))
                    #expect(try created.json["created_at"] == .string("2023-11-14T22:13:20.000Z"))

                    clock.advance(by: .seconds(100))
                    let peeked = try await connection.request("GET", "/v1/sessions/conv-1?peek=true")
                    #expect(try peeked.json["idle_seconds"] == .integer(100))
                    #expect(try peeked.json["age_seconds"] == .integer(100))
                    let read = try await connection.request("GET", "/v1/sessions/conv-1")
                    #expect(try read.json["idle_seconds"] == .integer(0))
                    #expect(try read.json["value"]?["chat"] == .string("c"))

                    clock.advance(by: .seconds(10))
                    let patched = try await connection.json(
                        "PATCH",
                        "/v1/sessions/conv-1",
                        #"{"value":{"n":null,"m":[1]}}"#
                    )
                    #expect(patched.status == 200)
                    #expect(
                        try patched.json["value"]
                            == .object(["chat": .string("c"), "m": .array([.integer(1)])])
                    )
                    #expect(try patched.json["idle_seconds"] == .integer(0))
                    #expect(
                        try patched.json["incarnation"] == created.json["incarnation"],
                        "it is the same session"
                    )

                    #expect(try await connection.request("DELETE", "/v1/sessions/conv-1").status == 204)
                    for method in ["GET", "DELETE"] {
                        let gone = try await connection.request(method, "/v1/sessions/conv-1")
                        #expect(gone.status == 404 && gone.problem == "session-not-found")
                    }
                    let gone = try await connection.json("PATCH", "/v1/sessions/conv-1", #"{"value":1}"#)
                    #expect(gone.problem == "session-not-found")
                }
            }
        }

        @Test func deadSessionsAreNotFound() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .null)
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .minutes(31))
                    #expect(try await connection.request("GET", "/v1/sessions/a").status == 404)
                    #expect(
                        try await connection.request("GET", "/v1/sessions").json["sessions"] == .array([])
                    )
                }
            }
        }

        @Test func aLivingSessionIsReplacedOnlyOnRequest() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    let body = #"{"id":"a","value":1}"#
                    #expect(try await connection.json("POST", "/v1/sessions", body).status == 201)
                    clock.advance(by: .seconds(5))
                    let conflict = try await connection.json("POST", "/v1/sessions", body)
                    #expect(conflict.status == 409 && conflict.problem == "session-exists")
                    #expect(manager.info("a")?.idleTime == .seconds(5), "a conflict is not an access")
                    let replaced = try await connection.json("POST", "/v1/sessions?replace=true", body)
                    #expect(replaced.status == 201)
                    #expect(manager.metrics().ended[.replaced] == 1)
                }
            }
        }

        @Test func aMissingIdIsGenerated() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let first = try await connection.json("POST", "/v1/sessions", #"{"value":1}"#)
                    let second = try await connection.json("POST", "/v1/sessions", #"{"value":1}"#)
                    guard case .string(let id)? = try first.json["id"] else {
                        throw HTTPConnectionError("no id")
                    }
                    #expect(id.count == 32)
                    #expect(try second.json["id"] != .string(id))
                }
            }
        }

        /// The characters of an id must not reach a header or the log unescaped.
        @Test(arguments: ["a\r\nX-Evil: 1", "\u{1B}[31mred", "a\0b", "é/..?#%", "../", "a\u{202E}b", " "])
        func idsOfAnyBytesWork(_ id: String) async throws {
            var handler = InMemoryLogHandler()
            handler.logLevel = .trace
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.logger = Logger(label: "test", factory: { [handler] _ in handler })
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let body = String(
                        decoding: try JSONCoding.encode(
                            JSONSessionValue.object(["id": .string(id), "value": .integer(1)])
                        ),
                        as: UTF8.self
                    )
                    let created = try await connection.json("POST", "/v1/sessions", body)
                    #expect(created.status == 201)
                    #expect(manager.peek(id) != nil)
                    #expect(created["x-evil"] == nil)
                    let path = try #require(created["location"])
                    #expect(path.utf8.allSatisfy { (0x21...0x7E).contains($0) })
                    let read = try await connection.request("GET", path)
                    #expect(try read.json["id"] == .string(id))
                    _ = try await connection.json("PATCH", path, #"{"value":2}"#)
                    #expect(try await connection.request("DELETE", path).status == 204)
                }
            }
            let lines = handler.entries.map { "\($0.message) \($0.metadata)" }
            #expect(lines.filter { $0.hasPrefix("[HTTP] ") }.count == 3)
            for line in lines {
                #expect(
                    line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{7F}" && $0 != "\u{202E}" }
                )
            }
        }

        @Test func everyChangeIsLoggedWithTheCaller() async throws {
            var handler = InMemoryLogHandler()
            handler.logLevel = .notice
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.logger = Logger(label: "test", factory: { [handler] _ in handler })
            server.access = try HTTPAccess(token: "0123456789abcdef", readToken: "fedcba9876543210")
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func send(
                        _ method: String,
                        _ path: String,
                        _ body: String = "",
                        token: String = "0123456789abcdef"
                    )
                        async throws -> HTTPReply
                    {
                        try await connection.request(
                            method,
                            path,
                            [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")],
                            body: body
                        )
                    }
                    _ = try await send("POST", "/v1/sessions", #"{"id":"a-session-id","value":1}"#)
                    _ = try await send("PATCH", "/v1/sessions/a-session-id", #"{"value":2}"#)
                    _ = try await send("GET", "/v1/sessions/a-session-id")
                    _ = try await send("DELETE", "/v1/sessions/a-session-id")
                    _ = try await send("POST", "/v1/cleanup")
                    _ = try await send("DELETE", "/v1/sessions?all=true&dry_run=true")
                    _ = try await send("DELETE", "/v1/sessions?all=true")
                    for (method, path) in [
                        ("POST", "/v1/sessions"), ("DELETE", "/v1/sessions?all=true"),
                        ("DELETE", "/v1/sessions/a"),
                        ("PATCH", "/v1/sessions/a"), ("POST", "/v1/cleanup"),
                    ] {
                        let reply = try await send(method, path, token: "fedcba9876543210")
                        #expect(reply.status == 403 && reply.problem == "read-only-token")
                    }
                }
            }
            let lines = handler.entries.map { "\($0.message)" }.filter { $0.hasPrefix("[HTTP] ") }
            #expect(
                lines.map { $0.prefix { $0 != "(" }.dropLast() } == [
                    "[HTTP] created a-sessio", "[HTTP] changed a-sessio", "[HTTP] deleted a-sessio",
                    "[HTTP] cleaned up 0 sessions", "[HTTP] deleted 0 sessions by filter",
                ]
            )
            #expect(lines.allSatisfy { $0.contains("(by token from 127.0.0.1:") })
        }

        /// An operator who chose digests for the log would otherwise find ids in the lines about changes.
        @Test func changesAreLoggedWithDigestsIfChosen() async throws {
            var handler = InMemoryLogHandler()
            handler.logLevel = .notice
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.logger = Logger(label: "test", factory: { [handler] _ in handler })
            let style = IdentifierStyle.digest(secret: "0123456789abcdef")
            server.loggedIdentifiers = style
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let headers = [("Content-Type", "application/json")]
                    _ = try await connection.request(
                        "POST",
                        "/v1/sessions",
                        headers,
                        body: #"{"id":"conv-1","value":1}"#
                    )
                    _ = try await connection.request("DELETE", "/v1/sessions/conv-1")
                }
            }
            let entries = handler.entries.filter { "\($0.message)".hasPrefix("[HTTP] ") }
            #expect(
                entries.map { $0.metadata["session"] } == Array(repeating: "\(style("conv-1"))", count: 2)
            )
            #expect(entries.allSatisfy { "\($0.message)".contains(" \(style("conv-1")) (by ") })
            #expect(!entries.contains { "\($0)".contains("conv-1") })
        }

        @Test func aReadTokenNeverRefreshes() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.access = try HTTPAccess(token: nil, readToken: "fedcba9876543210")
            try server.manager.create("a", .null)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    clock.advance(by: .seconds(7))
                    let headers = [("Authorization", "Bearer fedcba9876543210")]
                    #expect(try await connection.request("GET", "/v1/sessions/a", headers).status == 200)
                    #expect(manager.info("a")?.idleTime == .seconds(7))
                    let refused = try await connection.request("GET", "/v1/sessions/a")
                    #expect(refused.status == 401 && refused.problem == "token-missing")
                    #expect(refused["www-authenticate"] == #"Bearer realm="sessions""#)
                    // A count is allowed, because it changes nothing. A deletion is not.
                    let dry = try await connection.request(
                        "DELETE",
                        "/v1/sessions?all=true&dry_run=true",
                        headers
                    )
                    #expect(dry.status == 200 && dry.body.contains(#""matched":1"#))
                    for query in ["all=true", "all=true&dry_run=false", "prefix=a"] {
                        let real = try await connection.request("DELETE", "/v1/sessions?\(query)", headers)
                        #expect(real.status == 403 && real.problem == "read-only-token", "\(query)")
                        #expect(!real.body.contains("SESSION_"), "variable names are hidden")
                    }
                    #expect(manager.count == 1)
                }
            }
        }

        @Test func listingsGoByFilterAndCursor() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            for number in 0..<250 { try server.manager.create("a-\(number)", .integer(Int64(number))) }
            clock.advance(by: .seconds(60))
            for number in 0..<50 { try server.manager.create("b-\(number)", .null) }
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func all(_ query: String) async throws -> [JSONSessionValue] {
                        var found: [JSONSessionValue] = []
                        var cursor = ""
                        while true {
                            let page = try await connection.request("GET", "/v1/sessions?\(query)\(cursor)")
                            guard case .array(let sessions)? = try page.json["sessions"] else {
                                throw HTTPConnectionError("\(page)")
                            }
                            found += sessions
                            guard case .string(let next)? = try page.json["next"] else { return found }
                            cursor = "&cursor=\(next)"
                        }
                    }
                    #expect(try await all("limit=7").count == 300)
                    #expect(Set(try await all("limit=64").compactMap { $0["id"] }).count == 300)
                    #expect(try await all("prefix=b-").count == 50)
                    let page = try await connection.request("GET", "/v1/sessions?values=true&limit=1000")
                    guard case .array(let whole)? = try page.json["sessions"] else {
                        throw HTTPConnectionError("\(page)")
                    }
                    #expect(whole.count == 100, "a page with values has 100 sessions")
                    #expect(try await all("min_age=60").count == 250)
                    #expect(try await all("max_idle=59.5&limit=3").count == 50)
                    #expect(try await all("prefix=a-1&min_idle=60").count == 111)
                    #expect(try await all("prefix=b-")[0]["value"] == nil)
                    #expect(try await all("prefix=b-&values=true")[0]["value"] == .null)

                    let dry = try await connection.request("DELETE", "/v1/sessions?prefix=a-&dry_run=true")
                    #expect(try dry.json["matched"] == .integer(250) && dry.json["deleted"] == .integer(0))
                    let done = try await connection.request("DELETE", "/v1/sessions?prefix=a-")
                    #expect(try done.json["deleted"] == .integer(250))
                    let none = try await connection.request("DELETE", "/v1/sessions")
                    #expect(none.status == 400 && none.problem == "filter-missing")
                }
            }
            #expect(server.manager.count == 50)
        }

        @Test func errorsSayWhatIsWrong() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .null)
            let long = String(repeating: "x", count: 1_025)
            let large = String(repeating: "x", count: 65_535)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func problem(_ method: String, _ path: String, _ body: String = "") async throws
                        -> String?
                    {
                        try await connection.json(method, path, body).problem
                    }
                    for query in [
                        "limit=0", "limit=1001", "limit=x", "cursor=x", "min_age=-1",
                        "min_age=inf", "max_idle=0x10", "peek=1", "values=maybe", "values=", "values",
                        "limit=1&limit=2",
                        "prefix=%FF", "x=1", "prefix=\(long)", "min_age=1e999", "min_age=1e11", "min_age=.5",
                    ] {
                        let name = try await problem("GET", "/v1/sessions?\(query)")
                        #expect(name == "malformed-parameter" || name == "unknown-parameter", "\(query)")
                    }
                    #expect(try await problem("GET", "/v1/sessions/\(long)") == "malformed-identifier")
                    #expect(try await problem("GET", "/v1/sessions/%FF") == "malformed-identifier")
                    #expect(try await problem("POST", "/v1/sessions", "{") == "malformed-json")
                    #expect(try await problem("POST", "/v1/sessions", "[]") == "malformed-body")
                    #expect(try await problem("POST", "/v1/sessions", "{}") == "malformed-body")
                    #expect(
                        try await problem("POST", "/v1/sessions", #"{"value":1,"x":2}"#) == "malformed-body"
                    )
                    for id in ["1", "null", #""""#, "\"\(long)\""] {
                        #expect(
                            try await problem("POST", "/v1/sessions", #"{"value":1,"id":\#(id)}"#)
                                == "malformed-identifier"
                        )
                    }
                    for seconds in ["0", "-1", "1e10", "\"1h\"", "null", "0.0001"] {
                        #expect(
                            try await problem(
                                "POST",
                                "/v1/sessions",
                                #"{"value":1,"lifetime_seconds":\#(seconds)}"#
                            )
                                == "malformed-body"
                        )
                    }
                    #expect(
                        try await problem("POST", "/v1/sessions", "{\"value\":\"\(large)\"}")
                            == "value-too-large"
                    )
                    #expect(try await problem("PATCH", "/v1/sessions/a", "1") == "malformed-body")
                    #expect(try await problem("PATCH", "/v1/sessions/a", #"{"id":"b"}"#) == "malformed-body")
                    #expect(
                        try await problem("PATCH", "/v1/sessions/a", "{\"value\":\"\(large)\"}")
                            == "value-too-large"
                    )
                    #expect(try await problem("POST", "/v1/sessions/a", "1") == "method-not-allowed")
                    #expect(try await problem("GET", "/v1/nothing") == "no-such-route")
                    let form = try await connection.request(
                        "POST",
                        "/v1/sessions",
                        [("Content-Type", "text/plain")],
                        body: "1"
                    )
                    #expect(form.status == 415 && form.problem == "media-type")
                }
            }
        }

        @Test func theLargestValueFits() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let text = String(repeating: "x", count: 65_534)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.json("POST", "/v1/sessions", "{\"value\":\"\(text)\"}")
                    #expect(reply.status == 201)
                }
            }
        }

        @Test func aFullAndAStoppedManagerAnswer503() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock, SessionPolicy(maximumSessions: 1))
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    #expect(try await connection.json("POST", "/v1/sessions", #"{"value":1}"#).status == 201)
                    let full = try await connection.json("POST", "/v1/sessions", #"{"value":1}"#)
                    #expect(full.status == 503 && full.problem == "capacity-reached")
                    #expect(full["retry-after"] != nil)
                    manager.shutdown()
                }
                for (method, path) in [
                    ("POST", "/v1/sessions"), ("POST", "/v1/cleanup"), ("DELETE", "/v1/sessions?all=true"),
                ] {
                    try await HTTPConnection.open(port) { connection async throws -> Void in
                        let reply = try await connection.json(
                            method,
                            path,
                            method == "POST" ? #"{"value":1}"# : ""
                        )
                        #expect(reply.status == 503 && reply.problem == "shutting-down")
                        #expect(reply["connection"] == "close")
                    }
                }
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.request("GET", "/ready").status == 503)
                    #expect(
                        try await connection.request("GET", "/health").json["status"]
                            == .string("shutting down")
                    )
                }
            }
        }

        /// The routes in an application's own server, with its own type of value, below a prefix.
        @Test func typedValuesUnderAPrefix() async throws {
            var server = try RouteServer<Conversation>(clock: clock)
            server.prefix = "internal/sessions"
            try server.manager.create("a", chatID: "chat-1", parentID: "m-1")
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let base = "/internal/sessions"
                    let read = try await connection.request("GET", "\(base)/v1/sessions/a")
                    #expect(try read.json["value"]?["chatID"] == .string("chat-1"))
                    let patched = try await connection.json(
                        "PATCH",
                        "\(base)/v1/sessions/a",
                        #"{"value":{"parentID":"m-2"}}"#
                    )
                    #expect(patched.status == 200)
                    #expect(manager.peek("a")?.value == Conversation(chatID: "chat-1", parentID: "m-2"))
                    for value in [#"{"parentID":1}"#, #"{"chatID":null}"#, "7"] {
                        let unfit = try await connection.json(
                            "PATCH",
                            "\(base)/v1/sessions/a",
                            "{\"value\":\(value)}"
                        )
                        #expect(unfit.status == 422 && unfit.problem == "unfit-value", "\(value)")
                    }
                    let created = try await connection.json(
                        "POST",
                        "\(base)/v1/sessions",
                        #"{"id":"b c","value":{"chatID":"x"}}"#
                    )
                    #expect(created["location"] == "\(base)/v1/sessions/b%20c")
                    #expect(try await connection.request("GET", "\(base)/health").status == 200)
                    #expect(try await connection.request("GET", "/health").problem == "no-such-route")
                }
            }
        }

        @Test func aManagerWithDigestsIsRefused() throws {
            let digest = IdentifierDigest { "digest-" + String($0.reversed()) }
            let manager = try SessionManager<JSONSessionValue>(
                policy: SessionPolicy(),
                identifierDigest: digest
            )
            let error = #expect(throws: SessionServerError.self) { _ = try SessionRoutes(manager) }
            #expect(error?.code == .digestedIdentifiers)
            #expect(error?.isOfConfiguration == true)
            #expect(error?.description.contains("persistence.digest-secret") == true)
        }
    }
#endif

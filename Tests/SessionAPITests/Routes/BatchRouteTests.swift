#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `POST /v1/touch` and `POST /v1/delete` work on sessions by a list of their ids.
    @Suite(.timeLimit(.minutes(30))) struct BatchRouteTests {
        private let clock = ManualClock()
        private static let routes = ["/v1/touch", "/v1/delete"]

        private func names(_ ids: [String]) -> JSONSessionValue { .array(ids.map { .string($0) }) }

        @Test func aTouchKeepsTheSessionsAliveAndNamesTheOthers() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for id in ["a", "b/c d", "touch", "rest"] { try manager.create(id, .integer(1)) }
            try await server.run { [self] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .minutes(20))
                    let reply = try await connection.json(
                        "POST",
                        "/v1/touch",
                        #"{"ids": ["a", "nobody", "b\/c d", "tou\u0063h", "gone", "a"]}"#
                    )
                    #expect(reply.status == 200)
                    #expect(try reply.json["touched"] == .integer(4))
                    #expect(try reply.json["not_found"] == names(["nobody", "gone"]))
                    for id in ["a", "b/c d", "touch"] { #expect(manager.info(id)?.idleTime == .zero) }
                    #expect(manager.info("rest")?.idleTime == .minutes(20))
                    clock.advance(by: .minutes(20))
                    #expect(Set(manager.sessions.map(\.id)) == ["a", "b/c d", "touch"])
                }
            }
        }

        @Test func aDeletionNamesTheOthersAndTellsTheReason() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(rememberedEnds: 10_000)
            )
            let manager = server.manager
            for id in ["a", "b", "rest"] { try manager.create(id, .integer(1)) }
            try await server.run { [self] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json(
                        "POST",
                        "/v1/delete?reason=revoked&by=admin-7",
                        #"{"ids": ["a", "nobody", "b", "a"]}"#
                    )
                    #expect(reply.status == 200)
                    #expect(try reply.json["deleted"] == .integer(2))
                    #expect(try reply.json["not_found"] == names(["nobody", "a"]))
                    #expect(manager.sessions.map(\.id) == ["rest"])
                    for id in ["a", "b"] {
                        #expect(
                            manager.endOf(id)?.deletion == DeletionDetails(reason: .revoked, by: "admin-7")
                        )
                    }
                }
            }
        }

        @Test func theLargestBatchIsAccepted() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            let ids = (0..<SessionBatch.maximumCount).map { "session-\($0)" }
            for id in ids { try manager.create(id, .null) }
            func body(_ ids: [String]) -> String {
                #"{"ids":["# + ids.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
            }
            let (largest, larger) = (body(ids), body(ids + ["more"]))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let touched = try await connection.json("POST", "/v1/touch", largest)
                    #expect(try touched.json["touched"] == .integer(1_000))
                    for route in Self.routes {
                        let reply = try await connection.json("POST", route, larger)
                        #expect(reply.status == 400 && reply.problem == "malformed-body")
                    }
                    #expect(manager.count == 1_000)
                    let deleted = try await connection.json("POST", "/v1/delete", largest)
                    #expect(try deleted.json["deleted"] == .integer(1_000))
                    #expect(manager.count == 0)
                }
            }
        }

        /// Nothing changes, although the first id of each list is that of a session.
        @Test func aBadListChangesNothing() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .null)
            let long = String(repeating: "x", count: 1_025)
            let cases = [
                (#"["a"]"#, "malformed-body"), (#"{}"#, "malformed-body"),
                (#"{"ids": []}"#, "malformed-body"),
                (#"{"ids": "a"}"#, "malformed-body"), (#"{"ids": ["a", 1]}"#, "malformed-body"),
                (#"{"ids": ["a"], "id": "a"}"#, "malformed-body"),
                (#"{"ids": ["a", ""]}"#, "malformed-identifier"),
                (#"{"ids": ["a", "\#(long)"]}"#, "malformed-identifier"),
                (#"{"ids": ["a",]}"#, "malformed-json"),
            ]
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .seconds(7))
                    for route in Self.routes {
                        for (body, problem) in cases {
                            let reply = try await connection.json("POST", route, body)
                            #expect(
                                reply.status == 400 && reply.problem == problem,
                                "\(route) \(body): \(reply)"
                            )
                        }
                        let form = try await connection.request("POST", route, body: #"{"ids": ["a"]}"#)
                        #expect(form.status == 415)
                        let query = try await connection.json("POST", route + "?force=1", #"{"ids": ["a"]}"#)
                        #expect(query.status == 400 && query.problem == "unknown-parameter")
                        #expect(try await connection.request("GET", route).status == 405)
                    }
                    #expect(manager.info("a")?.idleTime == .seconds(7))
                }
            }
        }

        @Test func aBodyAboveTheLimitIsRefused() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.limits.maximumBodyBytes = 1_024
            let body = #"{"ids": ["\#(String(repeating: "x", count: 1_020))"]}"#
            try await server.run { port in
                for route in Self.routes {
                    try await HTTPConnection.open(port) { connection async throws -> Void in
                        let reply = try await connection.json("POST", route, body)
                        #expect(reply.status == 413 && reply.problem == "body-too-large")
                    }
                }
            }
        }

        @Test func aReadTokenAndAShutdownRefuseIt() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.access = try HTTPAccess(token: "0123456789abcdef", readToken: "fedcba9876543210")
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { [clock] port in
                clock.advance(by: .seconds(7))
                for (token, status, problem) in [
                    ("fedcba9876543210", 403, "read-only-token"), ("0123456789abcdef", 503, "shutting-down"),
                ] {
                    if status == 503 { manager.shutdown() }
                    for route in Self.routes {
                        try await HTTPConnection.open(port) { connection async throws -> Void in
                            let headers = [
                                ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
                            ]
                            let reply = try await connection.request(
                                "POST",
                                route,
                                headers,
                                body: #"{"ids": ["a"]}"#
                            )
                            #expect(reply.status == status && reply.problem == problem, "\(route): \(reply)")
                        }
                    }
                }
                #expect(manager.peek("a") != nil && manager.info("a")?.idleTime == .seconds(7))
            }
        }
    }
#endif

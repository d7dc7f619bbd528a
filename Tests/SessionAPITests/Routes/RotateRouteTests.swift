#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `POST /v1/sessions/{id}/rotate` gives a session a new id.
    @Suite(.timeLimit(.minutes(30))) struct RotateRouteTests {
        private let clock = ManualClock()

        @Test func theSessionHasTheNewIdAndNothingElseChanges() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create(
                "a b/c",
                .integer(7),
                attributes: SessionAttributes(owner: "alice"),
                timeouts: Timeouts(idle: .minutes(5))
            )
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .minutes(4))
                    let reply = try await connection.json(
                        "POST",
                        "/v1/sessions/a%20b%2Fc/rotate",
                        #"{"id": "rotate"}"#
                    )
                    #expect(reply.status == 200)
                    let body = try reply.json
                    #expect(body["id"] == .string("rotate") && body["value"] == .integer(7))
                    #expect(body["owner"] == .string("alice"))
                    #expect(manager.peek("a b/c") == nil)
                    let info = try #require(manager.info("rotate"))
                    #expect(info.idleTime == .zero && info.age == .minutes(4))
                    #expect(info.timeouts == Timeouts(idle: .minutes(5)))

                    let again = try await connection.json("POST", "/v1/sessions/rotate/rotate", "{}")
                    guard case .string(let id)? = try again.json["id"] else {
                        throw HTTPConnectionError("no id")
                    }
                    #expect(id.utf8.count == 32 && manager.peek(id)?.value == .integer(7))
                    #expect(manager.count == 1)
                }
            }
        }

        @Test func theTimeoutsChangeAsWithPatch() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            let own = Timeouts(idle: .minutes(5), lifetime: .hours(1))
            let cases = [
                (
                    #"{"id": "b", "idle_timeout_seconds": 60}"#,
                    Timeouts(idle: .minutes(1), lifetime: .hours(1))
                ),
                (#"{"id": "b", "lifetime_seconds": null}"#, Timeouts(idle: .minutes(5))),
                (#"{"id": "b", "lifetime_seconds": null, "idle_timeout_seconds": null}"#, nil),
                (#"{"id": "b"}"#, own),
            ]
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (body, expected) in cases {
                        try manager.deleteAll()
                        try manager.create("a", .null, timeouts: own)
                        #expect(
                            try await connection.json("POST", "/v1/sessions/a/rotate", body).status == 200
                        )
                        #expect(manager.info("b")?.timeouts == expected, "\(body)")
                    }
                }
            }
        }

        @Test func aRefusedRotationChangesNothing() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for id in ["a", "b"] { try manager.create(id, .string(id)) }
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .seconds(7))
                    for (path, body, status, problem) in [
                        ("a", #"{"id": "b"}"#, 409, "session-exists"),
                        ("a", #"{"id": "a"}"#, 409, "session-exists"),
                        ("a", #"{"id": ".."}"#, 400, "malformed-identifier"),
                        ("a", #"{"id": 1}"#, 400, "malformed-identifier"),
                        ("a", #"{"id": "c", "value": 1}"#, 400, "malformed-body"),
                        ("a", #"{"id": "c", "lifetime_seconds": 0}"#, 400, "malformed-body"),
                        ("a", "[]", 400, "malformed-body"), ("a", "", 400, "malformed-json"),
                        ("nobody", #"{"id": "c"}"#, 404, "session-not-found"),
                    ] {
                        let reply = try await connection.json("POST", "/v1/sessions/\(path)/rotate", body)
                        #expect(
                            reply.status == status && reply.problem == problem,
                            "\(path) \(body): \(reply)"
                        )
                    }
                    #expect(try await connection.request("GET", "/v1/sessions/a/rotate").status == 405)
                    #expect(manager.count == 2)
                    for id in ["a", "b"] {
                        #expect(manager.info(id)?.value == .string(id))
                        #expect(manager.info(id)?.idleTime == .seconds(7))
                    }
                }
            }
        }

        @Test func aReadTokenAndAShutdownRefuseIt() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.access = try HTTPAccess(token: "0123456789abcdef", readToken: "fedcba9876543210")
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { port in
                for (token, status, problem) in [
                    ("fedcba9876543210", 403, "read-only-token"), ("0123456789abcdef", 503, "shutting-down"),
                ] {
                    if status == 503 { manager.shutdown() }
                    try await HTTPConnection.open(port) { connection async throws -> Void in
                        let headers = [
                            ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
                        ]
                        let reply = try await connection.request(
                            "POST",
                            "/v1/sessions/a/rotate",
                            headers,
                            body: "{}"
                        )
                        #expect(reply.status == status && reply.problem == problem, "\(reply)")
                    }
                }
                #expect(manager.peek("a") != nil)
            }
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `POST /v1/sessions/{id}/touch` accesses a session without reading it.
    @Suite(.timeLimit(.minutes(30))) struct TouchRouteTests {
        private let clock = ManualClock()

        @Test func aTouchKeepsASessionAlive() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for id in ["a b/c", "touch"] { try manager.create(id, .integer(1)) }
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for _ in 0..<3 {
                        clock.advance(by: .minutes(20))
                        for path in ["/v1/sessions/a%20b%2Fc/touch", "/v1/sessions/touch/touch"] {
                            let reply = try await connection.request("POST", path)
                            #expect(reply.status == 204 && reply.body.isEmpty, "\(reply)")
                        }
                    }
                    #expect(manager.info("a b/c")?.idleTime == .zero)
                    #expect(manager.info("a b/c")?.age == .minutes(60))
                    #expect(manager.info("touch")?.idleTime == .zero)
                    // The id is still an id.
                    #expect(try await connection.request("GET", "/v1/sessions/touch").status == 200)
                }
            }
        }

        @Test func aTouchOfAMissingSessionIsNotFound() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("stays", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.request("POST", "/v1/sessions/nobody/touch")
                    #expect(reply.status == 404 && reply.problem == "session-not-found")
                    let unknown = try await connection.request("POST", "/v1/sessions/stays/touch?peek=true")
                    #expect(unknown.status == 400 && unknown.problem == "unknown-parameter")
                    let get = try await connection.request("GET", "/v1/sessions/stays/touch")
                    #expect(get.status == 405 && get["allow"] == "POST")
                    #expect(manager.count == 1)
                }
                manager.shutdown()
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.request("POST", "/v1/sessions/stays/touch")
                    #expect(reply.status == 503 && reply.problem == "shutting-down")
                }
            }
        }

        @Test func aReadTokenCantTouch() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.access = try HTTPAccess(token: nil, readToken: "fedcba9876543210")
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .seconds(7))
                    let headers = [("Authorization", "Bearer fedcba9876543210")]
                    let reply = try await connection.request("POST", "/v1/sessions/a/touch", headers)
                    #expect(reply.status == 403 && reply.problem == "read-only-token")
                    #expect(manager.info("a")?.idleTime == .seconds(7))
                }
            }
        }
    }
#endif

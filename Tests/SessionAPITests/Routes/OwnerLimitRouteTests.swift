#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// 429 for an owner who has too many sessions or creates them too fast.
    @Suite(.timeLimit(.minutes(30))) struct OwnerLimitRouteTests {
        private let clock = ManualClock()

        private static func create(_ connection: HTTPConnection, _ owner: String) async throws -> HTTPReply {
            try await connection.json("POST", "/v1/sessions", #"{"value":1,"owner":"\#(owner)"}"#)
        }

        @Test func anOwnerWithTooManySessionsIsRefused() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(maximumSessionsPerOwner: 2)
            )
            let manager = server.manager
            try manager.create("guest", .integer(1))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for _ in 0..<2 { #expect(try await Self.create(connection, "alice").status == 201) }
                    let owned = #"{"value":2,"owner":"alice"}"#
                    for reply in [
                        try await Self.create(connection, "alice"),
                        try await connection.json("PATCH", "/v1/sessions/guest", #"{"owner":"alice"}"#),
                        try await connection.json("POST", "/v1/sessions?replace=true", owned),
                    ] {
                        #expect(reply.status == 429 && reply.problem == "owner-limit-reached", "\(reply)")
                        #expect(reply["retry-after"] == "10")
                        #expect(reply.body.contains("or raise max-sessions-per-owner"))
                    }
                    #expect(manager.count(in: .owner("alice")) == 2 && manager.count == 3)
                    #expect(manager.info("guest")?.attributes == nil)
                    #expect(try await Self.create(connection, "bob").status == 201, "others aren't limited")
                    let metrics = try await connection.request("GET", "/metrics").body
                    #expect(metrics.contains(#"sessions_rejected_total{reason="owner-limit"} 3"#))
                }
            }
        }

        @Test func anOwnerWhoIsTooFastLearnsWhenToRetry() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(createsPerSecondPerOwner: 2)
            )
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for _ in 0..<2 { #expect(try await Self.create(connection, "alice").status == 201) }
                    let reply = try await Self.create(connection, "alice")
                    #expect(reply.status == 429 && reply.problem == "create-rate-exceeded", "\(reply)")
                    #expect(reply["retry-after"] == "1")
                    #expect(reply.body.contains("or raise max-creates-per-owner"))
                    #expect(try await Self.create(connection, "bob").status == 201)
                    clock.advance(by: .seconds(1))
                    #expect(try await Self.create(connection, "alice").status == 201)
                    let metrics = try await connection.request("GET", "/metrics").body
                    #expect(metrics.contains(#"sessions_rejected_total{reason="create-rate"} 1"#))
                }
            }
        }
    }
#endif

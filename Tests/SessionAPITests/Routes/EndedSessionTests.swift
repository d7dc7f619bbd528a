#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// 410 for a session whose end the manager remembers.
    @Suite(.timeLimit(.minutes(30))) struct EndedSessionTests {
        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))

        /// Returns the answers of every route for a session with this id.
        private static func answers(
            _ connection: HTTPConnection,
            _ id: String
        ) async throws -> [(route: String, reply: HTTPReply)] {
            let path = "/v1/sessions/\(id)"
            return [
                ("GET", try await connection.request("GET", path)),
                ("GET peek", try await connection.request("GET", "\(path)?peek=true")),
                ("PATCH", try await connection.json("PATCH", path, #"{"value":1}"#)),
                ("PATCH {}", try await connection.json("PATCH", path, "{}")),
                ("touch", try await connection.request("POST", "\(path)/touch")),
                ("rotate", try await connection.json("POST", "\(path)/rotate", "{}")),
                ("DELETE", try await connection.request("DELETE", "\(path)?reason=signedOut")),
            ]
        }

        @Test func aClientWithTheIdLearnsWhyItEnded() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(rememberedEnds: 10_000)
            )
            let manager = server.manager
            for id in ["deleted", "revoked"] { try manager.create(id, .integer(1)) }
            try manager.create("idle", .integer(1), timeouts: Timeouts(idle: .minutes(1)))
            try manager.create("old", .integer(1), timeouts: Timeouts(lifetime: .minutes(2)))
            clock.advance(by: .minutes(5))
            try manager.delete("deleted")
            try manager.delete("revoked", reason: .revoked, by: "admin-7")
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (id, reason, deletion, time) in [
                        ("deleted", "deleted", nil, "22:18:20"),
                        ("revoked", "deleted", "revoked", "22:18:20"),
                        ("idle", "expired(idle)", nil, "22:14:20"),
                        ("old", "expired(lifetime)", nil, "22:15:20"),
                    ] {
                        for (route, reply) in try await Self.answers(connection, id) {
                            #expect(
                                reply.status == 410 && reply.problem == "session-ended",
                                "\(route) \(id): \(reply)"
                            )
                            let body = try reply.json
                            #expect(body["reason"] == .string(reason), "\(route) \(id)")
                            #expect(body["deletion"] == deletion.map { .string($0) }, "\(route) \(id)")
                            #expect(body["ended_at"] == .string("2023-11-14T\(time).000Z"), "\(route) \(id)")
                            #expect(!reply.body.contains("admin-7"))
                        }
                    }
                    #expect(manager.metrics().ended[.deleted] == 2, "nothing ended twice")
                    let never = try await connection.request("GET", "/v1/sessions/never")
                    #expect(never.status == 404 && never.problem == "session-not-found")
                }
            }
        }

        @Test func aNewSessionReplacesTheRememberedEnd() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(rememberedEnds: 10_000)
            )
            let manager = server.manager
            try manager.create("a", .integer(1))
            try manager.delete("a", reason: .signedOut)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.request("GET", "/v1/sessions/a").status == 410)
                    let body = #"{"id":"a","value":2}"#
                    #expect(try await connection.json("POST", "/v1/sessions", body).status == 201)
                    #expect(try await connection.request("GET", "/v1/sessions/a").status == 200)
                }
            }
        }

        @Test func anEndedSessionIsNotFoundIfEndsAreNotRemembered() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .integer(1))
            try server.manager.delete("a", reason: .signedOut)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (route, reply) in try await Self.answers(connection, "a") {
                        #expect(reply.status == 404 && reply.problem == "session-not-found", "\(route)")
                    }
                }
            }
        }

        /// A patch that shortens the lifetime below the age ends the session, and says so.
        @Test func aPatchThatEndsTheSessionReportsIt() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: clock,
                SessionPolicy(rememberedEnds: 10_000)
            )
            try server.manager.create("a", .integer(1))
            clock.advance(by: .minutes(10))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"lifetime_seconds":60}"#
                    )
                    #expect(reply.status == 410)
                    #expect(try reply.json["reason"] == .string("expired(lifetime)"))
                }
            }
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `DELETE /v1/sessions` refuses a filter that excludes no session.
    @Suite(.timeLimit(.minutes(30))) struct DeletionFilterTests {
        private let clock = ManualClock()

        /// The first query is what `?prefix=$USER_ID` becomes if the variable is not set.
        @Test(arguments: [
            ("prefix=", "`prefix`"), ("prefix", "`prefix`"), ("min_age=0", "`min_age`"),
            ("min_idle=0", "`min_idle`"), ("min_age=0.0", "`min_age`"), ("min_age=0e5", "`min_age`"),
            ("min_idle=1e-9", "`min_idle`"), ("max_age=3153600000", "`max_age`"),
            ("max_idle=3153600000", "`max_idle`"), ("max_age=31536000", "`max_age`"),
            ("max_idle=1e9", "`max_idle`"), ("prefix=&all=false", "`prefix`"),
            ("min_age=0&dry_run=false", "`min_age`"),
            ("prefix=&min_age=0&max_age=3153600000", "`prefix`, `min_age`, `max_age`"),
            // With another condition, an empty prefix would still delete sessions of all users.
            ("prefix=&min_age=5", "`prefix`"), ("min_idle=5&prefix=", "`prefix`"),
        ])
        func aFilterThatExcludesNothingDeletesNothing(_ query: String, _ names: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for id in ["a-1", "a-2", "b-1"] { try manager.create(id, .null) }
            clock.advance(by: .seconds(10))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for dry in ["", "&dry_run=true"] where !query.contains("dry_run") || dry.isEmpty {
                        let reply = try await connection.request("DELETE", "/v1/sessions?\(query)\(dry)")
                        #expect(reply.status == 400 && reply.problem == "filter-missing", "\(reply)")
                        #expect(reply.body.contains("all=true"))
                        #expect(reply.body.contains("excludes no session: \(names);"), "\(reply.body)")
                    }
                    #expect(manager.count == 3)
                    // An explicit `all=true` is accepted.
                    let all = try await connection.request("DELETE", "/v1/sessions?all=true&dry_run=true")
                    #expect(try all.json["matched"] == .integer(3))
                }
            }
        }

        @Test(arguments: [
            ("prefix=a-", 2), ("min_age=0&prefix=a-", 2), ("min_age=0.001", 3), ("max_age=31535999", 3),
            ("max_idle=5", 0), ("all=true&min_age=0", 3), ("all=true&prefix=", 3), ("all=true&prefix=b", 1),
        ])
        func aFilterThatExcludesSomethingIsAccepted(_ query: String, _ count: Int) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for id in ["a-1", "a-2", "b-1"] { try manager.create(id, .null) }
            clock.advance(by: .seconds(10))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.request("DELETE", "/v1/sessions?\(query)")
                    #expect(reply.status == 200)
                    #expect(try reply.json["deleted"] == .integer(Int64(count)))
                    #expect(manager.count == 3 - count)
                }
            }
        }

        /// The path is what `DELETE /v1/sessions/$ID` becomes if the variable is not set.
        @Test func anEmptyIdInThePathDeletesNothing() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for path in ["/v1/sessions/", "/v1/sessions//"] {
                        let reply = try await connection.request("DELETE", path)
                        #expect(reply.status == 400 && reply.problem == "filter-missing")
                    }
                    #expect(manager.count == 1)
                }
            }
        }

        /// A listing with such a filter is harmless, so it is accepted.
        @Test func aListingAcceptsAnEmptyFilter() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for query in ["prefix=", "min_age=0", "max_idle=3153600000"] {
                        let reply = try await connection.request("GET", "/v1/sessions?\(query)")
                        #expect(reply.body.contains(#""id":"a""#))
                    }
                }
            }
        }
    }
#endif

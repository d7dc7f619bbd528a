#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// A handler doesn't have to catch the error of a limit. The response is 429 or 503.
    @Suite(.timeLimit(.minutes(30)))
    struct LimitTests {
        /// How the client sends the id, and whether a ``SessionResponseMiddleware`` comes first.
        enum Setting: CaseIterable {
            case cookie, cookieAndResponseMiddleware, header
        }

        private let clock = ManualClock()

        private func serve(
            _ policy: SessionPolicy,
            _ setting: Setting,
            _ body: @Sendable @escaping (HTTPConnection, SessionManager<Login>) async throws -> Void
        ) async throws {
            let manager = try SessionManager<Login>(policy: policy, clock: clock)
            let router = Router(context: LoginContext.self)
            if setting == .cookieAndResponseMiddleware {
                router.add(middleware: SessionResponseMiddleware())
            }
            router.add(
                middleware: setting == .header
                    ? RequestSessionMiddleware<LoginContext>(manager, header: .mcp)
                    : RequestSessionMiddleware<LoginContext>(manager)
            )
            router.post("visit") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }.value.name
            }
            router.post("create") { _, context in
                let attributes = SessionAttributes(owner: "ada")
                return try context.session.create(Login(name: "ada"), attributes: attributes).value.name
            }
            router.post("login") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return try context.session.authenticate(as: "ada").value.name
            }
            router.post("mistake") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return "\(try manager.delete("a", by: String(repeating: "b", count: 300)))"
            }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { try await body($0, manager) }
            }
        }

        /// The headers with the id that the client got.
        private static func session(_ reply: HTTPReply, _ setting: Setting) throws -> [(String, String)] {
            if setting == .header { return [("Mcp-Session-Id", try #require(reply["mcp-session-id"]))] }
            return [("Cookie", String(try #require(reply["set-cookie"]).prefix { $0 != ";" }))]
        }

        private static func expect(
            _ reply: HTTPReply,
            _ status: Int,
            _ kind: String,
            retryAfter: String?,
            _ location: SourceLocation = #_sourceLocation
        ) {
            #expect(reply.status == status, sourceLocation: location)
            #expect(reply["content-type"] == "application/problem+json", sourceLocation: location)
            #expect(
                reply.body.contains(#""type":"urn:problem-type:sessions:\#(kind)""#),
                sourceLocation: location
            )
            #expect(reply["retry-after"] == retryAfter, sourceLocation: location)
            #expect(!reply.body.contains("max-"), "settings aren't for users", sourceLocation: location)
        }

        @Test(arguments: Setting.allCases)
        func anOwnerWithTooManySessionsIsRefused(_ setting: Setting) async throws {
            let policy = SessionPolicy(maximumSessionsPerOwner: 1)
            try await serve(policy, setting) { connection, manager in
                let first = try await connection.request("POST", "/login")
                #expect(first.status == 200)
                let created = try await connection.request("POST", "/create")
                Self.expect(created, 429, "owner-limit-reached", retryAfter: "10")
                #expect(created["set-cookie"] == nil && created["mcp-session-id"] == nil)
                #expect(manager.count == 1)
                // The guest keeps the session that the handler created before, and can try again.
                let refused = try await connection.request("POST", "/login")
                Self.expect(refused, 429, "owner-limit-reached", retryAfter: "10")
                let guest = try Self.session(refused, setting)
                #expect(manager.count == 2 && manager.count(in: .owner("ada")) == 1)
                Self.expect(
                    try await connection.request("POST", "/login", guest),
                    429,
                    "owner-limit-reached",
                    retryAfter: "10"
                )
                try manager.delete(in: .owner("ada"))
                #expect(try await connection.request("POST", "/login", guest).status == 200)
                #expect(manager.count == 1 && manager.count(in: .owner("ada")) == 1)
            }
        }

        @Test(arguments: Setting.allCases)
        func anOwnerWhoIsTooFastIsToldWhenToComeBack(_ setting: Setting) async throws {
            let policy = SessionPolicy(createsPerSecondPerOwner: 1)
            try await serve(policy, setting) { [clock] connection, manager in
                #expect(try await connection.request("POST", "/create").status == 200)
                let reply = try await connection.request("POST", "/create")
                Self.expect(reply, 429, "create-rate-exceeded", retryAfter: "1")
                #expect(try await connection.request("POST", "/visit").status == 200, "others aren't limited")
                clock.advance(by: .seconds(1))
                #expect(try await connection.request("POST", "/create").status == 200)
            }
        }

        @Test(arguments: Setting.allCases)
        func aFullManagerAndAStoppedOneSaySo(_ setting: Setting) async throws {
            try await serve(SessionPolicy(maximumSessions: 1), setting) { connection, manager in
                #expect(try await connection.request("POST", "/visit").status == 200)
                for path in ["/visit", "/create", "/login"] {
                    let reply = try await connection.request("POST", path)
                    Self.expect(reply, 503, "capacity-reached", retryAfter: "10")
                }
                manager.shutdown()
                let reply = try await connection.request("POST", "/visit")
                Self.expect(reply, 503, "shutting-down", retryAfter: "5")
            }
        }

        @Test(arguments: Setting.allCases)
        func aValueThatIsTooLargeIsRefused(_ setting: Setting) async throws {
            try await serve(SessionPolicy(maximumBytesPerSession: 1), setting) { connection, manager in
                let reply = try await connection.request("POST", "/visit")
                Self.expect(reply, 413, "value-too-large", retryAfter: nil)
                #expect(manager.count == 0)
            }
        }

        @Test(arguments: Setting.allCases)
        func theServerIsFullOfValues(_ setting: Setting) async throws {
            let bytes = ByteEstimate.bytes(of: Login(name: "guest"))
            try await serve(SessionPolicy(maximumBytes: bytes), setting) { connection, manager in
                #expect(try await connection.request("POST", "/visit").status == 200)
                let reply = try await connection.request("POST", "/visit")
                Self.expect(reply, 503, "byte-limit-reached", retryAfter: "10")
                #expect(manager.count == 1)
            }
        }

        @Test(arguments: Setting.allCases)
        func anotherErrorOfTheManagerIsStill500AndTheIDComes(_ setting: Setting) async throws {
            try await serve(SessionPolicy(), setting) { connection, manager in
                let reply = try await connection.request("POST", "/mistake")
                #expect(reply.status == 500 && reply.body.isEmpty && reply["retry-after"] == nil)
                let session = try Self.session(reply, setting)
                #expect(try await connection.request("POST", "/visit", session).all("set-cookie").isEmpty)
                #expect(manager.count == 1)
            }
        }
    }
#endif

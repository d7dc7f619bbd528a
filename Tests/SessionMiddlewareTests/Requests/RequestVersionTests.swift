#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// The version of a request's session, and changes that state one.
    @Suite(.timeLimit(.minutes(30)))
    struct RequestVersionTests {
        private func serve(
            _ body: @Sendable @escaping (HTTPConnection, SessionManager<Login>) async throws -> Void
        ) async throws {
            let manager = SessionManager<Login>(clock: ManualClock())
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager))
            router.get("version") { _, context in context.session.version?.description ?? "none" }
            router.post("login") { _, context in
                try context.session.create(Login(name: "ada")).version.description
            }
            router.post("change/:version") { _, context in
                let version = try #require(SessionVersion(context.parameters.require("version")))
                return try context.session.update(ifVersion: version) { login in
                    login.name = "changed"
                    return login.name
                }
            }
            router.post("interrupted") { _, context in
                let version = try context.session.require().version
                manager.update(context.session.id ?? "") { $0.name = "another" }
                return try context.session.update(ifVersion: version) { $0.name }
            }
            // Another request of the client gives the session another id.
            router.post("rotated/:isStale") { _, context in
                let former = try context.session.require().version
                try manager.rotate(context.session.id ?? "", to: "new")
                let version = try #require(context.session.version)
                #expect(version > former)
                let isStale = try context.parameters.require("isStale", as: Bool.self)
                return try context.session.update(ifVersion: isStale ? former : version) { login in
                    login.name = "rotated"
                    return login.name
                }
            }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { try await body($0, manager) }
            }
        }

        private static func login(_ connection: HTTPConnection) async throws -> ([(String, String)], String) {
            let reply = try await connection.request("POST", "/login")
            let cookie = try #require(reply["set-cookie"]).prefix { $0 != ";" }
            return ([("Cookie", String(cookie))], reply.body)
        }

        @Test func aChangeWithAVersionIsMadeOnce() async throws {
            try await serve { connection, manager in
                #expect(try await connection.request("GET", "/version").body == "none")
                #expect(try await connection.request("POST", "/change/1-1").status == 401)
                let (cookie, version) = try await Self.login(connection)
                #expect(try await connection.request("GET", "/version", cookie).body == version)
                let first = try await connection.request("POST", "/change/\(version)", cookie)
                #expect(first.status == 200 && first.body == "changed")
                let present = try await connection.request("GET", "/version", cookie).body
                #expect(present != version)
                let again = try await connection.request("POST", "/change/\(version)", cookie)
                #expect(again.status == 412)
                #expect(again.body.contains("urn:problem-type:sessions:version-mismatch"))
                #expect(again.body.contains(#""version":"\#(present)""#))
                #expect(again["content-type"] == "application/problem+json")
            }
        }

        @Test func aHandlerLetsTheErrorThrough() async throws {
            try await serve { connection, manager in
                let (cookie, _) = try await Self.login(connection)
                let reply = try await connection.request("POST", "/interrupted", cookie)
                #expect(reply.status == 412 && reply["retry-after"] == nil)
                #expect(manager.sessions(limit: 1).sessions.first?.value.name == "another")
            }
        }

        @Test(arguments: [false, true])
        func aVersionFollowsTheSessionToItsNewId(isStale: Bool) async throws {
            try await serve { connection, manager in
                let (cookie, _) = try await Self.login(connection)
                let reply = try await connection.request("POST", "/rotated/\(isStale)", cookie)
                #expect(reply.status == (isStale ? 412 : 200))
                #expect(manager.peek("new")?.value.name == (isStale ? "ada" : "rotated"))
            }
        }
    }
#endif

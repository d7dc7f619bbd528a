#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    @Suite(.timeLimit(.minutes(30)))
    struct CookieSessionTests {
        private let clock = ManualClock()
        private let recorder = EventRecorder<Login>()
        private let manager: SessionManager<Login>

        init() {
            manager = SessionManager(observers: [recorder], clock: clock)
        }

        /// A site with login and logout.
        private func router(
            cookie: SessionCookie = SessionCookie(),
            identifiers: IdentifierGenerator = .system
        ) -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            router.add(
                middleware: RequestSessionMiddleware(
                    manager,
                    transport: .cookie(cookie),
                    identifiers: identifiers
                )
            )
            router.get("public") { _, _ in "anyone" }
            router.get("me") { _, context in try context.session.require().value.name }
            router.post("login") { _, context in
                try context.session.create(Login(name: "ada")).value.name
            }
            router.post("visit") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return context.session.update { login in
                    login.visits += 1
                    return "\(login.name) \(login.visits)"
                } ?? "gone"
            }
            router.post("logout") { _, context in "\(try context.session.end())" }
            return router
        }

        /// Serves the router to one connection.
        private func serve(
            _ router: Router<LoginContext>,
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        @Test func sessionBeginsWhenAHandlerAsksAndEndsWithItsCookie() async throws {
            try await serve(router()) { [manager] connection in
                let visitor = try await connection.request("GET", "/public")
                #expect(visitor.all("set-cookie").isEmpty)
                #expect(try await connection.request("GET", "/me").status == 401)
                #expect(manager.metrics().totalCreated == 0)

                let login = try await connection.request("POST", "/login")
                #expect(login.body == "ada")
                #expect(login["cache-control"] == "no-store")
                let cookie = try #require(login["set-cookie"])
                let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(cookie == "__Host-session=\(id); Path=/; Secure; HttpOnly; SameSite=Lax")
                #expect(id.utf8.count == IdentifierGenerator.identifierLength)

                let me = try await connection.request("GET", "/me", [("Cookie", "a=b; __Host-session=\(id)")])
                #expect(me.body == "ada")
                #expect(me.all("set-cookie").isEmpty)
                #expect(me["cache-control"] == "private" && me["vary"] == "Cookie")

                let logout = try await connection.request(
                    "POST",
                    "/logout",
                    [("Cookie", "__Host-session=\(id)")]
                )
                #expect(logout.body == "true")
                #expect(
                    logout.all("set-cookie")
                        == ["__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"]
                )
                #expect(manager.count == 0)
                let gone = try await connection.request("GET", "/me", [("Cookie", "__Host-session=\(id)")])
                #expect(gone.status == 401)
                #expect(gone["content-type"] == "application/problem+json")
            }
            #expect(recorder.count(of: .deleted) == 1)
        }

        @Test func requestRefreshesAndHandlersLookDoesNot() async throws {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            try await serve(router()) { [clock, manager] connection in
                for _ in 0..<4 {
                    clock.advance(by: .minutes(20))
                    let me = try await connection.request("GET", "/me", [("Cookie", "__Host-session=\(id)")])
                    #expect(me.status == 200)
                }
                #expect(manager.peek(id)?.lastAccessedInstant == clock.now)
                clock.advance(by: .minutes(31))
                let late = try await connection.request("GET", "/me", [("Cookie", "__Host-session=\(id)")])
                #expect(late.status == 401)
            }
        }

        @Test func handlerFindsOrCreatesAndUpdates() async throws {
            try await serve(router()) { [manager] connection in
                let first = try await connection.request("POST", "/visit")
                #expect(first.body == "guest 1")
                let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                let second = try await connection.request(
                    "POST",
                    "/visit",
                    [("Cookie", "__Host-session=\(id)")]
                )
                #expect(second.body == "guest 2")
                #expect(second.all("set-cookie").isEmpty)
                #expect(manager.metrics().totalCreated == 1)
            }
        }

        @Test func createOnALivingSessionEndsThatAndTakesANewID() async throws {
            try await serve(router()) { [manager] connection in
                _ = try await connection.request("POST", "/login")
                let first = try #require(manager.sessions(limit: 1).sessions.first?.id)
                let again = try await connection.request(
                    "POST",
                    "/login",
                    [("Cookie", "__Host-session=\(first)")]
                )
                let second = try #require(manager.sessions(limit: 1).sessions.first)
                #expect(second.id != first)
                #expect(again["set-cookie"]?.hasPrefix("__Host-session=\(second.id);") == true)
                #expect(manager.count == 1)
                #expect(manager.info(second.id)?.leases == 0)
            }
        }

        /// A session created before the error is lost unless the client gets its cookie.
        @Test func cookieIsSetOnErrorsToo() async throws {
            struct Unexpected: Error {}
            let router = router()
            router.post("refused") { _, context -> String in
                try context.session.create(Login(name: "ada"))
                throw HTTPError(.conflict, message: "taken")
            }
            router.post("broken") { _, context -> String in
                try context.session.create(Login(name: "ada"))
                throw Unexpected()
            }
            router.post("half") { _, context in
                try context.session.create(Login(name: "ada"))
                return Response(status: .ok, body: ResponseBody(contentLength: 5) { _ in throw Unexpected() })
            }
            try await serve(router) { [manager] connection in
                for (path, status) in [("refused", 409), ("broken", 500), ("half", 500)] {
                    let reply = try await connection.request("POST", "/\(path)")
                    #expect(reply.status == status)
                    let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                    #expect(reply["set-cookie"]?.hasPrefix("__Host-session=\(id);") == true, "\(path)")
                    #expect(manager.info(id)?.leases == 0)
                    try manager.delete(id)
                }
                #expect(try await connection.request("POST", "/refused").body.contains("taken"))
            }
        }

        @Test func noSessionIsCreatedWithoutRandomBytes() async throws {
            let broken = IdentifierGenerator { _ throws(IdentifierError) in
                throw IdentifierError(errorNumber: 38)
            }
            try await serve(router(identifiers: broken)) { [manager] connection in
                let login = try await connection.request("POST", "/login")
                #expect(login.status == 500)
                #expect(login.all("set-cookie").isEmpty)
                #expect(manager.metrics().totalCreated == 0)
            }
        }

        /// A source that repeats itself would give one user's session to another.
        @Test func repeatedRandomBytesReplaceNoSession() async throws {
            let repeating = IdentifierGenerator { count throws(IdentifierError) in
                [UInt8](repeating: 7, count: count)
            }
            let id = try repeating.next()
            let router = router(identifiers: repeating)
            router.post("rotate") { _, context in
                let error = #expect(throws: RequestSessionError.self) { try context.session.rotate() }
                return error?.code.description ?? ""
            }
            router.post("try") { _, context in
                let error = #expect(throws: RequestSessionError.self) {
                    try context.session.create(
                        Login(name: "eve"),
                        attributes: SessionAttributes(owner: "eve")
                    )
                }
                return error?.code.description ?? ""
            }
            try await serve(router) { [clock, manager, recorder] connection in
                #expect(try await connection.request("POST", "/login").body == "ada")
                let session = try #require(manager.peek(id))
                clock.advance(by: .minutes(1))
                for path in ["/login", "/visit"] {
                    let reply = try await connection.request("POST", path)
                    #expect(reply.status == 500 && reply.all("set-cookie").isEmpty)
                }
                #expect(try await connection.request("POST", "/try").body == "repeatedIdentifier")
                let kept = manager.peek(id)
                #expect(kept?.incarnation == session.incarnation)
                #expect(kept?.lastAccessedInstant == session.lastAccessedInstant, "it was not accessed")
                // The client that has the session gets the same error.
                let cookie = [("Cookie", "__Host-session=\(id)")]
                for path in ["/rotate", "/try"] {
                    #expect(
                        try await connection.request("POST", path, cookie).body == "repeatedIdentifier"
                    )
                }
                #expect(manager.peek(id)?.incarnation == session.incarnation)
                #expect(manager.metrics().totalCreated == 1 && recorder.count(of: .deleted) == 0)
                // A create can replace a dead session.
                clock.advance(by: .minutes(31))
                #expect(try await connection.request("POST", "/login").body == "ada")
                #expect(manager.count == 1 && recorder.count(of: .expired) == 1)
            }
        }

        @Test func afterAShutdownSessionsAreStillFound() async throws {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            manager.shutdown()
            try await serve(router()) { connection in
                let me = try await connection.request("GET", "/me", [("Cookie", "__Host-session=\(id)")])
                #expect(me.body == "ada")
                let login = try await connection.request("POST", "/login")
                #expect(login.status == 503)
            }
        }

        @Test func cookieForPlainHTTP() async throws {
            try await serve(router(cookie: .plainHTTP)) { [manager] connection in
                let login = try await connection.request("POST", "/login")
                let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(login["set-cookie"] == "session=\(id); Path=/; HttpOnly; SameSite=Lax")
                #expect(
                    try await connection.request("GET", "/me", [("Cookie", "session=\(id)")]).body == "ada"
                )
            }
        }

        @Test func contextWithoutMiddlewareSaysWhatIsMissing() async throws {
            let router = Router(context: LoginContext.self)
            router.get("try") { _, context in
                #expect(context.session.current == nil)
                let ended = try context.session.end()
                #expect(!ended)
                let error = #expect(throws: RequestSessionError.self) {
                    try context.session.create(Login(name: "ada"))
                }
                return error?.description ?? ""
            }
            try await serve(router) { connection in
                let reply = try await connection.request("GET", "/try")
                #expect(reply.body.contains("add one to the router"))
            }
        }
    }
#endif

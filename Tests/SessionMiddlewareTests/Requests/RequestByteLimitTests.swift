#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// Limits on the bytes of values, as a handler sees them.
    @Suite(.timeLimit(.minutes(30)))
    struct RequestByteLimitTests {
        @Test func anUpdateWithinLimitsSaysThatTheValueIsTooLarge() async throws {
            let manager = try SessionManager<Login>(
                policy: SessionPolicy(maximumBytesPerSession: 300),
                clock: ManualClock()
            )
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager))
            router.post("login") { _, context in
                try context.session.create(Login(name: "ada")).value.name
            }
            router.post("update/:count") { _, context in
                let count = try context.parameters.require("count", as: Int.self)
                return context.session.update { login in
                    login.name = String(repeating: "x", count: count)
                    return "updated"
                } ?? "refused"
            }
            router.post("within/:count") { _, context -> String in
                let count = try context.parameters.require("count", as: Int.self)
                do {
                    return try context.session.updateWithinLimits { login in
                        login.name = String(repeating: "x", count: count)
                        return "updated"
                    } ?? "none"
                } catch let error as SessionError {
                    return "\(error.code)"
                }
            }
            router.get("name") { _, context in "\(try context.session.require().value.name.count)" }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.request("POST", "/within/1").body == "none")
                    #expect(try await connection.request("POST", "/login").status == 200)
                    let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                    let cookie = [("Cookie", "__Host-session=\(id)")]
                    for (path, expected) in [
                        ("/update/200", "updated"), ("/update/300", "refused"),
                        ("/within/300", "valueTooLarge"),
                        ("/within/201", "updated"),
                    ] {
                        #expect(
                            try await connection.request("POST", path, cookie).body == expected,
                            "\(path)"
                        )
                    }
                    #expect(try await connection.request("GET", "/name", cookie).body == "201")
                }
            }
            #expect(manager.metrics().rejectedForValueSize == 2)
        }
    }
#endif

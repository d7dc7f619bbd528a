#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// The manager stores digests of ids, but clients must receive ids that find their sessions.
    @Suite(.timeLimit(.minutes(30))) struct DigestTests {
        private let digest = IdentifierDigest { "digest-" + String($0.reversed()) }

        @Test func theRequestSessionHasTheClientsID() async throws {
            let manager = try SessionManager<Login>(policy: SessionPolicy(), identifierDigest: digest)
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager, header: .mcp))
            router.post("create") { _, context in
                try context.session.create(Login(name: "guest"))
                return context.session.id ?? "none"
            }
            router.post("rotate") { _, context in
                try context.session.rotate()
                return context.session.id ?? "none"
            }
            router.get { _, context in context.session.id ?? "none" }
            router.delete { _, context in
                try context.session.end()
                return context.session.id ?? "none"
            }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    let created = try await connection.request("POST", "/create")
                    #expect(created.body == created["mcp-session-id"])
                    #expect(manager.peek(created.body) != nil)
                    func request(_ method: String, _ path: String, _ id: String?) async throws -> HTTPReply {
                        try await connection.request(method, path, [("Mcp-Session-Id", id ?? "")])
                    }
                    let id = created["mcp-session-id"]
                    #expect(try await request("GET", "/", id).body == id)
                    let rotated = try await request("POST", "/rotate", id)
                    let newID = rotated["mcp-session-id"]
                    #expect(newID != nil && newID != id)
                    #expect(rotated.body == newID)
                    #expect(try await request("DELETE", "/", newID).body == "none")
                    #expect(manager.count == 0)
                }
            }
        }
    }
#endif

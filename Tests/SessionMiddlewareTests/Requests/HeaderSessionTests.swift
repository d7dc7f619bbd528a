#if HTTP
    import HTTPTestSupport
    import HTTPTypes
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    @Suite(.timeLimit(.minutes(30)))
    struct HeaderSessionTests {
        private let manager = SessionManager<Login>(clock: ManualClock())

        private func router(_ header: SessionHeader) -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            let group = router.group("mcp").add(middleware: RequestSessionMiddleware(manager, header: header))
            group.post("initialize") { _, context in
                try context.session.create(Login(name: "client")).value.name
            }
            group.post { _, context in try context.session.require().value.name }
            group.deleteSession()
            return router
        }

        private func serve(
            _ router: Router<LoginContext>,
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        @Test func lifeOfAnMCPSession() async throws {
            try await serve(router(.mcp)) { [manager] connection in
                let missing = try await connection.request("POST", "/mcp")
                #expect(missing.status == 400)
                #expect(missing["content-type"] == "application/problem+json")
                #expect(missing.body.contains("Mcp-Session-Id"))
                #expect(try await connection.request("DELETE", "/mcp").status == 400)

                let begun = try await connection.request("POST", "/mcp/initialize")
                #expect(begun.body == "client")
                let id = try #require(begun["mcp-session-id"])
                #expect(manager.peek(id) != nil)
                #expect(begun.all("set-cookie").isEmpty)

                let call = try await connection.request("POST", "/mcp", [("mcp-session-id", id)])
                #expect(call.body == "client")
                #expect(call["mcp-session-id"] == nil)

                let ended = try await connection.request("DELETE", "/mcp", [("Mcp-Session-Id", id)])
                #expect(ended.status == 204)
                #expect(manager.count == 0)
                for method in ["POST", "DELETE"] {
                    let gone = try await connection.request(method, "/mcp", [("Mcp-Session-Id", id)])
                    #expect(gone.status == 404)
                    #expect(gone["content-type"] == "application/problem+json")
                    #expect(!gone.body.contains(id))
                }
            }
        }

        @Test func headerThatIsRequired() async throws {
            let header = SessionHeader(try #require(HTTPField.Name("X-Session")))
            try await serve(router(header)) { [manager] connection in
                let reply = try await connection.request("POST", "/mcp/initialize")
                #expect(reply.status == 400)
                #expect(manager.metrics().totalCreated == 0)
            }
        }

        @Test func idsThatWereNotIssuedAreUnknown() async throws {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "client"))
            try manager.create("conv-123", Login(name: "kept by the application"))
            let other = try IdentifierGenerator.system.next()
            try await serve(router(.mcp)) { [manager] connection in
                for values in [
                    [other], ["conv-123"], [""], [String(repeating: "a", count: 300)], [id, other],
                ] {
                    let headers = values.map { ("Mcp-Session-Id", $0) }
                    let reply = try await connection.request("POST", "/mcp", headers)
                    #expect(reply.status == 404, "\(values)")
                    #expect(try await connection.request("POST", "/mcp/initialize", headers).status == 404)
                }
                let twice = [("Mcp-Session-Id", id), ("Mcp-Session-Id", id)]
                #expect(try await connection.request("POST", "/mcp", twice).body == "client")
                #expect(manager.metrics().totalCreated == 2)
            }
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import HTTPTypes
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// A response that depends on the session says so to caches.
    @Suite(.timeLimit(.minutes(30)))
    struct ResponseHeaderTests {
        private struct Unexpected: Error {}

        private let manager: SessionManager<Login>
        private let id: String

        init() throws {
            manager = SessionManager(clock: ManualClock())
            id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
        }

        /// Serves routes in a group with the middleware, and sends each of them the cookie.
        private func replies(
            to paths: [String],
            outside: (any MiddlewareProtocol<Request, Response, LoginContext>)? = nil,
            _ addRoutes: (Router<LoginContext>) -> Void
        ) async throws -> [String: HTTPReply] {
            let router = Router(context: LoginContext.self)
            if let outside { router.add(middleware: outside) }
            router.add(middleware: RequestSessionMiddleware(manager))
            addRoutes(router)
            let cookie = [("Cookie", "__Host-session=\(id)")]
            return try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    var replies: [String: HTTPReply] = [:]
                    for path in paths {
                        replies[path] = try await connection.request("POST", "/\(path)", cookie)
                    }
                    return replies
                }
            }
        }

        @Test(arguments: [false, true])
        func everyReadOfTheSessionSetsCacheHeaders(hasResponseMiddleware: Bool) async throws {
            let outside = SessionResponseMiddleware<LoginContext>()
            let looks: [(String, @Sendable (LoginContext) throws -> Void)] = [
                ("current", { _ = $0.session.current }),
                ("id", { _ = $0.session.id }),
                ("require", { _ = try $0.session.require() }),
                ("found", { try $0.session.findOrCreate { Login(name: "guest") } }),
                ("update", { $0.session.update { $0.visits += 1 } }),
            ]
            let changes: [(String, @Sendable (LoginContext) throws -> Void)] = [
                ("rotate", { try $0.session.rotate() }),
                ("none", { _ = $0.session.current }),
                ("create", { try $0.session.create(Login(name: "ada")) }),
                ("end", { try $0.session.end() }),
            ]
            let all = looks + changes
            let replies = try await replies(
                to: all.map(\.0) + all.map { "\($0.0)-failed" },
                outside: hasResponseMiddleware ? outside : nil
            ) { router in
                for (path, look) in all {
                    router.post("\(path)") { _, context in
                        try look(context)
                        return "done"
                    }
                    router.post("\(path)-failed") { _, context -> String in
                        try look(context)
                        throw Unexpected()
                    }
                }
            }
            for (path, _) in all {
                for path in [path, "\(path)-failed"] {
                    let reply = try #require(replies[path])
                    #expect(reply.all("vary") == ["Cookie"], "\(path)")
                    let hasCookie = !reply.all("set-cookie").isEmpty
                    let cacheControl = hasCookie ? "no-store" : "private"
                    #expect(reply.all("cache-control") == [cacheControl], "\(path)")
                }
            }
            for (path, _) in looks { #expect(replies[path]?.all("set-cookie").isEmpty == true) }
            #expect(replies["none"]?.status == 200 && replies["none-failed"]?.status == 500)
        }

        @Test func responseThatDoesNotDependOnTheSessionStaysAsItIs() async throws {
            let replies = try await replies(to: ["plain", "failed", "nowhere"]) { router in
                router.post("plain") { _, _ in "done" }
                router.post("failed") { _, _ -> String in throw HTTPError(.conflict) }
            }
            #expect(replies["plain"]?.status == 200 && replies["failed"]?.status == 409)
            #expect(replies["nowhere"]?.status == 404)
            for reply in replies.values {
                #expect(reply.all("vary").isEmpty && reply.all("cache-control").isEmpty)
            }
        }

        @Test func handlersOwnHeadersStay() async throws {
            let given: [String: HTTPFields] = [
                "language": [.vary: "Accept-Language"],
                "case": [.vary: "Accept, COOKIE"],
                "all": [.vary: "*"],
                "caching": [.cacheControl: "max-age=5"],
            ]
            let replies = try await replies(to: Array(given.keys) + ["two"]) { router in
                for (path, headers) in given {
                    router.post("\(path)") { _, context in
                        _ = context.session.current
                        return Response(status: .ok, headers: headers)
                    }
                }
                router.post("two") { _, context in
                    _ = context.session.current
                    var headers = HTTPFields()
                    headers.append(HTTPField(name: .vary, value: "Accept"))
                    headers.append(HTTPField(name: .vary, value: "Origin"))
                    return Response(status: .ok, headers: headers)
                }
            }
            #expect(replies["language"]?.all("vary") == ["Accept-Language, Cookie"])
            #expect(replies["case"]?.all("vary") == ["Accept, COOKIE"])
            #expect(replies["all"]?.all("vary") == ["*"])
            #expect(replies["two"]?.all("vary") == ["Accept, Origin, Cookie"])
            #expect(replies["caching"]?.all("cache-control") == ["max-age=5"])
            #expect(replies["caching"]?.all("vary") == ["Cookie"])
            #expect(replies["language"]?.all("cache-control") == ["private"])
        }

        /// A short body is written before the response begins, so a look in it counts.
        @Test func readInAShortBodySetsCacheHeaders() async throws {
            let replies = try await replies(to: ["body", "ended"]) { router in
                router.post("body") { _, context in
                    Response(
                        status: .ok,
                        body: ResponseBody(contentLength: 3) { writer in
                            try await writer.write(
                                ByteBuffer(string: context.session.current?.value.name ?? "")
                            )
                            try await writer.finish(nil)
                        }
                    )
                }
                router.post("ended") { _, context in
                    Response(
                        status: .ok,
                        body: ResponseBody(contentLength: 2) { writer in
                            try context.session.end()
                            try await writer.write(ByteBuffer(string: "ok"))
                            try await writer.finish(nil)
                        }
                    )
                }
            }
            #expect(replies["body"]?.body == "ada")
            #expect(replies["body"]?.all("vary") == ["Cookie"])
            #expect(replies["ended"]?.body == "ok")
            #expect(replies["ended"]?["set-cookie"]?.contains("Max-Age=0") == true)
        }

        @Test func endClearsTheBrowserWhereAskedFor() async throws {
            let replies = try await replies(to: ["all", "again", "some", "failed", "everything", "renewed"]) {
                router in
                router.post("all") { _, context in
                    "\(try context.session.end(clearing: [.cookies, .storage, .cache, .executionContexts]))"
                }
                router.post("again") { _, context in "\(try context.session.end(clearing: .storage))" }
                router.post("some") { _, context in
                    try context.session.create(Login(name: "ada"))
                    try context.session.end()
                    return "done"
                }
                router.post("failed") { _, context -> String in
                    try context.session.end(clearing: .cache)
                    throw Unexpected()
                }
                router.post("everything") { _, context in "\(try context.session.end(clearing: .all))" }
                router.post("renewed") { _, context in
                    try context.session.end(clearing: [.cookies, .storage])
                    return try context.session.create(Login(name: "eve")).value.name
                }
            }
            let name = "clear-site-data"
            #expect(replies["all"]?.body == "true")
            #expect(
                replies["all"]?.all(name) == [#""cache", "cookies", "storage", "executionContexts""#]
            )
            #expect(replies["again"]?.body == "false")
            #expect(replies["again"]?.all(name) == [#""storage""#])
            #expect(replies["some"]?.all(name) == [])
            #expect(replies["failed"]?.status == 500)
            #expect(replies["failed"]?.all(name) == [#""cache""#])
            #expect(replies["everything"]?.all(name) == [#""*""#])
            // The browser would delete the new session's cookie.
            #expect(replies["renewed"]?.all(name) == [#""storage""#])
            #expect(replies["renewed"]?.all("set-cookie").count == 1)
        }

        @Test func headerTransportNamesItsHeader() async throws {
            let router = Router(context: LoginContext.self)
            router.group("mcp").add(middleware: RequestSessionMiddleware(manager, header: .mcp))
                .get { _, context in try context.session.require().value.name }
                .get("plain") { _, _ in "anyone" }
            try await TestServer.run(router) { [id] port in
                try await HTTPConnection.open(port) { connection in
                    let known = try await connection.request("GET", "/mcp", [("Mcp-Session-Id", id)])
                    #expect(known.body == "ada")
                    let unknown = try await connection.request("GET", "/mcp", [("Mcp-Session-Id", "none")])
                    #expect(unknown.status == 404)
                    let missing = try await connection.request("GET", "/mcp")
                    #expect(missing.status == 400)
                    for reply in [known, unknown, missing] {
                        #expect(reply.all("vary") == ["Mcp-Session-Id"])
                        #expect(reply.all("cache-control") == ["private"])
                    }
                    let plain = try await connection.request("GET", "/mcp/plain", [("Mcp-Session-Id", id)])
                    #expect(plain.all("vary").isEmpty)
                }
            }
        }
    }
#endif

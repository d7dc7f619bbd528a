#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// An application's errors become responses in another middleware, before or after the session middleware.
    @Suite(.timeLimit(.minutes(30)))
    struct ErrorTests {
        private struct ApplicationError: Error, Equatable {
            let reason: String
        }

        /// Chooses the response by the type of the error, as applications do.
        private struct Errors: RouterMiddleware {
            func handle(
                _ request: Request,
                context: LoginContext,
                next: (Request, LoginContext) async throws -> Response
            ) async throws -> Response {
                do {
                    return try await next(request, context)
                } catch let error as ApplicationError {
                    let body = ResponseBody(byteBuffer: ByteBuffer(string: error.reason))
                    return Response(status: .unprocessableContent, body: body)
                }
            }
        }

        /// Replaces the response of a failure with another page.
        private struct Pages: RouterMiddleware {
            func handle(
                _ request: Request,
                context: LoginContext,
                next: (Request, LoginContext) async throws -> Response
            ) async throws -> Response {
                let response = try await next(request, context)
                return response.status == .conflict ? Response(status: .seeOther) : response
            }
        }

        private let manager = SessionManager<Login>(clock: ManualClock())

        private func addRoutes(to router: some RouterMethods<LoginContext>) {
            router.post("create") { _, context -> String in
                try context.session.create(Login(name: "ada"))
                throw ApplicationError(reason: "no such course")
            }
            router.post("rotate") { _, context -> String in
                try context.session.rotate()
                throw ApplicationError(reason: "no such course")
            }
            router.post("end") { _, context -> String in
                try context.session.end()
                throw ApplicationError(reason: "no such course")
            }
            router.post("plain") { _, _ -> String in throw ApplicationError(reason: "no such course") }
            router.post("unexpected") { _, context -> String in
                try context.session.create(Login(name: "ada"))
                throw HTTPError(.badRequest, message: "try again")
            }
            router.post("replaced") { _, context in
                try context.session.create(Login(name: "ada"))
                return HTTPResponse.Status.conflict
            }
        }

        /// The argument is whether the middleware that catches errors comes before or after the session middleware.
        @Test(arguments: [false, true])
        func errorsKeepTheirTypeAndSetTheCookie(isOutside: Bool) async throws {
            let router = Router(context: LoginContext.self)
            if isOutside {
                router.add(middleware: SessionResponseMiddleware())
                router.add(middleware: Pages())
                router.add(middleware: Errors())
                router.add(middleware: RequestSessionMiddleware(manager))
            } else {
                router.add(middleware: RequestSessionMiddleware(manager))
                router.add(middleware: Pages())
                router.add(middleware: Errors())
            }
            addRoutes(to: router)
            try await TestServer.run(router) { [manager] port in
                try await HTTPConnection.open(port) { connection in
                    for path in ["create", "rotate", "end", "plain"] {
                        let id = try IdentifierGenerator.system.next()
                        try manager.create(id, Login(name: "guest"))
                        let cookie = [("Cookie", "__Host-session=\(id)")]
                        let reply = try await connection.request("POST", "/\(path)", cookie)
                        #expect(reply.status == 422 && reply.body == "no such course", "\(path)")
                        let cookies = reply.all("set-cookie")
                        let living = manager.sessions(limit: 9).sessions
                        switch path {
                        case "end": #expect(cookies.first?.contains("Max-Age=0") == true && living.isEmpty)
                        case "plain": #expect(cookies.isEmpty && living.map(\.id) == [id])
                        default:
                            #expect(living.count == 1 && living[0].id != id)
                            #expect(cookies.first?.contains(living[0].id) == true)
                            #expect(reply["cache-control"] == "no-store")
                        }
                        #expect(cookies.count <= 1)
                        try manager.deleteAll()
                    }
                    let other = try await connection.request("POST", "/unexpected")
                    #expect(other.status == 400 && other.all("set-cookie").count == 1)
                    let replaced = try await connection.request("POST", "/replaced")
                    #expect(replaced.status == 303 && replaced.all("set-cookie").count == 1)
                }
            }
        }
    }
#endif

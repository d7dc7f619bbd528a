#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// A request leases its session while it runs, and no longer.
    @Suite(.timeLimit(.minutes(30)))
    struct LeaseTests {
        private struct Unexpected: Error {}

        private let clock = ManualClock()
        private let manager: SessionManager<Login>
        private let id: String

        init() throws {
            manager = SessionManager(clock: clock)
            id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
        }

        private var leases: Int { manager.info(id)?.leases ?? -1 }

        private func router() -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager))
            return router
        }

        private func serve(
            _ router: Router<LoginContext>,
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        private var cookie: [(String, String)] { [("Cookie", "__Host-session=\(id)")] }

        @Test func handlerHoldsItsSession() async throws {
            let barrier = Barrier()
            let router = router()
            router.get("slow") { _, context in
                await barrier.wait()
                return context.session.current?.value.name ?? "gone"
            }
            try await serve(router) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/slow", cookie))
                await until { leases == 1 }
                clock.advance(by: .hours(5))
                #expect(manager.cleanup() == 0)
                barrier.open()
                #expect(try await connection.reply().body == "ada")
                #expect(leases == 0)
                #expect(manager.peek(id)?.lastAccessedInstant == clock.now)
                clock.advance(by: .minutes(31))
                #expect(manager.cleanup() == 1)
            }
        }

        /// The body has an unknown length, or a known length that is too long to be collected.
        @Test(arguments: [nil, HeldBody.collectedLength + 3])
        func streamedBodyHoldsItsSession(length: Int?) async throws {
            let barrier = Barrier()
            let router = router()
            let filler = String(repeating: "x", count: HeldBody.collectedLength)
            router.get("stream") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody(contentLength: length) { writer in
                        try await writer.write(ByteBuffer(string: filler))
                        await barrier.wait()
                        let name = context.session.update { $0.name } ?? "gone"
                        try await writer.write(ByteBuffer(string: name))
                        try await writer.finish(nil)
                    }
                )
            }
            try await serve(router) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/stream", cookie))
                var reply = try await connection.head()
                #expect(leases == 1)
                clock.advance(by: .hours(5))
                #expect(manager.cleanup() == 0)
                barrier.open()
                try await connection.readBody(of: &reply)
                #expect(reply.body == filler + "ada")
                await until { leases == 0 }
            }
        }

        /// A short body of known length is collected before the response begins.
        @Test func shortBodyIsCollectedWhileHeld() async throws {
            let barrier = Barrier()
            let router = router()
            router.get("short") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody(contentLength: 6) { writer in
                        try await writer.write(ByteBuffer(string: "one"))
                        await barrier.wait()
                        try await writer.write(contentsOf: [
                            ByteBuffer(string: "tw"), ByteBuffer(string: "o"),
                        ])
                        try await writer.finish(nil)
                    }
                )
            }
            router.get("trailers") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody(contentLength: 3) { writer in
                        try await writer.write(ByteBuffer(string: "one"))
                        try await writer.finish([.contentLocation: "/elsewhere"])
                    }
                )
            }
            router.get("empty") { _, context in HTTPResponse.Status.noContent }
            try await serve(router) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/short", cookie))
                await until { leases == 1 }
                clock.advance(by: .hours(5))
                #expect(manager.cleanup() == 0)
                barrier.open()
                #expect(try await connection.reply().body == "onetwo")
                #expect(leases == 0)
                #expect(try await connection.request("GET", "/trailers", cookie).body == "one")
                #expect(try await connection.request("GET", "/empty", cookie).status == 204)
                #expect(leases == 0)
            }
        }

        @Test func errorsReleaseTheLease() async throws {
            let router = router()
            router.get("handler") { _, _ -> String in throw Unexpected() }
            router.get("body") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "begun"))
                        throw Unexpected()
                    }
                )
            }
            try await serve(router) { [self] connection in
                #expect(try await connection.request("GET", "/handler", cookie).status == 500)
                #expect(leases == 0)
                try await connection.send(HTTPConnection.text("GET", "/body", cookie))
                _ = try await connection.rest()
                await until { leases == 0 }
            }
        }

        /// The server notices that a client has disconnected when a write fails.
        @Test func disconnectedClientReleasesTheLease() async throws {
            let router = router()
            router.get("endless") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        while true {
                            try await writer.write(ByteBuffer(string: "more"))
                            // On a loaded machine, a body that writes without pauses adds work to the event loop
                            // faster than the loop does it. The loop then never reads its sockets, so that it doesn't
                            // see the client leave, and memory grows until it does.
                            try await Task.sleep(for: .milliseconds(2))
                        }
                    }
                )
            }
            router.get("silent") { request, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "waiting"))
                        try await request.body.consumeWithCancellationOnInboundClose { _ in
                            await Barrier().wait()
                            try Task.checkCancellation()
                        }
                    }
                )
            }
            try await TestServer.run(router) { [self] port in
                for path in ["/endless", "/silent"] {
                    try await HTTPConnection.open(port) { connection in
                        try await connection.send(HTTPConnection.text("GET", path, cookie))
                        _ = try await connection.head()
                        _ = try await connection.chunk()
                        #expect(leases == 1)
                    }
                    await until { leases == 0 }
                }
            }
        }

        /// The server cancels the connection's task when it stops and its shutdown timeout has passed.
        @Test func cancellationReleasesTheLease() async throws {
            let router = router()
            router.get("slow") { _, _ -> String in
                withUnsafeCurrentTask { $0?.cancel() }
                try await Task.sleep(for: .seconds(3_600))  // throws at once, because the task is cancelled
                return "never"
            }
            try await serve(router) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/slow", cookie))
                _ = try await connection.rest()
                await until { leases == 0 }
                #expect(manager.peek(id)?.value.name == "ada")
            }
        }

        /// Another middleware may replace the response whose body has the lease.
        @Test func droppedBodyReleasesTheLease() async throws {
            struct Replacer<Context: RequestContext>: RouterMiddleware {
                func handle(
                    _ request: Request,
                    context: Context,
                    next: (Request, Context) async throws -> Response
                ) async throws -> Response {
                    _ = try await next(request, context)
                    return Response(status: .notModified)
                }
            }
            let router = Router(context: LoginContext.self)
            router.add(middleware: Replacer())
            router.add(middleware: RequestSessionMiddleware(manager))
            router.get("stream") { _, _ in
                Response(status: .ok, body: ResponseBody { writer in try await writer.finish(nil) })
            }
            try await serve(router) { [self] connection in
                let reply = try await connection.request("GET", "/stream", cookie)
                #expect(reply.status == 304)
                #expect(leases == 0)
            }
        }

        /// A handle that is used after its request does not extend the lease.
        @Test func aKeptRequestSessionHoldsNoLease() async throws {
            let kept = Locked<[RequestSession<Login>]>([])
            let router = router()
            router.get("keep") { _, context in
                kept.withLock { $0.append(context.session) }
                return "kept"
            }
            router.get("stream") { _, context in
                kept.withLock { $0.append(context.session) }
                return Response(status: .ok, body: ResponseBody { writer in try await writer.finish(nil) })
            }
            try await serve(router) { [self] connection in
                let keep = try await connection.request("GET", "/keep", cookie)
                #expect(keep.body == "kept")
                #expect(leases == 0)
                _ = try await connection.request("GET", "/stream", cookie)
                await until { leases == 0 }
            }
            for session in kept.withLock({ $0 }) {
                #expect(session.current?.value.name == "ada")
                #expect(throws: RequestSessionError.self) { try session.create(Login(name: "late")) }
            }
            #expect(manager.count == 1)
        }

        @Test func bodyCannotChangeTheID() async throws {
            let router = router()
            router.get("late") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        let error = #expect(throws: RequestSessionError.self) {
                            try context.session.create(Login(name: "late"))
                        }
                        try await writer.write(ByteBuffer(string: error?.code.description ?? ""))
                        try context.session.end()
                        try await writer.finish(nil)
                    }
                )
            }
            try await serve(router) { [self] connection in
                let reply = try await connection.request("GET", "/late", cookie)
                #expect(reply.body == "responseStarted")
                #expect(manager.peek(id) == nil)
                #expect(manager.count == 0)
            }
        }
    }
#endif

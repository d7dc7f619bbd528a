#if HTTP
    import HTTPTestSupport
    import HTTPTypes
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// The end of a session reaches the requests that work on it.
    @Suite(.timeLimit(.minutes(30)))
    struct UntilEndTests {
        private let manager = SessionManager<Login>(clock: ManualClock())
        private let id: String

        init() throws {
            id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
        }

        private var cookie: [(String, String)] { [("Cookie", "__Host-session=\(id)")] }

        /// Serves a stream that writes `first`, waits for the barrier and ends.
        private func serve(
            onEnd action: LeaseEndAction = .cancel,
            _ barrier: Barrier,
            then: @Sendable @escaping (LoginContext) throws -> Void = { _ in },
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager, onEnd: action))
            router.get("stream") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "first"))
                        try then(context)
                        await barrier.wait()
                        try Task.checkCancellation()
                        try await writer.write(ByteBuffer(string: " last"))
                        try await writer.finish(nil)
                    }
                )
            }
            router.get("ask") { _, context in
                do {
                    return try await context.session.untilEnd {
                        await barrier.wait()
                        try Task.checkCancellation()
                        return "an answer"
                    }
                } catch let error as SessionError {
                    return "\(error.code) \(error.endReason?.description ?? "")"
                }
            }
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        @Test("A stream closes when its session is deleted, and only then", arguments: [true, false])
        func stream(isDeleted: Bool) async throws {
            let barrier = Barrier()
            try await serve(barrier) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/stream", cookie))
                var reply = try await connection.head()
                if isDeleted {
                    try manager.delete(id)
                    await #expect(throws: (any Error).self) { try await connection.readBody(of: &reply) }
                    #expect(!reply.body.contains("last"))
                } else {
                    try manager.rotate(id, to: "another")
                    barrier.open()
                    try await connection.readBody(of: &reply)
                    #expect(reply.body == "first last")
                }
            }
            await until { manager.leasedIdentifiers.isEmpty }
        }

        @Test("A stream that ignores the end is written to its end")
        func ignored() async throws {
            let barrier = Barrier()
            try await serve(onEnd: .ignore, barrier) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/stream", cookie))
                var reply = try await connection.head()
                try manager.delete(id)
                barrier.open()
                try await connection.readBody(of: &reply)
                #expect(reply.body == "first last")
            }
        }

        @Test("After a shutdown, a stream is still written to its end")
        func shutDown() async throws {
            let barrier = Barrier()
            barrier.open()
            manager.shutdown()
            try await serve(barrier) { [self] connection in
                let reply = try await connection.request("GET", "/stream", cookie)
                #expect(reply.body == "first last")
            }
        }

        @Test("A body that ends its own session is written to its end")
        func own() async throws {
            let barrier = Barrier()
            let end: @Sendable (LoginContext) throws -> Void = { context in
                try context.session.end()
                barrier.open()
            }
            try await serve(barrier, then: end) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/stream", cookie))
                var reply = try await connection.head()
                try await connection.readBody(of: &reply)
                #expect(reply.body == "first last" && manager.count == 0)
            }
        }

        @Test(
            "A handler's work is cancelled with the reason, and without a session there is nothing to wait for"
        )
        func handler() async throws {
            let barrier = Barrier()
            try await serve(barrier) { [self] connection in
                #expect(try await connection.request("GET", "/ask").status == 401)
                try await connection.send(HTTPConnection.text("GET", "/ask", cookie))
                await until { manager.info(id)?.leases == 1 }
                try manager.delete(id)
                var reply = try await connection.head()
                try await connection.readBody(of: &reply)
                #expect(["sessionEnded deleted", "notFound "].contains(reply.body), "\(reply.body)")
            }
        }
    }
#endif

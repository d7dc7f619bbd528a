#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionTesting
    import Testing

    @testable import SessionMiddleware
    @testable import Sessions

    @Suite(.timeLimit(.minutes(30)))
    struct RotationTests {
        private let clock = ManualClock()
        private let recorder = EventRecorder<Login>()
        private let manager: SessionManager<Login>

        init() {
            manager = SessionManager(observers: [recorder], clock: clock)
        }

        private func router() -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager))
            router.get("visit") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return context.session.update { login in
                    login.visits += 1
                    return "\(login.name) \(login.visits)"
                } ?? "gone"
            }
            router.post("login") { _, context in
                let session = try context.session.rotate()
                context.session.update { $0.name = "ada" }
                return context.session.id == session?.id ? session?.id ?? "none" : "another"
            }
            return router
        }

        private func serve(
            _ router: Router<LoginContext>,
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        private static func cookie(_ id: String) -> [(String, String)] {
            [("Cookie", "__Host-session=\(id)")]
        }

        @Test func loginKeepsTheSessionUnderANewID() async throws {
            try await serve(router()) { [manager, recorder] connection in
                _ = try await connection.request("GET", "/visit")
                let former = try #require(manager.sessions(limit: 1).sessions.first?.id)
                let login = try await connection.request("POST", "/login", Self.cookie(former))
                let id = login.body
                #expect(id != former)
                #expect(
                    login.all("set-cookie") == [
                        "__Host-session=\(id); Path=/; Secure; HttpOnly; SameSite=Lax"
                    ]
                )
                #expect(try await connection.request("GET", "/visit", Self.cookie(id)).body == "ada 2")
                #expect(manager.peek(former) == nil)
                #expect(manager.count == 1)
                #expect(manager.info(id)?.leases == 0)
                let rotated = recorder.events.filter { $0.kind == .rotated }
                #expect(rotated.map(\.id) == [id])
                #expect(rotated.map(\.previous?.id) == [former])
                #expect(manager.metrics().totalCreated == 1)
                // A client with the id from before the login gets another session, not the user's.
                #expect(try await connection.request("GET", "/visit", Self.cookie(former)).body == "guest 1")
            }
        }

        /// The browser sent the request before it received the response to the login. A new cookie would undo the
        /// login.
        @Test func lateRequestDoesNotUndoALogin() async throws {
            let router = router()
            router.post("create") { _, context in
                try context.session.create(Login(name: "grace"))
                return context.session.id ?? "none"
            }
            router.get("forget") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return "\(try context.session.end())"
            }
            try await serve(router) { [manager, clock] connection in
                for login in ["/login", "/create"] {
                    let former = try IdentifierGenerator.system.next()
                    try manager.create(former, Login(name: "guest"))
                    let id = try await connection.request("POST", login, Self.cookie(former)).body
                    let late = try await connection.request("GET", "/visit", Self.cookie(former))
                    #expect(late.status == 200 && late.body == "guest 1")
                    #expect(late.all("set-cookie").isEmpty, "the cookie of the login is kept")
                    #expect(manager.count == 1 && manager.peek(id) != nil, "the late session has ended")
                    let forget = try await connection.request("GET", "/forget", Self.cookie(former))
                    #expect(forget.body == "true" && forget.all("set-cookie").isEmpty)
                    // A second login, for example after a double click, has the effect of one.
                    let visit = try await connection.request("POST", "/create", Self.cookie(former))
                    #expect(visit["set-cookie"]?.contains(visit.body) == true)
                    // A minute later the old cookie is unknown.
                    clock.advance(by: .minutes(1))
                    let later = try await connection.request("GET", "/visit", Self.cookie(former))
                    #expect(later.all("set-cookie").count == 1)
                    try manager.deleteAll()
                }
            }
        }

        /// A late request that logs in gets a session of its own, which stays.
        @Test func lateRequestMayLogIn() async throws {
            let router = router()
            router.post("enter") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                try context.session.rotate()
                return context.session.id ?? "none"
            }
            try await serve(router) { [manager] connection in
                let former = try IdentifierGenerator.system.next()
                try manager.create(former, Login(name: "guest"))
                _ = try await connection.request("POST", "/enter", Self.cookie(former))
                let again = try await connection.request("POST", "/enter", Self.cookie(former))
                #expect(again["set-cookie"]?.contains(again.body) == true)
                #expect(manager.peek(again.body) != nil)
            }
        }

        private enum Step: String, CaseIterable { case read, update, findOrCreate, rotate, create, end }

        /// A request that began with the old id keeps acting on its session, also while its body is written.
        @Test(arguments: Step.allCases, [false, true])
        private func requestFollowsItsSession(_ step: Step, isStream: Bool) async throws {
            let barrier = Barrier()
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "guest"))
            let router = router()
            router.get("slow") { _, context in
                let act: @Sendable () throws -> String = {
                    switch step {
                    case .read: return context.session.current?.value.name ?? "gone"
                    case .update: return context.session.update { "\($0.name)" } ?? "gone"
                    case .findOrCreate:
                        return try context.session.findOrCreate { Login(name: "other") }.value.name
                    case .rotate: return try context.session.rotate()?.value.name ?? "gone"
                    case .create: return try context.session.create(Login(name: "new")).value.name
                    case .end: return "\(try context.session.end())"
                    }
                }
                guard isStream else {
                    await barrier.wait()
                    return Response(
                        status: .ok,
                        body: ResponseBody(byteBuffer: ByteBuffer(string: try act()))
                    )
                }
                return Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        await barrier.wait()
                        let text = (try? act()) ?? "too late"
                        try await writer.write(ByteBuffer(string: text))
                        try await writer.finish(nil)
                    }
                )
            }
            try await TestServer.run(router) { [manager, recorder] port in
                try await HTTPConnection.open(port) { slow in
                    try await slow.send(HTTPConnection.text("GET", "/slow", Self.cookie(id)))
                    await until { manager.info(id)?.leases == 1 }
                    let new = try await HTTPConnection.open(port) { connection in
                        try await connection.request("POST", "/login", Self.cookie(id)).body
                    }
                    barrier.open()
                    let reply = try await slow.reply()
                    switch step {
                    case .read, .update, .findOrCreate:
                        #expect(reply.body == "ada" && reply.all("set-cookie").isEmpty)
                        #expect(manager.count == 1 && manager.peek(new) != nil)
                    case .rotate, .create:
                        let name = step == .rotate ? "ada" : "new"
                        #expect(reply.body == (isStream ? "too late" : name))
                        #expect(reply.all("set-cookie").count == (isStream ? 0 : 1))
                        #expect((manager.peek(new) != nil) == isStream, "the abandoned session has ended")
                        #expect(manager.count == 1)
                    case .end:
                        #expect(reply.body == "true")
                        #expect(manager.count == 0)
                        #expect(recorder.events.last { $0.kind == .deleted }?.id == new)
                    }
                    await until {
                        manager.sessions(limit: 9).sessions.allSatisfy { manager.info($0.id)?.leases == 0 }
                    }
                    #expect(manager.rotatedLeases.count == 0)
                }
            }
        }

        @Test func rotatingWithoutASessionReturnsNil() async throws {
            try await serve(router()) { [manager] connection in
                let login = try await connection.request("POST", "/login")
                #expect(login.body == "none")
                #expect(login.all("set-cookie").isEmpty)
                #expect(manager.metrics().totalCreated == 0)
            }
        }

        @Test func withoutRandomBytesTheIDStays() async throws {
            let broken = IdentifierGenerator { _ throws(IdentifierError) in
                throw IdentifierError(errorNumber: 38)
            }
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            let router = Router(context: LoginContext.self)
            router.add(
                middleware: RequestSessionMiddleware(
                    manager,
                    transport: .cookie(.plainHTTP),
                    identifiers: broken
                )
            )
            router.post("login") { _, context in try context.session.rotate()?.id ?? "none" }
            try await serve(router) { [manager] connection in
                let login = try await connection.request("POST", "/login", [("Cookie", "session=\(id)")])
                #expect(login.status == 500)
                #expect(manager.peek(id) != nil)
            }
        }

        /// Another request of the client runs with the old id. It keeps its lease until its end, and does not remove
        /// the new cookie.
        @Test(arguments: [false, true])
        func rotationKeepsTheLeaseOfARunningRequest(isStream: Bool) async throws {
            let barrier = Barrier()
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "guest"))
            let router = router()
            router.get("slow") { _, context in
                if !isStream { await barrier.wait() }
                return Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        if isStream { await barrier.wait() }
                        try await writer.write(ByteBuffer(string: context.session.id ?? "gone"))
                        try await writer.finish(nil)
                    }
                )
            }
            try await TestServer.run(router) { [manager, clock] port in
                try await HTTPConnection.open(port) { slow in
                    try await slow.send(HTTPConnection.text("GET", "/slow", Self.cookie(id)))
                    await until { manager.info(id)?.leases == 1 }
                    let new = try await HTTPConnection.open(port) { connection in
                        try await connection.request("POST", "/login", Self.cookie(id)).body
                    }
                    #expect(manager.info(new)?.leases == 1)
                    clock.advance(by: .hours(5))
                    #expect(manager.cleanup() == 0)
                    barrier.open()
                    let reply = try await slow.reply()
                    #expect(reply.body == new)
                    #expect(reply.all("set-cookie").isEmpty)
                    await until { manager.info(new)?.leases == 0 }
                    clock.advance(by: .minutes(31))
                    #expect(manager.cleanup() == 1)
                }
            }
        }

        @Test func bodyCannotRotate() async throws {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            let router = router()
            router.get("late") { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        let error = #expect(throws: RequestSessionError.self) { try context.session.rotate() }
                        try await writer.write(ByteBuffer(string: error?.code.description ?? ""))
                        try await writer.finish(nil)
                    }
                )
            }
            try await serve(router) { [manager] connection in
                let reply = try await connection.request("GET", "/late", Self.cookie(id))
                #expect(reply.body == "responseStarted")
                #expect(manager.peek(id) != nil)
            }
        }
    }
#endif

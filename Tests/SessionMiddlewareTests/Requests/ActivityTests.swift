#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// Which requests keep a session alive, and what they know about the time that is left.
    @Suite(.timeLimit(.minutes(30)))
    struct ActivityTests {
        private let clock = ManualClock()
        private let manager: SessionManager<Login>
        private let id: String

        init() throws {
            manager = SessionManager(clock: clock)
            id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
        }

        private var cookie: [(String, String)] { [("Cookie", "__Host-session=\(id)")] }

        private static func seconds(_ duration: Duration?) -> String {
            duration.map { "\($0.components.seconds)" } ?? "none"
        }

        /// Routes that are passive by the predicate, by the group's marker, and not at all.
        private func router(
            _ manager: SessionManager<Login>,
            entered: Barrier = Barrier(),
            barrier: Barrier = Barrier()
        ) -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            let marked = router.group("marked").add(middleware: PassiveSessionMiddleware())
                .add(middleware: RequestSessionMiddleware(manager))
            let sessions = RequestSessionMiddleware<LoginContext>(manager) { request, context in
                context.endpointPath != "/asked/time-left" && request.uri.queryParameters["poll"] == nil
            }
            let asked = router.group("asked").add(middleware: sessions)
            for group in [marked, asked] {
                group.get("time-left") { _, context in Self.seconds(context.session.timeLeft) }
                group.get("active") { _, context in
                    "\(!context.session.isPassive) \(Self.seconds(context.session.timeLeft))"
                }
                group.get("deadline") { _, context in Self.seconds(context.session.deadline?.sinceStart) }
                group.get("slow") { _, context in
                    entered.open()
                    await barrier.wait()
                    return context.session.current?.value.name ?? "gone"
                }
                group.post("update") { _, context in context.session.update { $0.name } ?? "gone" }
                group.post("visit") { _, context in
                    try context.session.findOrCreate { Login(name: "guest") }.value.name
                }
            }
            asked.get("late") { _, context in
                var context = context
                try context.session.makePassive()
                return "passive"
            }
            return router
        }

        private func serve(
            _ manager: SessionManager<Login>,
            entered: Barrier = Barrier(),
            barrier: Barrier = Barrier(),
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            try await TestServer.run(router(manager, entered: entered, barrier: barrier)) { port in
                try await HTTPConnection.open(port, body)
            }
        }

        @Test(arguments: ["/marked/time-left", "/asked/time-left", "/asked/active?poll=1"])
        func passiveRequestsDoNotKeepASessionAlive(path: String) async throws {
            try await serve(manager) { [self] connection in
                let created = manager.peek(id)?.lastAccessedInstant
                for minute in 1...30 {
                    clock.advance(by: .minutes(1))
                    let reply = try await connection.request("GET", path, cookie)
                    #expect(reply.body.hasSuffix("\(1_800 - minute * 60)"))
                    #expect(manager.peek(id)?.lastAccessedInstant == created)
                }
                clock.advance(by: .seconds(1))
                #expect(try await connection.request("GET", path, cookie).body.hasSuffix("none"))
                #expect(manager.peek(id) == nil)
            }
        }

        @Test func passiveRequestTakesNoLease() async throws {
            let (entered, barrier) = (Barrier(), Barrier())
            try await serve(manager, entered: entered, barrier: barrier) { [self] connection in
                try await connection.send(HTTPConnection.text("GET", "/marked/slow", cookie))
                await entered.wait()
                #expect(manager.info(id)?.leases == 0)
                clock.advance(by: .minutes(31))
                #expect(manager.info(id) == nil && manager.cleanup() == 1)
                barrier.open()
                #expect(try await connection.reply().body == "gone")
            }
        }

        @Test func passiveRequestCanStillChangeItsSession() async throws {
            try await serve(manager) { [self] connection in
                clock.advance(by: .minutes(10))
                #expect(try await connection.request("POST", "/marked/update", cookie).body == "ada")
                #expect(manager.peek(id)?.lastAccessedInstant == clock.now)
                #expect(try await connection.request("POST", "/marked/visit", cookie).body == "ada")
                let visit = try await connection.request("POST", "/marked/visit")
                #expect(visit.body == "guest" && visit.all("set-cookie").count == 1)
                for session in manager.sessions(limit: 9).sessions {
                    #expect(manager.info(session.id)?.leases == 0)
                }
                #expect(manager.count == 2)
                manager.shutdown()
                #expect(try await connection.request("GET", "/marked/time-left", cookie).body == "1800")
            }
        }

        @Test func requestCannotBecomePassiveTooLate() async throws {
            try await serve(manager) { [self] connection in
                let reply = try await connection.request("GET", "/asked/late", cookie)
                #expect(reply.status == 500)
            }
            let state = RequestSession<Login>()
            var session = state
            try session.makePassive()
            #expect(session.isPassive && !state.isPassive)
            #expect(RequestSessionError.alreadyFound.description.contains("before RequestSessionMiddleware"))
        }

        /// An active request restarts the idle timeout when it ends, so it has all of it left.
        @Test func requestKnowsTheTimeLeftWhileItHoldsItsSession() async throws {
            let policy = SessionPolicy(idleTimeout: .minutes(30), lifetime: .minutes(60))
            let limited = try SessionManager<Login>(policy: policy, clock: clock)
            try limited.create(id, Login(name: "ada"))
            try await serve(limited) { [self] connection in
                clock.advance(by: .minutes(20))
                let young = try await connection.request("GET", "/asked/active", cookie)
                #expect(young.body == "true 1800")
                clock.advance(by: .minutes(25))
                #expect(try await connection.request("GET", "/asked/active", cookie).body == "true 900")
                #expect(try await connection.request("GET", "/asked/deadline", cookie).body == "3600")
                #expect(try await connection.request("GET", "/asked/active").body == "true none")
                #expect(try await connection.request("GET", "/asked/deadline").body == "none")
            }
            try await serve(manager) { [self] connection in
                clock.advance(by: .minutes(1))
                try manager.create(id, Login(name: "ada"), timeouts: Timeouts(idle: .minutes(5)))
                let now = Int(clock.now.nanoseconds / 1_000_000_000)
                #expect(try await connection.request("GET", "/asked/active", cookie).body == "true 300")
                #expect(try await connection.request("GET", "/asked/deadline", cookie).body == "\(now + 300)")
                #expect(
                    try await connection.request("GET", "/marked/deadline", cookie).body == "\(now + 300)"
                )
            }
        }

        /// The other request's lease keeps the session alive, and its end restarts the idle timeout.
        @Test func passiveRequestKnowsTheTimeLeftWhileAnotherHoldsTheSession() async throws {
            let barrier = Barrier()
            let router = router(manager, barrier: barrier)
            try await TestServer.run(router) { [self] port in
                try await HTTPConnection.open(port) { other in
                    try await other.send(HTTPConnection.text("GET", "/asked/slow", cookie))
                    await until { manager.info(id)?.leases == 1 }
                    clock.advance(by: .hours(2))
                    let left = try await HTTPConnection.open(port) { connection in
                        try await connection.request("GET", "/marked/time-left", cookie).body
                    }
                    #expect(left == "1800")
                    barrier.open()
                    #expect(try await other.reply().body == "ada")
                }
            }
        }
    }

    extension SessionInstant {
        fileprivate var sinceStart: Duration { .nanoseconds(nanoseconds) }
    }
#endif

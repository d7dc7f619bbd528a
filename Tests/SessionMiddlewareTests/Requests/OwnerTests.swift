#if HTTP
    import HTTPTestSupport
    import HTTPTypes
    import Hummingbird
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// Sign-in, and the sessions of one owner.
    @Suite(.timeLimit(.minutes(30)))
    struct OwnerTests {
        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))
        private let recorder = EventRecorder<Login>()
        private let manager: SessionManager<Login>

        init() {
            manager = SessionManager(observers: [recorder], clock: clock)
        }

        private func router(_ identifiers: IdentifierGenerator = .system) -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            router.add(
                middleware: RequestSessionMiddleware(
                    manager,
                    transport: .cookie(SessionCookie()),
                    identifiers: identifiers,
                    descriptor: { request, _ in SessionDescriptor(request, address: "203.0.113.7") }
                )
            )
            router.post("visit") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                return "\(context.session.isAuthenticated) \(context.session.owner ?? "nobody")"
            }
            router.post("login/{user}") { _, context in
                try context.session.findOrCreate { Login(name: "guest") }
                try context.session.authenticate(as: try context.parameters.require("user"))
                return "\(context.session.isAuthenticated) \(context.session.owner ?? "nobody")"
            }
            router.post("remember/{user}") { request, context in
                let days = request.uri.queryParameters.get("days", as: Int.self) ?? 30
                return try context.session.authenticate(
                    as: try context.parameters.require("user"),
                    timeouts: Timeouts(idle: .hours(24 * days), lifetime: .hours(24 * 90))
                ).value.name
            }
            router.post("alone") { _, context in try context.session.authenticate(as: "ada").value.name }
            router.post("label") { _, context in
                let attributes = try context.session.updateAttributes { $0.descriptor?.label = "phone" }
                return attributes?.descriptor?.label ?? "none"
            }
            router.post("owner") { request, context in
                let keepingID = request.uri.queryParameters["force"] != nil
                return try context.session.updateAttributes(keepingID: keepingID) { $0.owner = "eve" }?.owner
                    ?? "none"
            }
            router.get("fresh") { _, context in
                try context.session.requireFresh(within: .minutes(5)).value.name
            }
            router.get("devices") { _, context in
                context.session.ownerSessions.map { session in
                    let isThis = session.handle == context.session.handle
                    return "\(session.handle) \(session.descriptor?.userAgent ?? "-") "
                        + "\(session.descriptor?.address ?? "-")\(isThis ? " this" : "")"
                }.joined(separator: "\n")
            }
            router.post("end") { request, context in
                try context.session.end(handle: String(request.uri.queryParameters["handle"] ?? ""))
                return HTTPResponse.Status.noContent
            }
            router.post("end-others") { _, context in "\(try context.session.endOthers())" }
            return router
        }

        private func serve(_ body: @Sendable @escaping (HTTPConnection) async throws -> Void) async throws {
            try await TestServer.run(router()) { port in try await HTTPConnection.open(port, body) }
        }

        private static func cookie(_ reply: HTTPReply) throws -> [(String, String)] {
            let line = try #require(reply["set-cookie"])
            return [("Cookie", String(line.prefix { $0 != ";" }))]
        }

        private static func signIn(
            _ user: String,
            agent: String,
            over connection: HTTPConnection
        ) async throws -> [(String, String)] {
            let reply = try await connection.request("POST", "/login/\(user)", [("User-Agent", agent)])
            #expect(reply.body == "true \(user)")
            return try cookie(reply)
        }

        @Test func signInRotatesSetsTheOwnerAndItsTimeInOneStep() async throws {
            try await serve { [manager, recorder, clock] connection in
                let visit = try await connection.request("POST", "/visit")
                #expect(visit.body == "false nobody")
                let guest = try Self.cookie(visit)
                let guestID = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(manager.info(guestID)?.attributes == nil)
                clock.advance(by: .minutes(2))
                let login = try await connection.request(
                    "POST",
                    "/login/ada",
                    guest + [("User-Agent", "A/1")]
                )
                #expect(login.body == "true ada")
                #expect(manager.count == 1)
                let session = try #require(manager.sessions(limit: 1).sessions.first)
                #expect(session.id != guestID && login["set-cookie"]?.contains(session.id) == true)
                let attributes = try #require(manager.info(session.id)?.attributes)
                #expect(attributes.owner == "ada")
                #expect(attributes.authenticatedAt == clock.wallTime)
                #expect(attributes.descriptor == SessionDescriptor(address: "203.0.113.7", userAgent: "A/1"))
                // One event, so no observer sees the owner under the old id or the new id without its owner.
                #expect(recorder.count(of: .rotated) == 1 && recorder.count(of: .updated) == 0)
                #expect(try await connection.request("GET", "/devices", guest).body.isEmpty)
                #expect(manager.info(session.id)?.leases == 0)
            }
        }

        @Test func signInChangesTheTimeoutsInTheSameStep() async throws {
            try await serve { [manager, recorder, clock] connection in
                let long = Timeouts(idle: .hours(24 * 30), lifetime: .hours(24 * 90))
                let guest = try Self.cookie(try await connection.request("POST", "/visit"))
                let guestID = try #require(manager.sessions(limit: 1).sessions.first?.id)
                // Timeouts that are out of range change nothing.
                #expect(try await connection.request("POST", "/remember/ada?days=0", guest).status == 500)
                #expect(manager.info(guestID)?.timeouts == nil && manager.info(guestID)?.attributes == nil)
                let reply = try await connection.request("POST", "/remember/ada", guest)
                #expect(reply.body == "guest" && manager.count == 1)
                var id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(id != guestID && manager.info(id)?.timeouts == long)
                #expect(manager.info(id)?.attributes?.owner == "ada")
                #expect(manager.info(id)?.attributes?.authenticatedAt == clock.wallTime)
                #expect(recorder.count(of: .rotated) == 1 && recorder.count(of: .timeoutsChanged) == 0)
                let rotation = try #require(recorder.events.first { $0.kind == .rotated })
                #expect(rotation.timeoutsChange?.new == long && rotation.attributes?.owner == "ada")
                // Another sign-in without timeouts keeps them.
                _ = try await connection.request("POST", "/login/ada", try Self.cookie(reply))
                id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(manager.info(id)?.timeouts == long)
                clock.advance(by: .hours(24 * 30))
                #expect(manager.peek(id) != nil)
            }
        }

        /// Another request of the client signs in another owner, after this request has looked for an owner.
        @Test func signInThatMeetsAnotherChangesNothing() async throws {
            let other = Locked<(@Sendable () -> Void)?>(nil)
            let identifiers = IdentifierGenerator { count throws(IdentifierError) in
                other.withLock { other in
                    defer { other = nil }
                    return other
                }?()
                return try IdentifierGenerator.systemBytes(count)
            }
            let id = try identifiers.next()
            try manager.create(id, Login(name: "guest"))
            other.withLock { other in
                other = { [manager] in _ = try? manager.updateAttributes(id) { $0.owner = "eve" } }
            }
            try await TestServer.run(router(identifiers)) { [manager, recorder] port in
                try await HTTPConnection.open(port) { connection in
                    let cookie = [("Cookie", "__Host-session=\(id)")]
                    let reply = try await connection.request("POST", "/remember/ada", cookie)
                    #expect(reply.status == 500 && reply.all("set-cookie").isEmpty)
                    let info = try #require(manager.info(id))
                    #expect(info.attributes?.owner == "eve" && info.attributes?.authenticatedAt == nil)
                    #expect(info.timeouts == nil && recorder.count(of: .rotated) == 0)
                }
            }
        }

        @Test func signInNeedsASessionAndKeepsAnothersOwner() async throws {
            try await serve { [manager] connection in
                #expect(try await connection.request("POST", "/alone").status == 500)
                let ada = try await Self.signIn("ada", agent: "A", over: connection)
                let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(try await connection.request("POST", "/login/eve", ada).status == 500)
                #expect(manager.info(id)?.attributes?.owner == "ada")
                // The same owner signs in again.
                let again = try await connection.request("POST", "/login/ada", ada)
                #expect(again.body == "true ada" && again.all("set-cookie").count == 1)
                #expect(manager.count == 1 && manager.peek(id) == nil)
            }
            #expect(RequestSessionError.noSession.description.contains("findOrCreate"))
            #expect(RequestSessionError.ownedByAnother.description.contains("end and create"))
        }

        @Test func ownerWithoutARotationIsRefusedUnlessStated() async throws {
            try await serve { [manager] connection in
                let guest = try Self.cookie(try await connection.request("POST", "/visit"))
                let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                #expect(try await connection.request("POST", "/owner", guest).status == 500)
                #expect(manager.info(id)?.attributes == nil)
                #expect(try await connection.request("POST", "/owner?force", guest).body == "eve")
                #expect(manager.info(id)?.attributes?.owner == "eve")
                #expect(try await connection.request("POST", "/owner", guest).body == "eve")
                #expect(try await connection.request("POST", "/label", guest).status == 200)
                let ada = try await Self.signIn("ada", agent: "A", over: connection)
                #expect(try await connection.request("POST", "/label", ada).body == "phone")
                #expect(try await connection.request("POST", "/owner", ada).status == 500)
                #expect(try await connection.request("POST", "/label").body == "none")
                // A label survives the next sign-in, which describes the request again.
                _ = try await connection.request("POST", "/login/ada", ada + [("User-Agent", "B")])
                let descriptor = manager.summaries(in: .owner("ada")).first?.descriptor
                #expect(descriptor?.label == "phone" && descriptor?.userAgent == "B")
            }
        }

        @Test func recentSignInIsAskedFor() async throws {
            try await serve { [clock] connection in
                #expect(try await connection.request("GET", "/fresh").status == 401)
                let guest = try Self.cookie(try await connection.request("POST", "/visit"))
                #expect(try await connection.request("GET", "/fresh", guest).status == 401)
                let ada = try await Self.signIn("ada", agent: "A", over: connection)
                clock.advance(by: .minutes(5))
                #expect(try await connection.request("GET", "/fresh", ada).body == "guest")
                clock.advance(by: .seconds(1))
                let stale = try await connection.request("GET", "/fresh", ada)
                #expect(stale.status == 403 && stale["content-type"] == "application/problem+json")
                #expect(stale.body.contains(#""type":"urn:problem-type:sessions:recent-sign-in-required""#))
                #expect(stale.body.contains(#""error":"insufficient_user_authentication""#))
                #expect(stale.body.contains(#""max_age":300"#))
                let again = try Self.cookie(try await connection.request("POST", "/login/ada", ada))
                #expect(try await connection.request("GET", "/fresh", again).body == "guest")
                // The wall clock was set back by a day, so the age of the sign-in is unknown.
                clock.setWallTime(clock.wallTime.advanced(by: .hours(-24)))
                #expect(try await connection.request("GET", "/fresh", again).status == 403)
                try await Self.expectForced(connection)
            }
        }

        /// An owner who was set without a sign-in never signed in.
        private static func expectForced(_ connection: HTTPConnection) async throws {
            let guest = try cookie(try await connection.request("POST", "/visit"))
            #expect(try await connection.request("POST", "/owner?force", guest).body == "eve")
            #expect(try await connection.request("GET", "/fresh", guest).status == 403)
        }

        @Test func ownersListTheirSessionsAndEndThem() async throws {
            try await serve { [manager, recorder] connection in
                let laptop = try await Self.signIn("ada", agent: "Laptop", over: connection)
                let phone = try await Self.signIn("ada", agent: "Phone", over: connection)
                let tablet = try await Self.signIn("ada", agent: "Tablet", over: connection)
                let eve = try await Self.signIn("eve", agent: "Eve", over: connection)
                let list = try await connection.request("GET", "/devices", phone)
                let lines = list.body.split(separator: "\n").map(String.init)
                #expect(
                    lines.map { $0.dropFirst(17) } == [
                        "Laptop 203.0.113.7", "Phone 203.0.113.7 this", "Tablet 203.0.113.7",
                    ]
                )
                for session in manager.sessions(limit: 9).sessions {
                    #expect(!list.body.contains(session.id))
                }
                let handles = lines.map { String($0.prefix(16)) }

                // Eve can neither end Ada's sessions nor learn that they exist.
                for handle in handles + ["", "x", "0000000000000000", "ADA", "\(handles[0])0"] {
                    let reply = try await connection.request("POST", "/end?handle=\(handle)", eve)
                    #expect(reply.status == 404, "\(handle)")
                    #expect(reply.body.contains("none of your sessions"))
                }
                #expect(manager.count == 4)
                #expect(try await connection.request("POST", "/end?handle=\(handles[0])").status == 401)
                #expect(try await connection.request("POST", "/end-others").status == 401)

                let ended = try await connection.request("POST", "/end?handle=\(handles[0])", phone)
                #expect(ended.status == 204 && ended.all("set-cookie").isEmpty)
                #expect(try await connection.request("GET", "/devices", laptop).body.isEmpty)
                let again = try await connection.request("POST", "/end?handle=\(handles[0])", phone)
                #expect(again.status == 404)
                #expect(try await connection.request("POST", "/end-others", phone).body == "1")
                #expect(try await connection.request("GET", "/devices", tablet).body.isEmpty)
                #expect(try await connection.request("POST", "/end-others", phone).body == "0")
                #expect(try await connection.request("POST", "/visit", phone).body == "true ada")

                let own = try await connection.request("POST", "/end?handle=\(handles[1])", phone)
                #expect(own.status == 204 && own["set-cookie"]?.contains("Max-Age=0") == true)
                #expect(manager.sessions(limit: 9).sessions.count == 1)
                #expect(try await connection.request("POST", "/visit", eve).body == "true eve")
                let ends = recorder.events.filter { $0.kind == .deleted }
                #expect(ends.map { $0.deletion?.reason } == [.revoked, .revoked, .revoked])
                #expect(ends.map { $0.deletion?.by } == ["ada", "ada", "ada"])
            }
        }

        /// Another session got the id while the request was running.
        @Test func attributesOfAnotherIncarnationStay() async throws {
            let (entered, barrier) = (Barrier(), Barrier())
            let router = Router(context: LoginContext.self)
            router.add(middleware: RequestSessionMiddleware(manager))
            router.post("label") { _, context in
                entered.open()
                await barrier.wait()
                let attributes = try context.session.updateAttributes {
                    $0.descriptor = SessionDescriptor(label: "phone")
                }
                return attributes?.descriptor?.label ?? "none"
            }
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            try await TestServer.run(router) { [manager] port in
                try await HTTPConnection.open(port) { connection in
                    let text = HTTPConnection.text("POST", "/label", [("Cookie", "__Host-session=\(id)")])
                    try await connection.send(text)
                    await entered.wait()
                    try manager.create(id, Login(name: "eve"), attributes: SessionAttributes(owner: "eve"))
                    barrier.open()
                    #expect(try await connection.reply().body == "none")
                    #expect(manager.info(id)?.attributes?.owner == "eve")
                    #expect(manager.info(id)?.attributes?.descriptor == nil)
                }
            }
        }

        @Test func userAgentIsCut() {
            var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
            request.headerFields[.userAgent] = String(repeating: "é", count: 3_000)
            let descriptor = SessionDescriptor(
                Request(head: request, body: .init(buffer: ByteBuffer())),
                address: nil
            )
            #expect(descriptor.userAgent == String(repeating: "é", count: 256))
            #expect(descriptor.address == nil)
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// A client whose session has ended learns why.
    @Suite(.timeLimit(.minutes(30)))
    struct EndedTests {
        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))
        private let manager: SessionManager<Login>

        init() throws {
            let policy = SessionPolicy(
                lifetime: .hours(1),
                maximumSessionsPerOwner: 2,
                whenOwnerFull: .evictOldest,
                rememberedEnds: 100
            )
            manager = try SessionManager(policy: policy, clock: clock)
        }

        private func router(
            _ manager: SessionManager<Login>,
            entered: Barrier = Barrier(),
            barrier: Barrier = Barrier()
        ) -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            let mcp = RequestSessionMiddleware<LoginContext>(manager, header: .mcp)
            router.group("mcp").add(middleware: mcp)
                .get { _, context in try context.session.require().value.name }
                .get("slow") { _, context in
                    entered.open()
                    await barrier.wait()
                    return try context.session.require().value.name
                }
            let site = router.group().add(
                middleware: RequestSessionMiddleware<LoginContext>(manager) { _, context in
                    context.endpointPath != "/poll"
                }
            )
            site.get("me") { _, context in try context.session.require().value.name }
            site.get("fresh") { _, context in
                try context.session.requireFresh(within: .minutes(1)).value.name
            }
            for path in ["why", "poll"] as [RouterPath] {
                site.get(path) { _, context in context.session.ended?.reason.description ?? "nothing" }
            }
            site.get("slow") { _, context in
                entered.open()
                await barrier.wait()
                return context.session.ended?.deletion?.reason?.description ?? "nothing"
            }
            site.post("visit") { _, context in
                let reason = context.session.ended?.reason.description ?? "nothing"
                try context.session.findOrCreate { Login(name: "guest") }
                return "\(reason), then \(context.session.ended?.reason.description ?? "nothing")"
            }
            site.post("rotate") { _, context in
                try context.session.rotate()
                return context.session.id ?? "none"
            }
            site.post("create") { _, context in
                try context.session.create(Login(name: "new"))
                return context.session.id ?? "none"
            }
            site.post("logout") { _, context in
                try context.session.end(reason: .signedOut)
                return context.session.ended?.reason.description ?? "nothing"
            }
            return router
        }

        private func serve(
            _ manager: SessionManager<Login>? = nil,
            entered: Barrier = Barrier(),
            barrier: Barrier = Barrier(),
            _ body: @Sendable @escaping (HTTPConnection) async throws -> Void
        ) async throws {
            let router = router(manager ?? self.manager, entered: entered, barrier: barrier)
            try await TestServer.run(router) { port in try await HTTPConnection.open(port, body) }
        }

        private func newSession(_ owner: String? = nil) throws -> String {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"), attributes: SessionAttributes(owner: owner))
            return id
        }

        private static func cookie(_ id: String) -> [(String, String)] {
            [("Cookie", "__Host-session=\(id)")]
        }

        /// A way to end a session, and the text that the client reads.
        struct End: Sendable, CustomTestStringConvertible {
            let reason: String
            var deletion: DeletionReason?
            let text: String
            var testDescription: String { "\(reason) \(deletion?.description ?? "")" }
        }

        private static let ends = [
            End(reason: "expired(idle)", text: "because of inactivity"),
            End(reason: "expired(lifetime)", text: "because it had reached its maximum duration"),
            End(reason: "evicted(ownerLimit)", text: "because of too many sign-ins on other devices"),
            End(reason: "deleted", text: ""),
            End(reason: "deleted", deletion: .signedOut, text: ""),
            End(reason: "deleted", deletion: "cleanUp", text: ""),
            End(reason: "deleted", deletion: .revoked, text: "on another device or by an administrator"),
            End(reason: "deleted", deletion: .passwordChanged, text: "because the password was changed"),
            End(reason: "deleted", deletion: .ownerDisabled, text: "because the account was disabled"),
        ]

        private func end(_ id: String, by end: End) throws {
            switch end.reason {
            case "expired(idle)": clock.advance(by: .minutes(31))
            case "expired(lifetime)":
                for _ in 0..<3 {
                    clock.advance(by: .minutes(20))
                    manager.touch(id)
                }
                clock.advance(by: .seconds(1))
            case "evicted(ownerLimit)": for _ in 0..<2 { _ = try newSession("ada") }
            default: try manager.delete(id, reason: end.deletion)
            }
        }

        @Test(arguments: ends)
        func theErrorSaysWhyAndWhen(_ end: End) async throws {
            let id = try newSession("ada")
            try self.end(id, by: end)
            let endedAt = try #require(manager.endOf(id)?.endedAt)
            try await serve { connection in
                let because = end.text.isEmpty ? "" : " \(end.text)"
                let deletion = end.deletion.map { #""deletion":"\#($0)","# } ?? ""
                func body(_ status: Int, _ remedy: String) -> String {
                    #"{\#(deletion)"detail":"you were signed out\#(because); \#(remedy)","ended_at":"\#(endedAt)","#
                        + #""reason":"\#(end.reason)","status":\#(status),"title":"Session ended","#
                        + #""type":"urn:problem-type:sessions:session-ended"}"#
                }
                for path in ["/me", "/fresh"] {
                    let reply = try await connection.request("GET", path, Self.cookie(id))
                    #expect(reply.status == 401)
                    #expect(reply["content-type"] == "application/problem+json")
                    #expect(reply["vary"] == "Cookie" && reply["cache-control"] == "private")
                    #expect(reply.body == body(401, "sign in again"))
                }
                let reply = try await connection.request("GET", "/mcp", [("Mcp-Session-Id", id)])
                #expect(reply.status == 404)
                #expect(reply["vary"] == "Mcp-Session-Id")
                #expect(reply.body == body(404, "start a new one"))
            }
        }

        @Test func aSessionWithoutAnOwnerWasNotSignedOut() async throws {
            let id = try newSession()
            clock.advance(by: .minutes(31))
            #expect(manager.endOf(id)?.hadOwner == false)
            try await serve { [manager] connection in
                let reply = try await connection.request("GET", "/me", Self.cookie(id))
                #expect(reply.body.contains("the session ended because of inactivity; sign in again"))
                #expect(manager.endOf(id)?.hadOwner == false)
            }
        }

        @Test func handlersReadItUntilTheClientHasAnotherID() async throws {
            let id = try newSession()
            try await serve { [clock] connection in
                for path in ["/why", "/poll"] {
                    #expect(try await connection.request("GET", path, Self.cookie(id)).body == "nothing")
                }
                clock.advance(by: .minutes(31))
                for path in ["/poll", "/why"] {
                    let reply = try await connection.request("GET", path, Self.cookie(id))
                    #expect(reply.body == "expired(idle)" && reply.all("set-cookie").isEmpty)
                    #expect(reply["vary"] == "Cookie" && reply["cache-control"] == "private")
                }
                let visit = try await connection.request("POST", "/visit", Self.cookie(id))
                #expect(visit.body == "expired(idle), then nothing")
                let new = String(try #require(visit["set-cookie"]).prefix { $0 != ";" })
                #expect(try await connection.request("GET", "/why", [("Cookie", new)]).body == "nothing")
                // A late request with the old id.
                #expect(try await connection.request("GET", "/why", Self.cookie(id)).body == "nothing")
            }
        }

        /// The old id doesn't belong to an ended session. The client has the session's new id.
        @Test func anIDThatWasReplacedHasNoEnd() async throws {
            try await serve { [self] connection in
                for path in ["/rotate", "/create"] {
                    let id = try newSession("ada")
                    let new = try await connection.request("POST", path, Self.cookie(id)).body
                    #expect(manager.peek(new) != nil)
                    #expect(try await connection.request("GET", "/why", Self.cookie(id)).body == "nothing")
                    let me = try await connection.request("GET", "/me", Self.cookie(id))
                    #expect(me.status == 401 && me.body.contains("about:blank"))
                    let mcp = try await connection.request("GET", "/mcp", [("Mcp-Session-Id", id)])
                    #expect(mcp.status == 404 && mcp.body.contains("about:blank"))
                    if path == "/rotate" {
                        clock.advance(by: .minutes(2))
                        #expect(
                            try await connection.request("GET", "/why", Self.cookie(id)).body == "nothing"
                        )
                        try manager.delete(new)
                        #expect(
                            try await connection.request("GET", "/why", Self.cookie(id)).body == "nothing"
                        )
                        #expect(
                            try await connection.request("GET", "/why", Self.cookie(new)).body == "deleted"
                        )
                    }
                }
            }
        }

        @Test func withoutAnEndTheErrorStaysAsItIs() async throws {
            let forgetful = SessionManager<Login>(clock: clock)
            let id = try IdentifierGenerator.system.next()
            for manager in [forgetful, self.manager] {
                try manager.create(id, Login(name: "ada"))
                if manager === forgetful { try manager.delete(id) }
                try await serve(manager) { connection in
                    let unknown = try IdentifierGenerator.system.next()
                    var headers: [[(String, String)]] = [[], Self.cookie(unknown), Self.cookie("conv-1")]
                    // If a request has several ids, all of them are ignored.
                    headers.append(Self.cookie(id) + Self.cookie(unknown))
                    if manager === forgetful { headers.append(Self.cookie(id)) }
                    for header in headers {
                        let reply = try await connection.request("GET", "/me", header)
                        #expect(reply.status == 401)
                        #expect(
                            reply.body
                                == #"{"detail":"this request needs a session, but it has none or its session"#
                                + #" has ended; log in first","status":401,"title":"Unauthorized","#
                                + #""type":"about:blank"}"#
                        )
                        #expect(try await connection.request("GET", "/why", header).body == "nothing")
                    }
                    let mcp = try await connection.request("GET", "/mcp", [("Mcp-Session-Id", unknown)])
                    #expect(mcp.status == 404 && mcp.body.contains("no living session has the id"))
                }
            }
        }

        @Test func aRequestLearnsThatItsSessionEndedMeanwhile() async throws {
            for path in ["/slow", "/mcp/slow"] {
                let id = try newSession("ada")
                let (entered, barrier) = (Barrier(), Barrier())
                try await serve(entered: entered, barrier: barrier) { [manager] connection in
                    let headers = path == "/slow" ? Self.cookie(id) : [("Mcp-Session-Id", id)]
                    try await connection.send(HTTPConnection.text("GET", path, headers))
                    await entered.wait()
                    try manager.delete(id, reason: .passwordChanged)
                    barrier.open()
                    let reply = try await connection.reply()
                    #expect(reply.body.contains("passwordChanged"))
                    #expect(reply.status == (path == "/slow" ? 200 : 404))
                }
            }
        }

        /// The first request ends the session and sees no end. A second click on the button finds the reason.
        @Test func aHandlerThatEndsItsSessionHasNoEnd() async throws {
            let id = try newSession("ada")
            try await serve { connection in
                for expected in ["nothing", "deleted"] {
                    let reply = try await connection.request("POST", "/logout", Self.cookie(id))
                    #expect(reply.body == expected)
                }
            }
        }

        /// A flood of invented ids finds no end, and makes the manager forget none.
        @Test func unknownIDsAreNotRemembered() async throws {
            let id = try newSession()
            try manager.delete(id, reason: .revoked)
            try await serve { connection in
                for _ in 0..<1_000 {
                    let unknown = try IdentifierGenerator.system.next()
                    #expect(
                        try await connection.request("GET", "/why", Self.cookie(unknown)).body == "nothing"
                    )
                }
                #expect(try await connection.request("GET", "/why", Self.cookie(id)).body == "deleted")
            }
        }
    }
#endif

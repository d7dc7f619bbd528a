#if HTTP
    import HTTPTestSupport
    import HTTPTypes
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// A cookie whose age follows its session.
    @Suite(.timeLimit(.minutes(30)))
    struct CookieAgeTests {
        /// A browser that deletes the cookie when its age is over.
        private struct Browser {
            let clock: ManualClock
            private(set) var cookie: String?
            private(set) var expiry = SessionInstant(nanoseconds: 0)
            /// The ages that the server sent.
            private(set) var ages: [Int] = []

            init(_ clock: ManualClock) { self.clock = clock }

            var headers: [(String, String)] {
                guard let cookie, clock.now < expiry else { return [] }
                return [("Cookie", cookie)]
            }

            mutating func receive(_ reply: HTTPReply) throws {
                guard let line = reply["set-cookie"] else { return }
                let parts = line.split(separator: ";").map { String($0.drop { $0 == " " }) }
                let age = try #require(parts.first { $0.hasPrefix("Max-Age=") }?.dropFirst(8)).description
                let seconds = try #require(Int(age))
                cookie = parts[0]
                ages.append(seconds)
                expiry = clock.now.advanced(by: .seconds(seconds))
            }
        }

        private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_500_000_000))

        private func router(
            _ manager: SessionManager<Login>,
            maxAge: Duration? = nil,
            follows: Bool = true,
            barrier: Barrier = Barrier()
        ) throws -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            let cookie = try SessionCookie(maxAge: maxAge, followsSession: follows)
            router.add(
                middleware: RequestSessionMiddleware(manager, cookie: cookie) { _, context in
                    context.endpointPath != "/poll"
                }
            )
            router.post("login") { _, context in try context.session.create(Login(name: "ada")).value.name }
            router.post("rotate") { _, context in
                try context.session.rotate()
                return "rotated"
            }
            router.get("me") { _, context in context.session.current?.value.name ?? "nobody" }
            router.get("poll") { _, context in context.session.current?.value.name ?? "nobody" }
            router.get("picture") { _, _ in "picture" }
            router.get("slow") { _, _ in
                await barrier.wait()
                return "slow"
            }
            for value in ["public, max-age=60", "max-age=60", "private, max-age=60", "no-store"] {
                router.get("caching/\(value.prefix { $0 != "," })") { _, _ in
                    Response(status: .ok, headers: [.cacheControl: value])
                }
            }
            return router
        }

        @Test func cookieOfAUserWhoReturnsEveryMinuteLastsAsLongAsTheSession() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let router = try router(manager)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    #expect(browser.ages == [1_800])
                    let id = try #require(manager.sessions(limit: 1).sessions.first?.id)
                    #expect(browser.cookie == "__Host-session=\(id).1700001800")
                    for _ in 0..<180 {
                        clock.advance(by: .minutes(1))
                        let reply = try await connection.request("GET", "/me", browser.headers)
                        #expect(reply.body == "ada")
                        try browser.receive(reply)
                    }
                    // More than a tenth of the half hour has gone after four minutes.
                    #expect(browser.ages == Array(repeating: 1_800, count: 1 + 180 / 4))
                    clock.advance(by: .minutes(29))
                    #expect(try await connection.request("GET", "/me", browser.headers).body == "ada")
                    clock.advance(by: .minutes(31))
                    #expect(browser.headers.isEmpty)
                }
            }
        }

        /// The end of a request is an access, too, but its response can't carry a cookie any more.
        @Test func endOfALongRequestDoesNotHideThatTheCookieIsOld() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let barrier = Barrier()
            let router = try router(manager, barrier: barrier)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    let headers = browser.headers
                    try await HTTPConnection.open(port) { other in
                        try await other.send(HTTPConnection.text("GET", "/slow", headers))
                        await until { manager.sessions(limit: 1).sessions.first?.deadline == nil }
                        clock.advance(by: .minutes(5))
                        barrier.open()
                        #expect(try await other.reply().body == "slow")
                    }
                    let reply = try await connection.request("GET", "/me", browser.headers)
                    try browser.receive(reply)
                    #expect(browser.ages == [1_800, 1_800])
                }
            }
        }

        @Test func ageIsTheLesserOfIdleTimeoutAndLifetime() async throws {
            let policy = SessionPolicy(idleTimeout: .minutes(30), lifetime: .minutes(60))
            let manager = try SessionManager<Login>(policy: policy, clock: clock)
            let router = try router(manager)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    for _ in 0..<11 {
                        clock.advance(by: .minutes(5))
                        try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    }
                    // After half an hour the lifetime ends at a time that the browser soon knows.
                    #expect(browser.ages == [1_800, 1_800, 1_800, 1_800, 1_800, 1_800, 1_800])
                    #expect(browser.expiry == SessionInstant(nanoseconds: 0).advanced(by: .minutes(60)))
                }
            }
        }

        @Test func sentAgainWhenTheTimeoutsChange() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let router = try router(manager)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    try manager.apply(SessionPolicy(idleTimeout: .milliseconds(90_900)))
                    try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    #expect(browser.ages == [1_800, 90])
                    try manager.apply(SessionPolicy(idleTimeout: .milliseconds(100)))
                    try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    // Zero would delete the cookie of a living session.
                    #expect(browser.ages == [1_800, 90, 1])
                    try manager.apply(SessionPolicy(idleTimeout: .hours(24 * 500)))
                    try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    #expect(browser.ages == [1_800, 90, 1, 400 * 86_400])
                }
            }
        }

        @Test func maxAgeIsTheLongestAge() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let router = try router(manager, maxAge: .minutes(10))
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    clock.advance(by: .minutes(1))
                    try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    clock.advance(by: .seconds(1))
                    try browser.receive(try await connection.request("GET", "/me", browser.headers))
                    #expect(browser.ages == [600, 600])
                }
            }
        }

        @Test func onlyActivityThatNoSharedCacheKeepsSendsItAgain() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let router = try router(manager)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    clock.advance(by: .minutes(10))
                    let sends = [
                        ("/poll", false), ("/caching/public", false), ("/caching/max-age=60", false),
                        ("/caching/private", true), ("/caching/no-store", true), ("/picture", true),
                        ("/me", true),
                    ]
                    for (path, isSent) in sends {
                        let reply = try await connection.request("GET", path, browser.headers)
                        #expect(reply.status == 200)
                        #expect(reply.all("set-cookie").isEmpty == !isSent, "\(path)")
                        if path == "/picture" { #expect(reply["cache-control"] == "no-store") }
                    }
                }
            }
        }

        /// Otherwise the old id could arrive after the new one and replace it.
        @Test func requestThatBeganBeforeARotationDoesNotSendTheOldID() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let barrier = Barrier()
            let router = try router(manager, barrier: barrier)
            try await TestServer.run(router) { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    var browser = Browser(clock)
                    try browser.receive(try await connection.request("POST", "/login"))
                    let headers = browser.headers
                    try await HTTPConnection.open(port) { other in
                        try await other.send(HTTPConnection.text("GET", "/slow", headers))
                        await until { manager.sessions(limit: 1).sessions.first?.deadline == nil }
                        clock.advance(by: .minutes(5))
                        let rotated = try await HTTPConnection.open(port) { third in
                            try await third.request("POST", "/rotate", headers)
                        }
                        #expect(rotated["set-cookie"]?.contains("; Max-Age=1800;") == true)
                        barrier.open()
                        let late = try await other.reply()
                        #expect(late.body == "slow" && late.all("set-cookie").isEmpty)
                    }
                }
            }
        }

        /// A site may turn the option off again.
        @Test func cookieWithATimeWorksWithoutTheOption() async throws {
            let manager = SessionManager<Login>(clock: clock)
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            let router = try router(manager, follows: false)
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    for value in [id, "\(id).1700001800"] {
                        let reply = try await connection.request(
                            "GET",
                            "/me",
                            [("Cookie", "__Host-session=\(value)")]
                        )
                        #expect(reply.body == "ada" && reply.all("set-cookie").isEmpty)
                    }
                    let login = try await connection.request("POST", "/login")
                    #expect(login["set-cookie"]?.contains("Max-Age") == false)
                }
            }
        }
    }
#endif

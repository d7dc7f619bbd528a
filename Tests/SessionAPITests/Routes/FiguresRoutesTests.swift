#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The routes of the dashboard's figures.
    @Suite(.timeLimit(.minutes(30))) struct FiguresRoutesTests {
        private let clock = ManualClock()

        private func array(_ json: JSONSessionValue?) throws -> [JSONSessionValue] {
            guard case .array(let elements)? = json else { throw HTTPConnectionError("no array") }
            return elements
        }

        @Test("The history has a sample for every five seconds, and says whether it is recorded")
        func history() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    let before = try await connection.request("GET", "/v1/history").json
                    #expect(before["recording"] == .boolean(false))
                    #expect(try array(before["samples"]?["at"]) == [])
                }
                let samples = SampleReader(
                    manager: manager,
                    status: nil,
                    journal: server.journal,
                    requests: RequestCounter()
                )
                let history = SessionHistory(samples)
                let recording = Task { try await history.run() }
                defer { recording.cancel() }
                await clock.timersRunning(1)
                for round in 1...4 {
                    await until { history.recorded.ring.samples.count == round }
                    try manager.create("\(round)", .null)
                    clock.advance(by: .seconds(5))
                }
                await until { history.recorded.ring.samples.count == 5 }
                let second = Task { try await history.run() }
                second.cancel()
                _ = await second.result
                let (ring, isRecording) = history.recorded
                #expect(isRecording, "a second call stops nothing")
                let body = HistoryBody(ring, isRecording: isRecording, TimeReading(clock))
                let json = JSONSessionValue(try JSONCoding.value(of: body))
                #expect(try array(json["samples"]?["at"]) == [0, 5, 10, 15, 20].map { .integer($0) })
                #expect(try array(json["samples"]?["created"]) == [0, 1, 2, 3, 4].map { .integer($0) })
                #expect(try array(json["samples"]?["ended"]?["deleted"]).count == 5)
                #expect(json["recording"] == .boolean(true))
            }
        }

        @Test("A tick has the figures, the newest events, and the number of the others")
        func live() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        HTTPConnection.text("GET", "/v1/live?kinds=created&id=a-&owner=alice&limit=2")
                    )
                    let head = try await connection.head()
                    #expect(head["content-type"] == "text/event-stream" && head["x-accel-buffering"] == "no")
                    var text = ""
                    func tick() async throws -> JSONSessionValue {
                        while !text.contains("\n\n") || text.hasPrefix("retry") {
                            if text.hasPrefix("retry"), let end = text.range(of: "\n\n") {
                                text = String(text[end.upperBound...])
                                continue
                            }
                            guard let chunk = try await connection.chunk() else {
                                throw HTTPConnectionError("the stream ended: \(text)")
                            }
                            text += chunk
                        }
                        guard let end = text.range(of: "\n\n"), text.hasPrefix("event: tick\ndata: ") else {
                            throw HTTPConnectionError("not a tick: \(text)")
                        }
                        let data = text[..<end.lowerBound].dropFirst("event: tick\ndata: ".count)
                        text = String(text[end.upperBound...])
                        return JSONSessionValue(try JSONParser.parse(data.utf8, maximumDepth: 16))
                    }
                    let first = try await tick()
                    #expect(first["events"] == .array([]) && first["status"] == .string("ok"))
                    await clock.timersRunning(1)
                    let alice = SessionAttributes(owner: "alice")
                    for number in 1...5 { try manager.create("a-\(number)", .null, attributes: alice) }
                    try manager.create("a-of-bob", .null, attributes: SessionAttributes(owner: "bob"))
                    try manager.create("b-1", .null, attributes: alice)
                    try manager.delete("a-1")
                    clock.advance(by: .seconds(1))
                    let second = try await tick()
                    let ids = try array(second["events"]).map { $0["id"] }
                    #expect(ids == [.string("a-4"), .string("a-5")])
                    #expect(second["skipped"] == .integer(3) && second["lost"] == .integer(0))
                    #expect(second["sample"]?["created"] == .integer(7))
                    #expect(second["sample"]?["ended"]?["deleted"] == .integer(1))
                    #expect(second["sample"]?["lag_seconds"] == .null)
                    // The sessions expire 30 minutes after their creation and end 2 minutes later.
                    clock.advance(by: .minutes(32))
                    #expect(manager.cleanup() == 6)
                    clock.advance(by: .seconds(1))
                    var third = try await tick()
                    while third["sample"]?["lag_seconds"] == .null { third = try await tick() }
                    #expect(third["sample"]?["lag_seconds"] == .integer(121))
                }
            }
        }

        @Test("A stream of ticks ends with the manager, and too many are refused")
        func liveEnds() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.limits.maximumEventStreams = 1
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(HTTPConnection.text("GET", "/v1/live"))
                    #expect(try await connection.head().status == 200)
                    #expect(try await connection.chunk() == "retry: 2000\n\n")
                    try await HTTPConnection.open(port) { other in
                        let refused = try await other.request("GET", "/v1/live")
                        #expect(refused.problem == "too-many-streams")
                    }
                    await clock.timersRunning(1)
                    manager.shutdown()
                    clock.advance(by: .seconds(1))
                    while try await connection.chunk() != nil {}
                }
                try await HTTPConnection.open(port) { connection in
                    let refused = try await connection.request("GET", "/v1/live")
                    #expect(refused.problem == "shutting-down")
                }
            }
        }

        @Test("The distribution is at most ten seconds old")
        func distribution() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    for number in 0..<7 {
                        let owner = number < 5 ? "alice" : "bob"
                        try manager.create("\(number)", .null, attributes: SessionAttributes(owner: owner))
                    }
                    clock.advance(by: .seconds(40))
                    manager.touch("0")
                    let first = try await connection.request("GET", "/v1/distribution").json
                    #expect(try array(first["ages"])[3] == .integer(7))
                    #expect(try array(first["idle"])[0] == .integer(1))
                    #expect(try array(first["idle"])[3] == .integer(6))
                    #expect(try array(first["bounds_seconds"]).count == array(first["ages"]).count - 1)
                    let owners = try array(first["owners"])
                    #expect(owners.map { $0["owner"] } == [.string("alice"), .string("bob")])
                    #expect(owners.map { $0["sessions"] } == [.integer(5), .integer(2)])
                    #expect(first["owners_exact"] == .boolean(true) && first["scanned"] == .integer(7))
                    try manager.delete("6")
                    clock.advance(by: .seconds(9))
                    #expect(try await connection.request("GET", "/v1/distribution").json == first)
                    clock.advance(by: .seconds(1))
                    let later = try await connection.request("GET", "/v1/distribution").json
                    #expect(later["sessions"] == .integer(6))
                }
            }
        }

        @Test("The events of a session include those under its former ids, and not those of others")
        func eventsOfASession() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock, journal: 8)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func events(_ id: String) async throws -> ([JSONSessionValue?], JSONSessionValue?) {
                        let json = try await connection.request("GET", "/v1/sessions/\(id)/events").json
                        return (try array(json["events"]).map { $0["event"] }, json["complete"])
                    }
                    try manager.create("a", .null)
                    try manager.create("b", .null)
                    try manager.rotate("a", to: "a/2")
                    try manager.create("a", .null)
                    try manager.delete("a/2")
                    let known = try await events("a%2F2")
                    #expect(known.0 == [.string("created"), .string("rotated"), .string("deleted")])
                    #expect(known.1 == .boolean(true))
                    #expect(try await events("none").0 == [])
                    try manager.create("\u{E9}", .null)
                    #expect(try await events("e%CC%81").0 == [], "the same text, but another id")
                    // The first session with the id `a` is not the one that has it now.
                    #expect(try await events("a").0 == [.string("created")])
                    for number in 0..<3 { try manager.create("other-\(number)", .null) }
                    let partly = try await events("a%2F2")
                    #expect(partly.0 == [.string("rotated"), .string("deleted")])
                    #expect(partly.1 == .boolean(false))
                }
            }
        }

        private struct Profile: SessionStatusSource, ProfileStatusSource {
            func sessionStatus() async -> SessionStatus { SessionStatus(profile: "shop", uptime: .zero) }
            func profileStatus(showsPlaces: Bool) async -> String {
                #"{"variables": \#(showsPlaces)}"#
            }
        }

        @Test("Only a client that can change something sees the names of variables")
        func profile() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.status = Profile()
            let token = "write-token-0123456789"
            let readToken = "read-token-0123456789"
            server.access = try HTTPAccess(token: token, readToken: readToken)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func get(_ path: String, _ token: String) async throws -> JSONSessionValue {
                        try await connection.request("GET", path, [("Authorization", "Bearer \(token)")]).json
                    }
                    #expect(try await get("/v1/profile", token)["variables"] == .boolean(true))
                    #expect(try await get("/v1/profile", readToken)["variables"] == .boolean(false))
                    #expect(try await get("/v1/access", token)["may_write"] == .boolean(true))
                    let reader = try await get("/v1/access", readToken)
                    #expect(
                        reader["may_write"] == .boolean(false) && reader["caller"] == .string("read-token")
                    )
                    #expect(reader["requires_token"] == .boolean(true))
                    for path in ["profile", "access", "history", "live", "distribution", "policy-impact"] {
                        let reply = try await connection.request("GET", "/v1/\(path)")
                        #expect(reply.problem == "token-missing", "\(path)")
                    }
                }
            }
        }

        @Test("The impact of other timeouts is that of applying them")
        func policyImpact() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection in
                    for number in 0..<10 {
                        try manager.create("\(number)", .null)
                        clock.advance(by: .minutes(1))
                    }
                    let path = "/v1/policy-impact"
                    let idle = try await connection.request("GET", path + "?idle_timeout_seconds=270").json
                    #expect(idle["ending"] == .integer(6) && idle["sessions"] == .integer(10))
                    let both = "?idle_timeout_seconds=270&lifetime_seconds=150"
                    #expect(try await connection.request("GET", path + both).json["ending"] == .integer(8))
                    #expect(try await connection.request("GET", path).json["ending"] == .integer(0))
                    #expect(manager.count == 10, "nothing changes")
                    let zero = try await connection.request("GET", path + "?idle_timeout_seconds=0")
                    #expect(zero.status == 400 && zero.problem == "malformed-parameter")
                    var policy = manager.policy
                    policy.idleTimeout = .seconds(270)
                    #expect(try manager.apply(policy) == 6)
                }
            }
        }

        @Test("A session's body has the number of its leases while there are any")
        func leases() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let session = try manager.beginLease("a")
                    _ = try manager.beginLease("a")
                    #expect(
                        try await connection.request("GET", "/v1/sessions/a").json["leases"] == .integer(2)
                    )
                    manager.endLease("a", session.incarnation)
                    manager.endLease("a", session.incarnation)
                    #expect(try await connection.request("GET", "/v1/sessions/a").json["leases"] == nil)
                }
            }
        }
    }
#endif

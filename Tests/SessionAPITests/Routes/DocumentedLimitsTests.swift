#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// A value at each documented limit is accepted, and a value just above it is refused.
    @Suite(.timeLimit(.minutes(30))) struct DocumentedLimitsTests {
        private let clock = ManualClock()

        private func create(_ value: String, _ more: String = "") -> String { "{\"value\":\(value)\(more)}" }

        private func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }

        @Test func bodyLimitsMatchTheDocumentation() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .null)
            let limits = HTTPLimits()
            try await server.run { [self] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    func post(_ value: String) async throws -> Int {
                        try await connection.json("POST", "/v1/sessions", create(value)).status
                    }
                    func patch(_ value: String) async throws -> Int {
                        try await connection.json("PATCH", "/v1/sessions/a", create(value)).status
                    }
                    let (deepest, tooDeep) = (nested(64), nested(65))
                    #expect(try await post(deepest) == 201)
                    #expect(try await post(tooDeep) == 400)
                    #expect(try await patch(deepest) == 200)
                    #expect(try await patch(tooDeep) == 400)
                    let object =
                        String(repeating: #"{"a":"#, count: 63) + "{}" + String(repeating: "}", count: 63)
                    #expect(try await patch(object) == 200)
                    #expect(try await patch("{\"a\":\(object)}") == 400)

                    let largest = String(repeating: "x", count: HTTPLimits.maximumValueBytes - 2)
                    #expect(try await post("\"\(largest)\"") == 201)
                    #expect(try await post("\"\(largest)x\"") == 413)
                    #expect(try await patch("\"\(largest)\"") == 200)
                    #expect(try await patch("\"\(largest)x\"") == 413)
                    // Spaces and escapes don't count.
                    let spaced = create("[1,2]").padding(to: limits.maximumBodyBytes)
                    #expect(spaced.utf8.count == limits.maximumBodyBytes)
                    #expect(try await connection.json("POST", "/v1/sessions", spaced).status == 201)
                }
                try await HTTPConnection.open(port) { [self] connection async throws -> Void in
                    let body = create("1").padding(to: limits.maximumBodyBytes + 1)
                    #expect(try await connection.json("POST", "/v1/sessions", body).status == 413)
                }
            }
        }

        @Test func idAndTimeLimitsMatchTheDocumentation() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let limit = SessionManager<JSONSessionValue>.maximumIdentifierLength
            let longest = String(repeating: "é", count: limit / 2) + String(repeating: "x", count: limit % 2)
            try await server.run { [self] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    func post(_ more: String) async throws -> HTTPReply {
                        try await connection.json("POST", "/v1/sessions", create("1", more))
                    }
                    #expect(try await post(",\"id\":\"\(longest)\"").status == 201)
                    let path = "/v1/sessions/\(PercentEncoding.encode(longest))"
                    #expect(try await connection.request("GET", path).status == 200)
                    let tooLong = try await connection.json(
                        "POST",
                        "/v1/sessions",
                        create("1", ",\"id\":\"\(longest)x\"")
                    )
                    #expect(tooLong.status == 400 && tooLong.body.contains("1 to \(limit) bytes"))
                    #expect(try await connection.request("GET", path + "x").status == 400)
                    let prefix = "/v1/sessions?prefix=\(PercentEncoding.encode(longest))"
                    #expect(try await connection.request("GET", prefix).body.contains(longest))
                    #expect(try await connection.request("GET", prefix + "x").status == 400)

                    for name in ["idle_timeout_seconds", "lifetime_seconds"] {
                        for (seconds, status) in [
                            ("0.001", 201), ("3153600000", 201), ("3153600000.0", 201), ("0.0009", 400),
                            ("3153600001", 400), ("31536e5", 201),
                        ] {
                            let reply = try await post(",\"\(name)\":\(seconds)")
                            #expect(reply.status == status, "\(name) \(seconds)")
                            // The engine has the same limits, and doesn't know what the member is called.
                            let limits = "`\(name)` is a number of seconds from 0.001 to 3153600000"
                            #expect(reply.body.contains(limits) == (status == 400), "\(name) \(seconds)")
                        }
                    }
                    for (query, status) in [
                        ("limit=1", 200), ("limit=1000", 200), ("limit=0", 400), ("limit=1001", 400),
                        ("max_age=3153600000", 200), ("max_age=3153600001", 400), ("min_idle=0", 200),
                    ] {
                        #expect(
                            try await connection.request("GET", "/v1/sessions?\(query)").status == status,
                            "\(query)"
                        )
                    }
                }
            }
        }

        @Test func headLimitsMatchTheDocumentation() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let limits = HTTPLimits()
            try await server.run { port async throws -> Void in
                func status(_ path: String, _ headers: [(String, String)]) async throws -> Int {
                    try await HTTPConnection.open(port) { connection in
                        try await connection.request("GET", path, headers).status
                    }
                }
                // `Host` is a header too.
                func fields(_ count: Int) -> [(String, String)] {
                    (1..<count).map { number in ("X-\(number)", "y") }
                }
                let (most, tooMany) = (
                    fields(limits.maximumHeaderCount), fields(limits.maximumHeaderCount + 1)
                )
                #expect(try await status("/ready", most) == 200)
                #expect(try await status("/ready", tooMany) == 431)
                let start = "/ready?x="
                let target =
                    start + String(repeating: "y", count: HTTPLimits.maximumTargetBytes - start.utf8.count)
                #expect(try await status(target, []) == 200)
                #expect(try await status(target + "y", []) == 414)
            }
        }
    }

    extension String {
        /// Returns the text with spaces at its end, this many bytes long.
        fileprivate func padding(to length: Int) -> String {
            self + String(repeating: " ", count: length - utf8.count)
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Testing

    @testable import SessionAPI
    @testable import Sessions

    @Suite("Leases over HTTP", .timeLimit(.minutes(30))) struct LeaseRoutesTests {
        private let clock = ManualClock()
        private let server: RouteServer<JSONSessionValue>

        init() throws { server = try RouteServer<JSONSessionValue>(clock: clock) }

        private var manager: SessionManager<JSONSessionValue> { server.manager }

        /// Waits until a call waits for the exclusive lease of the session.
        private static func waiterArrives(_ manager: SessionManager<JSONSessionValue>, _ count: Int = 1) async
        {
            while waiters(manager) != count { await Task.yield() }
        }

        private static func waiters(_ manager: SessionManager<JSONSessionValue>) -> Int {
            let entry = manager.directory.lock("a")
            return entry.record.flatMap { entry.shard.head.index.pointee.work($0)?.waiters } ?? 0
        }

        @Test("A lease holds its session until it is ended")
        func life() async throws {
            try manager.create("a", .integer(1), attributes: SessionAttributes(owner: "alice"))
            try await server.run { [clock, manager] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let begun = try await connection.json(
                        "POST",
                        "/v1/sessions/a/leases",
                        #"{"ttl_seconds":3600}"#
                    )
                    #expect(begun.status == 201)
                    let body = try begun.json
                    #expect(body["ttl_seconds"] == .integer(3_600) && body["exclusive"] == .boolean(false))
                    #expect(
                        body["session"]?["value"] == .integer(1)
                            && body["session"]?["owner"] == .string("alice")
                    )
                    guard case .string(let lease)? = body["lease"] else { throw HTTPReply.Missing() }
                    #expect(lease.count == 32 && begun["location"] == "/v1/sessions/a/leases/\(lease)")
                    let path = "/v1/sessions/a/leases/\(lease)"
                    clock.advance(by: .minutes(50))
                    #expect(manager.info("a")?.leases == 1, "a lease suspends the idle timeout")
                    let renewed = try await connection.json("PUT", path, #"{"ttl_seconds":3600}"#)
                    #expect(renewed.status == 200)
                    #expect(
                        try renewed.json
                            == .object(["lease": .string(lease), "ttl_seconds": .integer(3_600)])
                    )
                    #expect(manager.info("a")?.idleTime == .zero, "a renewal is an access")
                    clock.advance(by: .minutes(50))
                    #expect(try await connection.request("DELETE", path).status == 204)
                    #expect(manager.info("a")?.leases == 0 && manager.info("a")?.idleTime == .zero)
                    for method in ["DELETE", "PUT"] {
                        let gone = try await connection.request(method, path)
                        #expect(gone.status == 404 && gone.problem == "lease-not-found")
                    }
                }
            }
        }

        @Test("A lease that is not renewed lapses, and the next exclusive lease begins")
        func lapse() async throws {
            try manager.create("a", .null)
            try await server.run { [clock, manager] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let path = "/v1/sessions/a/leases"
                    let first = try await connection.json(
                        "POST",
                        path,
                        #"{"exclusive":true,"ttl_seconds":30}"#
                    )
                    #expect(try first.status == 201 && first.json["exclusive"] == .boolean(true))
                    let busy = try await connection.json("POST", path, #"{"exclusive":true}"#)
                    #expect(
                        busy.status == 409 && busy.problem == "session-busy" && busy["retry-after"] == "1"
                    )
                    #expect(
                        try await connection.request("POST", path).status == 201,
                        "a plain lease, without a body"
                    )
                    guard let location = first["location"] else { throw HTTPReply.Missing() }
                    await clock.timersRunning(2)
                    clock.advance(by: .seconds(29))
                    #expect(try await connection.request("PUT", location).status == 200)
                    clock.advance(by: .seconds(29))
                    #expect(manager.info("a")?.leases == 1, "the other one has lapsed")
                    clock.advance(by: .seconds(1))
                    #expect(manager.info("a")?.leases == 0)
                    let late = try await connection.request("PUT", location)
                    #expect(late.status == 404 && late.problem == "lease-not-found")
                    #expect(try await connection.json("POST", path, #"{"exclusive":true}"#).status == 201)
                }
            }
        }

        @Test("A request waits for its turn, and gets it when the holder is done")
        func waiting() async throws {
            try manager.create("a", .null)
            try await server.run { [clock, manager] port in
                try await HTTPConnection.open(port) { holder async throws -> Void in
                    let path = "/v1/sessions/a/leases"
                    let first = try await holder.json("POST", path, #"{"exclusive":true}"#)
                    guard let location = first["location"] else { throw HTTPReply.Missing() }
                    async let second = HTTPConnection.open(port) { connection in
                        try await connection.json("POST", path + "?wait_seconds=60", #"{"exclusive":true}"#)
                    }
                    await Self.waiterArrives(manager)
                    #expect(try await holder.request("DELETE", location).status == 204)
                    let reply = try await second
                    #expect(reply.status == 201 && reply["connection"] == "close")
                    // The third waits in vain.
                    async let third = HTTPConnection.open(port) { connection in
                        try await connection.json(
                            "POST",
                            path + "?wait_seconds=5",
                            #"{"exclusive":true,"ttl_seconds":9}"#
                        )
                    }
                    await Self.waiterArrives(manager)
                    await clock.timersRunning(2)
                    clock.advance(by: .seconds(5))
                    let refused = try await third
                    #expect(refused.status == 409 && refused.problem == "session-busy")
                    #expect(refused["connection"] == "close", "the client must not send another request here")
                }
            }
        }

        @Test("A client that leaves stops waiting")
        func leaving() async throws {
            try manager.create("a", .null)
            let lease = try manager.beginExclusiveLease("a")
            try await server.run { [manager] port in
                let waiting = Task {
                    try await HTTPConnection.open(port) { connection in
                        try await connection.json(
                            "POST",
                            "/v1/sessions/a/leases?wait_seconds=60",
                            #"{"exclusive":true}"#
                        )
                    }
                }
                await Self.waiterArrives(manager)
                waiting.cancel()
                await Self.waiterArrives(manager, 0)
                manager.endLease(lease)
                #expect(manager.info("a")?.leases == 0)
            }
        }

        @Test("The end of the session ends its leases, and waiting requests learn the reason")
        func end() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock, SessionPolicy(rememberedEnds: 10))
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { holder async throws -> Void in
                    let path = "/v1/sessions/a/leases"
                    let first = try await holder.json("POST", path, #"{"exclusive":true}"#)
                    async let second = HTTPConnection.open(port) { connection in
                        try await connection.json("POST", path + "?wait_seconds=60", #"{"exclusive":true}"#)
                    }
                    await Self.waiterArrives(manager)
                    #expect(
                        try await holder.request("DELETE", "/v1/sessions/a?reason=signedOut").status == 204
                    )
                    let ended = try await second
                    #expect(ended.status == 410 && ended.problem == "session-ended")
                    #expect(try ended.json["reason"] == .string("deleted"))
                    #expect(try ended.json["deletion"] == .string("signedOut"))
                    for method in ["PUT", "DELETE"] {
                        let gone = try await holder.request(method, first["location"] ?? "")
                        #expect(gone.status == 410 || method == "DELETE" && gone.status == 204, "\(gone)")
                    }
                    #expect(try await holder.request("POST", path).status == 410)
                    #expect(try await holder.request("POST", "/v1/sessions/b/leases").status == 404)
                }
            }
        }

        @Test("A lease follows the session when its id is rotated")
        func rotation() async throws {
            try manager.create("a", .null)
            try await server.run { [clock, manager] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let begun = try await connection.json(
                        "POST",
                        "/v1/sessions/a/leases",
                        #"{"exclusive":true}"#
                    )
                    let plain = try await connection.request("POST", "/v1/sessions/a/leases")
                    try manager.rotate("a", to: "b")
                    clock.advance(by: .seconds(20))
                    for reply in [begun, plain] {
                        #expect(try await connection.request("PUT", reply["location"] ?? "").status == 200)
                        #expect(manager.info("b")?.idleTime == .zero)
                        #expect(try await connection.request("DELETE", reply["location"] ?? "").status == 204)
                    }
                    #expect(manager.info("b")?.leases == 0)
                }
            }
        }

        @Test(
            "A request that is wrong says why",
            arguments: [
                (#"{"exclusive":1}"#, 400, "malformed-body"), (#"{"ttl_seconds":0}"#, 400, "malformed-body"),
                (#"{"ttl_seconds":3601}"#, 400, "malformed-body"), (#"[]"#, 400, "malformed-body"),
                (#"{"ttl":3}"#, 400, "malformed-body"), (#"{"#, 400, "malformed-json"),
            ]
        )
        func wrong(body: String, status: Int, problem: String) async throws {
            try manager.create("a", .null)
            try await server.run { [manager] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("POST", "/v1/sessions/a/leases", body)
                    #expect(reply.status == status && reply.problem == problem, "\(reply)")
                    let wait = try await connection.json(
                        "POST",
                        "/v1/sessions/a/leases?wait_seconds=61",
                        "{}"
                    )
                    #expect(wait.status == 400 && wait.problem == "malformed-parameter")
                    #expect(manager.info("a")?.leases == 0)
                }
            }
        }

        @Test("There is a limit, and a read-only token can't begin a lease")
        func limits() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.limits.maximumLeases = 2
            server.access = try HTTPAccess(token: "0123456789abcdef", readToken: "fedcba9876543210")
            let manager = server.manager
            try manager.create("a", .null)
            let write = [("Authorization", "Bearer 0123456789abcdef")]
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let path = "/v1/sessions/a/leases"
                    let read = try await connection.request(
                        "POST",
                        path,
                        [("Authorization", "Bearer fedcba9876543210")]
                    )
                    #expect(read.status == 403 && read.problem == "read-only-token")
                    #expect(
                        try await connection.request("POST", "/v1/sessions/b/leases", write).status == 404
                    )
                    let first = try await connection.request("POST", path, write)
                    #expect(try await connection.request("POST", path, write).status == 201)
                    let refused = try await connection.request("POST", path, write)
                    #expect(refused.status == 503 && refused.problem == "too-many-leases")
                    #expect(
                        try await connection.request("DELETE", first["location"] ?? "", write).status == 204
                    )
                    #expect(try await connection.request("POST", path, write).status == 201)
                }
            }
        }
    }

    extension HTTPReply {
        /// Thrown if a response lacks what the test needs.
        fileprivate struct Missing: Error {}
    }
#endif

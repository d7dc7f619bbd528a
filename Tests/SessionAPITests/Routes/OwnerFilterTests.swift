#if HTTP
    import HTTPTestSupport
    import InMemoryLogging
    import Logging
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `?owner=`, `?key=` and `?handle=` on `/v1/sessions`.
    @Suite(.timeLimit(.minutes(30))) struct OwnerFilterTests {
        private let clock = ManualClock()

        /// Sessions `alice-0` to `alice-5`, as many of bob and of nobody. Every other one has the key `even`.
        private func server() throws -> RouteServer<JSONSessionValue> {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            for number in 0..<6 {
                for owner in ["alice", "bob", nil] {
                    try server.manager.create(
                        "\(owner ?? "nobody")-\(number)",
                        .integer(Int64(number)),
                        attributes: SessionAttributes(
                            owner: owner,
                            keys: number % 2 == 0 ? ["even"] : ["o&d=1"]
                        )
                    )
                }
            }
            return server
        }

        /// Returns the ids of all pages of a listing.
        private static func ids(_ connection: HTTPConnection, _ query: String) async throws -> [String] {
            var found: [String] = []
            var cursor = ""
            while true {
                let page = try await connection.request("GET", "/v1/sessions?\(query)\(cursor)").json
                guard case .array(let sessions)? = page["sessions"] else {
                    throw HTTPConnectionError("\(page)")
                }
                for session in sessions {
                    guard case .string(let id)? = session["id"] else {
                        throw HTTPConnectionError("\(session)")
                    }
                    found.append(id)
                }
                guard case .string(let next)? = page["next"] else { return found }
                cursor = "&cursor=\(next)"
            }
        }

        @Test(arguments: [
            ("owner=alice", 6), ("owner=alice&owner=bob", 12), ("owner=alice&owner=carol&owner=alice", 6),
            ("owner=carol", 0), ("key=even", 9), ("key=even&key=o%26d%3D1", 18), ("owner=bob&key=even", 3),
            ("owner=alice&prefix=alice-5", 1), ("owner=alice&prefix=bob", 0), ("owner=alice&max_idle=5", 0),
            ("owner=alice&min_age=10&key=even&key=x", 3), ("all=true&owner=alice", 6),
        ])
        func aFilterSelectsForAListingACountAndADeletion(_ query: String, _ count: Int) async throws {
            let server = try server()
            let manager = server.manager
            clock.advance(by: .seconds(10))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    if !query.contains("all=") {
                        for limit in ["", "&limit=1", "&limit=2"] {
                            let ids = try await Self.ids(connection, query + limit)
                            #expect(ids.count == count && Set(ids).count == count, "\(ids)")
                        }
                    }
                    let dry = try await connection.request("DELETE", "/v1/sessions?\(query)&dry_run=true")
                    #expect(try dry.json["matched"] == .integer(Int64(count)), "\(dry)")
                    #expect(manager.count == 18)
                    let done = try await connection.request("DELETE", "/v1/sessions?\(query)")
                    #expect(try done.json["deleted"] == .integer(Int64(count)), "\(done)")
                    #expect(manager.count == 18 - count)
                }
            }
        }

        @Test func aPageOfAnOwnerHasAttributesAndValues() async throws {
            let server = try server()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let page = try await connection.request(
                        "GET",
                        "/v1/sessions?owner=bob&prefix=bob-4&values=true"
                    ).json
                    guard case .array(let sessions)? = page["sessions"], sessions.count == 1 else {
                        throw HTTPConnectionError("\(page)")
                    }
                    #expect(sessions[0]["owner"] == .string("bob") && sessions[0]["value"] == .integer(4))
                    #expect(sessions[0]["keys"] == .array([.string("even")]))
                }
            }
        }

        /// An empty owner is what `?owner=$USER` becomes if the variable is not set.
        @Test(arguments: [
            "owner=", "owner", "key=", "owner=alice&key=", "owner=&all=true", "owner=&prefix=a",
            "owner=\(String(repeating: "x", count: 257))", "key=%FF",
            Array(repeating: "owner=a", count: 101).joined(separator: "&"),
        ])
        func aMalformedOwnerDeletesNothing(_ query: String) async throws {
            let server = try server()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.request("DELETE", "/v1/sessions?\(query)")
                    #expect(reply.status == 400 && reply.problem == "malformed-parameter", "\(reply)")
                    #expect(manager.count == 18)
                }
            }
        }

        @Test func theSessionsOfSeveralOwnersEnd() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            for number in 0..<200 {
                try manager.create("\(number)", .null, attributes: SessionAttributes(owner: "u\(number / 2)"))
            }
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let query = (0..<100).map { "owner=u\($0)" }.joined(separator: "&")
                    let reply = try await connection.request("DELETE", "/v1/sessions?\(query)")
                    #expect(try reply.json["deleted"] == .integer(200))
                    #expect(manager.count == 0)
                }
            }
        }

        // MARK: Handles

        @Test func aHandleEndsOneOfTheOwnersSessions() async throws {
            let server = try server()
            let manager = server.manager
            let handle = try #require(manager.info("alice-3")?.attributes?.handle)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    func delete(_ query: String) async throws -> HTTPReply {
                        try await connection.request("DELETE", "/v1/sessions?\(query)")
                    }
                    for query in [
                        "owner=bob&handle=\(handle)", "owner=bob&handle=\(handle)&dry_run=true",
                        "owner=alice&handle=0000000000000000", "owner=carol&handle=\(handle)",
                    ] {
                        let reply = try await delete(query)
                        #expect(reply.status == 404 && reply.problem == "session-not-found", "\(query)")
                    }
                    for query in [
                        "handle=\(handle)", "owner=alice&owner=bob&handle=\(handle)",
                        "owner=alice&handle=x", "owner=alice&handle=",
                        "owner=alice&handle=\(handle)&prefix=a",
                        "owner=alice&handle=\(handle)&all=true", "owner=&handle=\(handle)",
                    ] {
                        let reply = try await delete(query)
                        #expect(reply.status == 400 && reply.problem == "malformed-parameter", "\(query)")
                    }
                    #expect(manager.count == 18)
                    let dry = try await delete("owner=alice&handle=\(handle)&dry_run=true")
                    #expect(dry.body == #"{"deleted":0,"dry_run":true,"matched":1}"#)
                    let done = try await delete("owner=alice&handle=\(handle)&reason=revoked&by=alice")
                    #expect(done.body == #"{"deleted":1,"dry_run":false,"matched":1}"#)
                    #expect(manager.peek("alice-3") == nil && manager.count == 17)
                    #expect(try await delete("owner=alice&handle=\(handle)").status == 404)
                }
            }
            let last = server.journal.read(after: 0, [.deleted], limit: 100).entries.last?.entry
            #expect(last?.id == "alice-3" && last?.owner == "alice")
            #expect(last?.deletion == DeletionDetails(reason: .revoked, by: "alice"))
        }

        // MARK: Reasons

        @Test func aDeletionSaysWhyAndByWhom() async throws {
            var handler = InMemoryLogHandler()
            handler.logLevel = .notice
            var server = try server()
            server.logger = Logger(label: "test", factory: { [handler] _ in handler })
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    func delete(_ path: String) async throws -> Int {
                        try await connection.request("DELETE", "/v1/sessions\(path)").status
                    }
                    #expect(try await delete("/nobody-1?reason=signedOut") == 204)
                    #expect(try await delete("/nobody-2?by=a%1B%20b") == 204)
                    #expect(try await delete("?owner=alice&reason=passwordChanged&by=admin-7") == 200)
                    #expect(try await delete("?prefix=bob-5&reason=my.own_reason-1") == 200)
                    #expect(try await delete("/nobody-3") == 204)
                }
            }
            let entries = server.journal.read(after: 0, [.deleted], limit: 100).entries.map(\.entry)
            let expected =
                [DeletionDetails(reason: .signedOut), DeletionDetails(by: "a\u{1B} b")]
                + Array(repeating: DeletionDetails(reason: .passwordChanged, by: "admin-7"), count: 6)
                + [DeletionDetails(reason: DeletionReason("my.own_reason-1")), nil]
            #expect(entries.map(\.deletion) == expected)
            let body = JSONSessionValue(
                try JSONParser.parse(try JSONCoding.encode(EventBody(entries[2])), maximumDepth: 8)
            )
            #expect(body["reason"] == .string("deleted") && body["deletion"] == .string("passwordChanged"))
            #expect(body["by"] == .string("admin-7") && body["owner"] == .string("alice"))

            let lines = handler.entries.map { "\($0.message)" }.filter { $0.hasPrefix("[HTTP] ") }
            #expect(
                lines.map { $0.prefix { $0 != "(" }.dropLast() } == [
                    "[HTTP] deleted nobody-1, signedOut", #"[HTTP] deleted nobody-2, by a\u{1b} b"#,
                    "[HTTP] deleted 6 sessions by filter, passwordChanged by admin-7",
                    "[HTTP] deleted 1 session by filter, my.own_reason-1", "[HTTP] deleted nobody-3",
                ]
            )
            let bulk = handler.entries.first { $0.metadata["deletion_reason"] == "passwordChanged" }
            #expect(bulk?.metadata["deleted_by"] == "admin-7" && bulk?.metadata["by"] == "local")
        }

        @Test(arguments: [
            "reason=", "reason=a%20b", "reason=\(String(repeating: "x", count: 65))", "reason=%C3%A9", "by=",
            "by=\(String(repeating: "x", count: 257))", "reason=a&reason=b",
        ])
        func aMalformedReasonDeletesNothing(_ query: String) async throws {
            let server = try server()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for path in ["/v1/sessions/alice-1?\(query)", "/v1/sessions?owner=alice&\(query)"] {
                        let reply = try await connection.request("DELETE", path)
                        #expect(reply.status == 400 && reply.problem == "malformed-parameter", "\(reply)")
                    }
                    #expect(manager.count == 18)
                }
            }
        }
    }
#endif

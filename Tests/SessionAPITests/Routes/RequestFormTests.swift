#if HTTP
    import HTTPTestSupport
    import Foundation
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The form of requests that the API accepts, and the problems that it reports for others.
    @Suite(.timeLimit(.minutes(30))) struct RequestFormTests {
        private let clock = ManualClock()
        private let token = "0123456789abcdef"

        // MARK: Values of a type

        struct Account: Codable, Equatable, Sendable {
            var balance: Decimal
            var mask: UInt64
            var rate: Double
            var name: String
        }

        @Test func numbersOfTypedValuesAreExact() async throws {
            let server = try RouteServer<Account>(clock: clock)
            let manager = server.manager
            let balance = "1234567890123456789.123456789012345678"
            let body = #"{"balance":\#(balance),"mask":18446744073709551615,"rate":0.1,"name":"a"}"#
            let account = Account(
                balance: try #require(Decimal(string: balance)),
                mask: .max,
                rate: 0.1,
                name: "a"
            )
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let created = try await connection.json(
                        "POST",
                        "/v1/sessions",
                        #"{"id":"a","value":\#(body)}"#
                    )
                    #expect(created.status == 201)
                    #expect(manager.peek("a")?.value == account)
                    #expect(created.body.contains(#""balance":\#(balance),"mask":18446744073709551615"#))
                    // Members that the patch doesn't name stay as they are.
                    let patched = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"value":{"name":"b"}}"#
                    )
                    #expect(patched.status == 200)
                    var renamed = account
                    renamed.name = "b"
                    #expect(manager.peek("a")?.value == renamed)
                    let more = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"value":{"mask":9223372036854775809,"balance":0.1234567890123456789}}"#
                    )
                    #expect(more.status == 200)
                    #expect(manager.peek("a")?.value.mask == 9_223_372_036_854_775_809)
                    #expect(manager.peek("a")?.value.balance == Decimal(string: "0.1234567890123456789"))
                    let negative = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"value":{"mask":-1}}"#
                    )
                    #expect(negative.status == 422 && negative.problem == "unfit-value")
                }
            }
        }

        // MARK: Bodies

        @Test(arguments: [
            (#"{"value":1e400}"#, "at byte 10: the number that begins here is too large"),
            (#"{"value":"\ud83d"}"#, #"at byte 11: `\\ud83d` is half of a surrogate pair"#),
            (#"{"value":1,"value":2}"#, "duplicate key `value`"),
            (#"{"id":"a","value":{"k":1,"k":1}}"#, "duplicate key `k`"),
            ("\u{FEFF}{\"value\":1}", "byte order mark"),
        ])
        func invalidBodiesAreReported(_ body: String, _ expected: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("POST", "/v1/sessions", body)
                    #expect(reply.status == 400 && reply.problem == "malformed-json")
                    #expect(reply.body.contains(expected), "\(reply.body)")
                    #expect(manager.count == 0)
                }
            }
        }

        @Test func unknownMembersAreReported() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (body, expected) in [
                        (#"{"vlaue":1}"#, "did you mean `value`?"),
                        (#"{"value":1,"ttl":5}"#, "`lifetime_seconds`"),
                        (#"{"value":1,"Id":"a"}"#, "did you mean `id`?"),
                    ] {
                        let reply = try await connection.json("POST", "/v1/sessions", body)
                        #expect(reply.status == 400 && reply.problem == "malformed-body")
                        #expect(reply.body.contains(expected), "\(reply.body)")
                    }
                }
            }
        }

        @Test func codingsAndCharsetsAreRefused() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .integer(1))
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for (method, path) in [("POST", "/v1/sessions"), ("PATCH", "/v1/sessions/a")] {
                        func send(_ type: String, _ coding: String? = nil) async throws -> HTTPReply {
                            try await connection.request(
                                method,
                                path,
                                [("Content-Type", type)] + (coding.map { [("Content-Encoding", $0)] } ?? []),
                                body: #"{"value":1}"#
                            )
                        }
                        for coding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "utf-8", "x"] {
                            let reply = try await send("application/json", coding)
                            #expect(reply.status == 415 && reply.problem == "content-encoding", "\(coding)")
                            #expect(reply["accept-encoding"] == "identity")
                        }
                        for type in [
                            "application/json; charset=utf-16", "application/json;charset=iso-8859-1",
                            "text/json", "application/jsonx", "application/x-www-form-urlencoded",
                            "multipart/form-data; boundary=x", "",
                        ] {
                            let reply = try await send(type)
                            #expect(reply.status == 415 && reply.problem == "media-type", "\(type)")
                        }
                        for type in [
                            "application/json; charset=utf-8", "Application/JSON;Charset=\"UTF-8\"",
                            "application/json ; v=1",
                        ] {
                            let reply = try await send(type, "Identity")
                            #expect(reply.status < 300, "\(type)")
                        }
                    }
                    let missing = try await connection.request("POST", "/v1/sessions", body: #"{"value":1}"#)
                    #expect(missing.status == 415 && missing.body.contains("application/json"))
                    #expect(manager.metrics().totalCreated == 4)
                }
            }
        }

        // MARK: Parameters and ids

        @Test(arguments: [
            ("GET", "/v1/sessions?limt=5", "`limt`; did you mean `limit`?"),
            ("GET", "/v1/sessions?Limit=5", "`Limit`; did you mean `limit`?"),
            ("GET", "/v1/sessions?sort=id", "`sort`; it takes `cursor`, `limit`"),
            ("GET", "/v1/sessions?%1B%5B31m=1", #"`\\u{1b}[31m`; it takes"#),
            ("GET", "/v1/sessions?=1", "``; it takes"),
            ("DELETE", "/v1/sessions?prefx=a", "did you mean `prefix`?"),
            ("DELETE", "/v1/sessions?dryrun=true&prefix=a", "did you mean `dry_run`?"),
            ("POST", "/v1/sessions?replcae=true", "did you mean `replace`?"),
            ("GET", "/v1/sessions/a?peak=true", "did you mean `peek`?"),
            ("PATCH", "/v1/sessions/a?replace=true", "`replace`; remove it"),
            ("DELETE", "/v1/sessions/a?force=1", "`force`; it takes `reason`, `by`"),
            ("DELETE", "/v1/sessions?owner=a&resaon=x", "did you mean `reason`?"),
            ("POST", "/v1/sessions/a/touch?force=1", "`force`; remove it"),
            ("POST", "/v1/cleanup?dry_run=true", "`dry_run`; remove it"),
        ])
        func unknownParametersAreReported(_ method: String, _ path: String, _ expected: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json(method, path, #"{"value":1}"#)
                    #expect(reply.status == 400 && reply.problem == "unknown-parameter")
                    #expect(reply.body.contains(expected), "\(reply.body)")
                    #expect(manager.count == 1)
                }
            }
        }

        @Test(arguments: [".", ".."]) func idsThatClientsRemoveFromPathsAreRefused(_ id: String) async throws
        {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for query in ["", "?replace=true"] {
                        let reply = try await connection.json(
                            "POST",
                            "/v1/sessions\(query)",
                            #"{"id":"\#(id)","value":1}"#
                        )
                        #expect(reply.status == 400 && reply.problem == "malformed-identifier")
                        #expect(reply.body.contains("segments `.` and `..`"))
                    }
                    #expect(manager.count == 0)
                    // The program may create a session with such an id, and clients can read and delete it.
                    try manager.create(id, .null)
                    let path = "/v1/sessions/\(PercentEncoding.encode(id))"
                    #expect(try await connection.request("GET", path).status == 200)
                    #expect(try await connection.request("DELETE", path).status == 204)
                    // An id may contain dots otherwise.
                    let other = try await connection.json("POST", "/v1/sessions", #"{"id":"...","value":1}"#)
                    #expect(other.status == 201)
                }
            }
        }

        // MARK: Conditions

        @Test(arguments: [
            ("If-Match", "\"stale\""), ("if-match", "\"a\", \"b\""), ("If-Match", "*, \"a\""),
            ("If-None-Match", "*"), ("If-None-Match", "\"a\""),
            ("If-Unmodified-Since", "Sat, 29 Oct 1994 19:43:31 GMT"), ("If-Unmodified-Since", "rubbish"),
        ])
        func unsupportedConditionsChangeNothing(_ name: String, _ value: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try manager.create("a", .integer(1))
            let incarnation = manager.peek("a")?.incarnation
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    // These routes check the conditions on a version.
                    let ofSession =
                        name == "If-Unmodified-Since"
                        ? [
                            ("PATCH", "/v1/sessions/a"), ("PUT", "/v1/sessions/a"),
                            ("DELETE", "/v1/sessions/a"),
                        ]
                        : []
                    for (method, path) in ofSession + [
                        ("POST", "/v1/sessions"), ("POST", "/v1/sessions/a/touch"),
                        ("POST", "/v1/sessions?replace=true"), ("DELETE", "/v1/sessions?all=true"),
                        ("POST", "/v1/cleanup"),
                    ] {
                        let reply = try await connection.request(
                            method,
                            path,
                            [("Content-Type", "application/json"), (name, value)],
                            body: method == "DELETE" ? "" : #"{"value":2}"#
                        )
                        #expect(
                            reply.status == 412 && reply.problem == "condition-not-met",
                            "\(method) \(path)"
                        )
                        #expect(reply.body.lowercased().contains(name.lowercased()), "\(reply.body)")
                    }
                    #expect(manager.peek("a")?.value == .integer(1))
                    #expect(manager.peek("a")?.incarnation == incarnation)
                    #expect(manager.metrics().totalCreated == 1)
                    // A read ignores the condition, as RFC 9110 allows.
                    let read = try await connection.request("GET", "/v1/sessions", [(name, value)])
                    #expect(read.status == 200)
                }
            }
        }

        @Test func ifMatchAnyChangesAnExistingSession() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", .integer(1))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let headers = [("Content-Type", "application/json"), ("If-Match", "*")]
                    let body = #"{"value":2}"#
                    let patched = try await connection.request("PATCH", "/v1/sessions/a", headers, body: body)
                    #expect(patched.status == 200)
                    let missing = try await connection.request("PATCH", "/v1/sessions/b", headers, body: body)
                    #expect(missing.status == 404)
                    #expect(try await connection.request("DELETE", "/v1/sessions/a", headers).status == 204)
                }
            }
        }

        // MARK: Other origins

        @Test(arguments: [true, false])
        func preflightRequestsAreRefused(_ hasToken: Bool) async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            if hasToken { server.access = try HTTPAccess(token: token) }
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for path in ["/v1/sessions", "/v1/sessions/a", "/v1/cleanup", "/health"] {
                        let reply = try await connection.request(
                            "OPTIONS",
                            path,
                            [
                                ("Origin", "https://shop.example"),
                                ("Access-Control-Request-Method", "DELETE"),
                                ("Access-Control-Request-Headers", "authorization"),
                            ]
                        )
                        #expect(reply.status == 403 && reply.problem == "foreign-page", "\(path): \(reply)")
                        #expect(reply.body.contains("CORS"))
                        #expect(!reply.headers.contains { $0.name.hasPrefix("access-control-") })
                    }
                }
            }
        }

        @Test func optionsWithoutAnOriginIsNotAllowed() async throws {
            var server = try RouteServer<JSONSessionValue>(clock: clock)
            server.access = try HTTPAccess(token: token)
            try await server.run { [token] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.request(
                        "OPTIONS",
                        "/v1/sessions",
                        [("Authorization", "Bearer \(token)")]
                    )
                    #expect(reply.status == 405 && reply["allow"] == "DELETE, GET, HEAD, POST")
                }
            }
        }
    }
#endif

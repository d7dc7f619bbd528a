#if HTTP
    import Sessions
    import Testing

    @testable import SessionHTTP

    /// Clients that send too much, too slowly, or what is no HTTP.
    @Suite(.timeLimit(.minutes(15))) struct ConnectionGuardTests {
        @Test func aBodyThatSaysItIsTooLargeIsRefusedAtOnce() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                for path in ["/v1/sessions", "/health", "/nothing"] {
                    try await HTTPConnection.open(port) { connection in
                        try await connection.send(
                            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000000000000\r\n\r\n"
                        )
                        let reply = try await connection.reply()
                        #expect(reply.status == 413 && reply.problem == "body-too-large")
                        #expect(reply["connection"] == "close")
                        #expect(try await connection.rest().isEmpty, "and the connection is closed")
                    }
                }
            }
        }

        @Test func aBodyInChunksIsCounted() async throws {
            let server = try RouteServer<JSONValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                    )
                    // A whole session, and then spaces without end.
                    try await connection.send("b\r\n{\"value\":1}\r\n")
                    let spaces = "2000\r\n" + String(repeating: " ", count: 0x2000) + "\r\n"
                    for _ in 0..<17 { try await connection.send(spaces) }
                    let reply = try await connection.reply()
                    #expect(reply.status == 413 && reply.problem == "body-too-large")
                }
            }
            #expect(manager.count == 0)
        }

        @Test func tooManyHeadersAreRefused() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let headers = (0..<99).map { ("X-\($0)", "1") }
                    #expect(try await connection.request("GET", "/health", headers).status == 200)
                    try await connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n")
                    let more = (0..<200).map { "X-\($0): 1\r\n" }.joined()
                    try await connection.send(more)
                    let reply = try await connection.reply()
                    #expect(reply.status == 431 && reply.problem == "headers-too-large")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        @Test func headersThatAreTooLargeAreRefused() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "GET /health HTTP/1.1\r\nHost: localhost\r\nX: "
                            + String(repeating: "x", count: 40_000)
                    )
                    let reply = try await connection.reply()
                    #expect(reply.status == 431 && reply.problem == "headers-too-large")
                }
            }
        }

        @Test func aTargetThatIsTooLongIsRefused() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let path = "/v1/sessions?prefix=" + String(repeating: "x", count: 9_000)
                    let reply = try await connection.request("GET", path)
                    #expect(reply.status == 414 && reply.problem == "target-too-long")
                }
            }
        }

        @Test(arguments: [
            "no request\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        ])
        func whatIsNoRequestIsAnsweredAndClosed(_ text: String) async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(text)
                    let reply = try await connection.reply()
                    #expect(reply.status == 400 && reply.problem == "malformed-request")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        /// The request before it was accepted, so it has its answer.
        @Test func whatFollowsAGoodRequestDoesNotTakeItsAnswer() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(HTTPConnection.text("GET", "/ready") + "no request\r\n\r\n")
                    #expect(try await connection.reply().status == 200)
                    #expect(try await connection.reply().status == 400)
                }
            }
        }

        @Test func aBodyThatComesTooSlowlyIsRefused() async throws {
            var server = try RouteServer<JSONValue>()
            server.limits.requestTimeout = .milliseconds(300)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 11\r\n\r\n{\"value\""
                    )
                    let reply = try await connection.reply()
                    #expect(reply.status == 408 && reply.problem == "too-slow")
                }
            }
        }

        /// What came looks like all of it; only the last chunk is missing.
        @Test func aBodyThatWasRefusedCreatesNothing() async throws {
            var server = try RouteServer<JSONValue>()
            server.limits.requestTimeout = .milliseconds(300)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\nb\r\n{\"value\":1}\r\n"
                    )
                    #expect(try await connection.reply().status == 408)
                    #expect(try await connection.rest().isEmpty)
                }
            }
            #expect(manager.metrics().totalCreated == 0)
        }

        @Test func aConnectionThatIsSilentIsClosed() async throws {
            var server = try RouteServer<JSONValue>()
            server.limits.idleTimeout = .milliseconds(300)
            try await server.run { port in
                // Nothing at all.
                try await HTTPConnection.open(port) { connection in
                    let rest = try await connection.rest()
                    #expect(rest.isEmpty)
                }
                // Half a head. On a slow machine the connection may be closed before it is sent.
                try await HTTPConnection.open(port) { connection in
                    try? await connection.send("GET /health HTTP/1.1\r\nHost: local")
                    let rest = try? await connection.rest()
                    #expect(rest?.isEmpty != false)
                }
                // Nothing after an answer.
                var isAnswered = false
                while !isAnswered {
                    isAnswered = try await HTTPConnection.open(port) { connection in
                        guard let reply = try? await connection.request("GET", "/ready") else { return false }
                        #expect(reply.status == 200)
                        let rest = try? await connection.rest()
                        #expect(rest?.isEmpty != false)
                        return true
                    }
                }
            }
        }

        @Test func aClientThatAsksForItIsClosedAfterTheAnswer() async throws {
            let server = try RouteServer<JSONValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/ready", [("Connection", "close")])
                    #expect(reply.status == 200 && reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        @Test func aBodyThatEndsEarlyCreatesNothing() async throws {
            let server = try RouteServer<JSONValue>()
            let manager = server.manager
            try await server.run { port in
                for framing in ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n400\r\n"] {
                    try await HTTPConnection.open(port) { connection in
                        try await connection.send(
                            "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + framing + "{\"value\":1}"
                        )
                    }
                }
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.request("GET", "/ready").status == 200)
                }
            }
            #expect(manager.metrics().totalCreated == 0)
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionAPI

    /// Clients that send too much, too slowly, or something other than HTTP.
    @Suite(.timeLimit(.minutes(30))) struct ConnectionGuardTests {
        @Test func aTooLargeContentLengthIsRefusedAtOnce() async throws {
            let server = try RouteServer<JSONSessionValue>()
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
                        #expect(try await connection.rest().isEmpty, "the connection is closed")
                    }
                }
            }
        }

        @Test func aBodyInChunksIsCounted() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                    )
                    // A complete session, followed by endless spaces.
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
            let server = try RouteServer<JSONSessionValue>()
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
            let server = try RouteServer<JSONSessionValue>()
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
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let path = "/v1/sessions?prefix=" + String(repeating: "x", count: 9_000)
                    let reply = try await connection.request("GET", path)
                    #expect(reply.status == 414 && reply.problem == "target-too-long")
                }
            }
        }

        /// The target may be so long that the HTTP codec can't parse it.
        @Test(arguments: [8_193, 33_000, 400_000])
        func aTooLongTargetIsReportedAtAnyLength(_ length: Int) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                // On a new connection, and after other requests.
                for count in 0..<2 {
                    try await HTTPConnection.open(port) { connection in
                        for _ in 0..<count {
                            #expect(try await connection.request("GET", "/ready").status == 200)
                        }
                        // The server may close the connection while the request is sent.
                        try? await connection.send("GET /" + String(repeating: "x", count: length - 1))
                        try? await connection.send(" HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        let reply = try await connection.reply()
                        #expect(reply.status == 414 && reply.problem == "target-too-long")
                    }
                }
            }
        }

        /// The documented limits are inclusive and independent: a long path does not count towards the headers, and a
        /// low limit for the headers does not shorten the path.
        @Test func limitsAreWhatTheDocumentationSays() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.maximumHeaderBytes = 1_024
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let path = "/ready?" + String(repeating: "x", count: HTTPLimits.maximumTargetBytes - 7)
                    // `Host: localhost` has 13 bytes without the separator, and `X` has one.
                    let value = String(repeating: "x", count: 1_024 - 13 - 1)
                    #expect(try await connection.request("GET", path, [("X", value)]).status == 200)
                    let reply = try await connection.request("GET", "/ready", [("X", value + "x")])
                    #expect(reply.status == 431 && reply.problem == "headers-too-large")
                }
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    // An id of 1,024 bytes, each of them percent-encoded.
                    let path = "/v1/sessions/" + String(repeating: "%41", count: 1_024)
                    #expect(try await connection.request("GET", path).status != 414)
                }
            }
        }

        /// A client that sends a head byte by byte is not idle, but its request takes too long.
        @Test(arguments: ["G", "GET /health HT", "GET /health HTTP/1.1\r\nHost: local"])
        func aSlowHeadIsRefused(_ head: String) async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.requestTimeout = .milliseconds(300)
            server.limits.idleTimeout = .seconds(3_600)
            try await server.run { port in
                // On a new connection, and on one that has received a response.
                for count in 0..<2 {
                    try await HTTPConnection.open(port) { connection in
                        for _ in 0..<count {
                            #expect(try await connection.request("GET", "/ready").status == 200)
                        }
                        for byte in head.utf8 { try await connection.send([byte]) }
                        let reply = try await connection.reply()
                        #expect(reply.status == 408 && reply.problem == "too-slow")
                        #expect(try await connection.rest().isEmpty)
                    }
                }
            }
        }

        /// Some clients send an empty line after a body. It does not begin a request.
        @Test func anEmptyLineDoesNotStartARequest() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.requestTimeout = .milliseconds(1)
            server.limits.idleTimeout = .milliseconds(300)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    // On a slow machine the connection may be closed before.
                    try? await connection.send("\r\n")
                    let rest = try? await connection.rest()
                    #expect(rest?.isEmpty != false, "the connection is closed as idle, without a response")
                }
            }
        }

        /// The previous request gets its response first, however long that takes.
        @Test(arguments: [false, true])
        func aRefusalWaitsForTheAnswersBeforeIt(isTogether: Bool) async throws {
            var limits = HTTPLimits()
            limits.requestTimeout = .milliseconds(100)
            for next in ["GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "no request\r\n\r\n", "GET / HT"] {
                let barrier = Barrier()
                let router = Router(context: ServerRequestContext.self)
                router.get("slow") { _, _ in
                    await barrier.wait()
                    return "slow"
                }
                try await TestServer.run(router, server: .guarded(limits)) { [limits] port in
                    try await HTTPConnection.open(port) { connection in
                        // Both requests together and with a body, or one by one and without a body.
                        let first = HTTPConnection.text("GET", "/slow", body: isTogether ? "body" : "")
                        if isTogether {
                            try await connection.send(first + next)
                        } else {
                            try await connection.send(first)
                            try await connection.send(next)
                        }
                        // Longer than the request timeout. The response must be the same whenever this ends.
                        try await Task.sleep(for: limits.requestTimeout * 2)
                        barrier.open()
                        #expect(try await connection.reply().body == "slow")
                        let status = try await connection.reply().status
                        #expect(status == (next == "GET / HT" ? 408 : 400))
                        #expect(try await connection.rest().isEmpty)
                    }
                }
            }
        }

        @Test(arguments: [
            "no request\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        ])
        func aMalformedRequestIsAnsweredAndClosed(_ text: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(text)
                    let reply = try await connection.reply()
                    #expect(reply.status == 400 && reply.problem == "malformed-request")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        /// The good request was accepted, so it gets its response.
        @Test func malformedBytesAfterARequestDoNotReplaceItsAnswer() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(HTTPConnection.text("GET", "/ready") + "no request\r\n\r\n")
                    #expect(try await connection.reply().status == 200)
                    #expect(try await connection.reply().status == 400)
                }
            }
        }

        @Test func aSlowBodyIsRefused() async throws {
            var server = try RouteServer<JSONSessionValue>()
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

        /// The received part is valid JSON; only the last chunk is missing.
        @Test func aBodyThatWasRefusedCreatesNothing() async throws {
            var server = try RouteServer<JSONSessionValue>()
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

        @Test func aSilentConnectionIsClosed() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.idleTimeout = .milliseconds(300)
            try await server.run { port in
                // The client sends nothing.
                try await HTTPConnection.open(port) { connection in
                    let rest = try await connection.rest()
                    #expect(rest.isEmpty)
                }
                // The client sends nothing after a response.
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

        @Test func aConnectionIsClosedAfterTheAnswerOnRequest() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/ready", [("Connection", "close")])
                    #expect(reply.status == 200 && reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        @Test func aBodyThatEndsEarlyCreatesNothing() async throws {
            var server = try RouteServer<JSONSessionValue>()
            let (handled, source) = AsyncStream.makeStream(of: Void.self)
            server.onHandled = { source.yield() }
            let manager = server.manager
            try await server.run { port in
                for framing in ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n400\r\n"] {
                    try await HTTPConnection.open(port) { connection async throws -> Void in
                        try await connection.send(
                            "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + framing + "{\"value\":1}"
                        )
                        connection.finishSending()
                        #expect(try await connection.rest().hasPrefix("HTTP/1.1 400 "))
                    }
                    // Or the server may be stopped before it has read the request.
                    _ = await handled.first { _ in true }
                }
            }
            #expect(manager.metrics().totalCreated == 0)
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import NIOCore
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The responses to clients of each HTTP version, and when their connections close.
    @Suite(.timeLimit(.minutes(30))) struct RequestVersionTests {
        private static func get(_ path: String, _ version: String, _ headers: String = "") -> String {
            "GET \(path) HTTP/\(version)\r\nHost: localhost\r\n\(headers)\r\n"
        }

        /// RFC 9112, 6.1: HTTP/1.0 has no chunks, so the body ends with the connection.
        @Test func streamsOfHTTP10HaveNoChunks() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                for (id, headers) in [("a", ""), ("b", "Connection: keep-alive\r\n")] {
                    let text = try await HTTPConnection.open(port) { connection in
                        try await connection.send(Self.get("/v1/events", "1.0", headers))
                        let head = try await connection.head()
                        #expect(head.status == 200 && head.version == "HTTP/1.0")
                        #expect(head["transfer-encoding"] == nil)
                        #expect(head["connection"] == "close")
                        #expect(try await connection.line() == "retry: 2000")
                        try manager.create(id, .null)
                        #expect(try await connection.line() == "")
                        #expect(try await connection.line().hasPrefix("id: "))
                        return try await connection.line()
                    }
                    #expect(text == "event: created")
                }
            }
        }

        /// Applies to every response of unknown length, not only to event streams.
        @Test func anyBodyOfUnknownLengthEndsWithTheConnection() async throws {
            let router = Router(context: ServerRequestContext.self)
            router.get("stream") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "one"))
                        try await writer.write(ByteBuffer(string: "two"))
                        try await writer.finish(nil)
                    }
                )
            }
            try await TestServer.run(router, server: .guarded(HTTPLimits())) { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(Self.get("/stream", "1.0", "Connection: keep-alive\r\n"))
                    let head = try await connection.head()
                    #expect(head["transfer-encoding"] == nil && head["connection"] == "close")
                    #expect(try await connection.rest() == "onetwo")
                }
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(Self.get("/stream", "1.1"))
                    #expect(try await connection.reply().body == "onetwo")
                }
            }
        }

        @Test func aConnectionOfHTTP10StaysOpenIfItIsAskedTo() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    for _ in 0..<2 {
                        try await connection.send(Self.get("/ready", "1.0", "Connection: Keep-Alive\r\n"))
                        let reply = try await connection.reply()
                        #expect(reply.status == 200 && reply["connection"] == "keep-alive")
                    }
                    try await connection.send(Self.get("/ready", "1.0"))
                    let reply = try await connection.reply()
                    #expect(reply.status == 200 && reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
                // The request may have no host. Then it is not a request for this machine.
                try await HTTPConnection.open(port) { connection in
                    try await connection.send("GET /ready HTTP/1.0\r\n\r\n")
                    #expect(try await connection.reply().status == 200)
                }
            }
        }

        /// An HTTP/1.0 proxy would mistake the body for another request.
        @Test func chunksOfHTTP10AreRefused() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "POST /v1/sessions HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"value\":1}\r\n0\r\n\r\n"
                    )
                    let reply = try await connection.reply()
                    #expect(reply.status == 400 && reply.problem == "malformed-request")
                    #expect(try await connection.rest().isEmpty)
                }
            }
            #expect(manager.count == 0)
        }

        @Test(arguments: ["GET / HTTP/2.0\r\n\r\n", "GET / HTTP/0.9\r\n\r\n"])
        func otherVersionsAreReported(_ text: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(text)
                    let reply = try await connection.reply()
                    #expect(reply.status == 505 && reply.problem == "unknown-version")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        /// RFC 9112, 9.6: the next request on the connection may be another client's, sent by a proxy.
        @Test(arguments: ["close", "Close", "TE, close", "close, TE"])
        func requestsAfterTheLastOneAreIgnored(_ option: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let body = #"{"id":"late","value":1}"#
                    try await connection.send(
                        Self.get("/ready", "1.1", "Connection: \(option)\r\n")
                            + HTTPConnection.text(
                                "POST",
                                "/v1/sessions",
                                [("Content-Type", "application/json")],
                                body: body
                            )
                    )
                    let reply = try await connection.reply()
                    #expect(reply.status == 200 && reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
            }
            #expect(manager.metrics().totalCreated == 0)
        }

        /// The codec would write the end of a chunked body, which the client would mistake for the next response.
        @Test func aHEADResponseHasNoBody() async throws {
            let router = Router(context: ServerRequestContext.self)
            router.on("stream", method: .head) { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "body"))
                        try await writer.finish(nil)
                    }
                )
            }
            router.get("none") { _, _ in
                Response(
                    status: .notModified,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "body"))
                        try await writer.finish(nil)
                    }
                )
            }
            router.get("next") { _, _ in "next" }
            try await TestServer.run(router, server: .guarded(HTTPLimits())) { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.request("HEAD", "/stream").status == 200)
                    #expect(try await connection.request("GET", "/next").body == "next")
                    #expect(try await connection.request("GET", "/none").status == 304)
                    #expect(try await connection.request("GET", "/next").body == "next")
                }
            }
        }

        /// `curl --http2` sends these headers. The HTTP codec would stop parsing requests after an upgrade.
        @Test(arguments: [
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
            "Connection: upgrade\r\nUpgrade: websocket\r\n",
        ])
        func anUpgradeIsDeclined(_ headers: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(Self.get("/ready", "1.1", headers))
                    let reply = try await connection.reply()
                    #expect(reply.status == 200 && reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
                try await HTTPConnection.open(port) { connection in
                    try await connection.send("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n")
                    let reply = try await connection.reply()
                    #expect(reply.status >= 400 && reply["connection"] == "close")
                }
            }
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import NIOHTTP1
    import Sessions
    import Testing

    @testable import SessionAPI

    /// How the server determines the host of a request.
    @Suite(.timeLimit(.minutes(30))) struct HTTPRequestHeadHostTests {
        @Test(arguments: [
            "GET /v1/sessions HTTP/1.1\r\n\r\n",
            "GET /v1/sessions HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            "GET /v1/sessions HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n",
            "GET /v1/sessions HTTP/1.0\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
            "GET /v1/sessions HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n",
            "GET /v1/sessions HTTP/1.1\r\nHost: user@localhost\r\n\r\n",
            "GET /v1/sessions HTTP/1.1\r\nHost: localhost/path\r\n\r\n",
            "GET http://localhost/v1/sessions HTTP/1.1\r\n\r\n",
            "GET http:///v1/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET http://evil.example@localhost/v1/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET ftp://localhost/v1/sessions HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ])
        func missingAndMalformedHostsAreRefused(_ text: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(text)
                    let reply = try await connection.reply()
                    #expect(reply.status == 400 && reply.problem == "malformed-request", "\(text)")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        /// It counts for the guard against DNS rebinding too.
        @Test func theHostOfAnAbsoluteTargetWins() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    func request(_ target: String, host: String) async throws -> HTTPReply {
                        try await connection.send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                        return try await connection.reply()
                    }
                    let foreign = try await request("http://evil.example/v1/sessions", host: "localhost")
                    #expect(foreign.status == 403 && foreign.problem == "foreign-host")
                    let own = try await request(
                        "HTTP://localhost:8080/v1/sessions?limit=1",
                        host: "evil.example"
                    )
                    #expect(own.status == 200)
                    #expect(try await request("http://localhost?x=1", host: "localhost").status == 404)
                    #expect(try await request("http://localhost/ready", host: "localhost").status == 200)
                }
            }
        }

        /// In an application's own server, which has no connection guard.
        @Test func twoHostsAreNotThisMachine() async throws {
            let router = Router(context: ServerRequestContext.self)
            try SessionRoutes(SessionManager<JSONSessionValue>()).add(to: router)
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(
                        "GET /v1/sessions HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
                    )
                    #expect(try await connection.reply().problem == "foreign-host")
                }
            }
        }

        @Test(arguments: [
            (HTTPMethod.GET, "http://a.example", "/"), (.GET, "http://a.example?q", "/?q"),
            (.GET, "https://a.example:1/b//c?d=http://e", "/b//c?d=http://e"),
            (.OPTIONS, "http://a.example", "/"),
        ])
        func anAbsoluteTargetBecomesAPath(_ method: HTTPMethod, _ target: String, _ path: String) {
            var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: ["host": "b"])
            let isHost = head.settleHost()
            #expect(isHost && head.uri == path && head.headers["host"].first?.hasPrefix("a.example") == true)
        }
    }
#endif

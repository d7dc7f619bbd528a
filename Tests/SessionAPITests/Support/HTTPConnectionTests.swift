#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Testing

    /// Tests the HTTP client that the other tests use.
    @Suite(.timeLimit(.minutes(30)))
    struct HTTPConnectionTests {
        @Test func readsResponsesOneByOne() async throws {
            let router = Router()
            router.get("hello") { _, _ in "hello" }
            router.get("chunks") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: "one"))
                        try await writer.write(ByteBuffer(string: "two"))
                        try await writer.finish(nil)
                    }
                )
            }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    #expect(try await connection.request("GET", "/hello").body == "hello")
                    #expect(try await connection.request("GET", "/chunks").body == "onetwo")
                    #expect(try await connection.request("GET", "/nothing").status == 404)
                    #expect(try await connection.request("HEAD", "/nothing").status == 404)
                    try await connection.send(
                        HTTPConnection.text("GET", "/hello") + HTTPConnection.text("GET", "/chunks")
                    )
                    #expect(try await connection.reply()["content-length"] == "5")
                    #expect(try await connection.reply().body == "onetwo")
                    try await connection.send("no request\r\n\r\n")
                    #expect(try await connection.rest().hasPrefix("HTTP/1.1 400 "))
                }
            }
        }
    }
#endif

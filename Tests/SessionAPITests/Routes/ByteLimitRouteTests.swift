#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The answer is 413 if a value is too large, and 503 if the values of all sessions together are too large.
    @Suite(.timeLimit(.minutes(30))) struct ByteLimitRouteTests {
        /// A string whose value has this many bytes.
        private func text(_ bytes: Int) -> String {
            String(repeating: "x", count: bytes - JSONSessionValue.null.estimatedBytes)
        }

        @Test func limits() async throws {
            let server = try RouteServer<JSONSessionValue>(
                clock: ManualClock(),
                SessionPolicy(maximumBytes: 1_000, maximumBytesPerSession: 600)
            )
            let manager = server.manager
            let (large, medium, small) = (text(601), text(600), text(400))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    func send(_ method: String, _ path: String, _ value: String) async throws -> HTTPReply {
                        try await connection.json(method, path, #"{"value":"\#(value)"}"#)
                    }
                    var reply = try await send("POST", "/v1/sessions", large)
                    #expect(reply.status == 413 && reply.problem == "value-too-large", "\(reply)")
                    #expect(reply.body.contains("max-bytes-per-session"))
                    try manager.create("a", .string("small"))
                    reply = try await send("PATCH", "/v1/sessions/a", large)
                    #expect(reply.status == 413 && reply.problem == "value-too-large", "\(reply)")
                    #expect(manager.peek("a")?.value == .string("small"))
                    #expect(try await send("PATCH", "/v1/sessions/a", medium).status == 200)
                    #expect(try await send("POST", "/v1/sessions", small).status == 201)
                    #expect(manager.metrics().valueBytes == 1_000)
                    for reply in [
                        try await send("POST", "/v1/sessions", small),
                        try await send("POST", "/v1/sessions?replace=true", small),
                    ] {
                        #expect(reply.status == 503 && reply.problem == "byte-limit-reached", "\(reply)")
                        #expect(reply["retry-after"] == "10")
                    }
                    try manager.delete("a")
                    try manager.create("a", .string(self.text(500)))
                    try manager.create("b", .string(self.text(100)))
                    reply = try await send("PATCH", "/v1/sessions/a", medium)
                    #expect(reply.status == 503 && reply.problem == "byte-limit-reached", "\(reply)")
                    let metrics = try await connection.request("GET", "/metrics").body
                    #expect(metrics.contains(#"sessions_rejected_total{reason="bytes"} 3"#))
                    #expect(metrics.contains(#"sessions_rejected_total{reason="value-size"} 2"#))
                    #expect(metrics.contains("sessions_value_bytes 1000"))
                }
            }
        }

        @Test func theSizeOfAJSONValueGrowsWithIt() throws {
            let part = JSONSessionValue.null.estimatedBytes
            func bytes(_ text: String) throws -> Int {
                try #require(JSONSessionValue(text: Array(text.utf8))).estimatedBytes
            }
            #expect(try bytes("17") == part && bytes("true") == part && bytes(#""short""#) == part)
            #expect(try bytes("\"\(String(repeating: "x", count: 100))\"") == part + 100)
            #expect(try bytes("[1,2,3]") == 4 * part + 32)
            let name = String(repeating: "n", count: 20)
            #expect(try bytes("{\"\(name)\":[1],\"a\":1}") == 4 * part + 2 * 32 + 2 * 16 + 20)
            // By reflection, only the first 10,000 parts would count.
            let many = "[" + Array(repeating: "0", count: 20_000).joined(separator: ",") + "]"
            #expect(try bytes(many) == 20_001 * part + 32)
        }

        @Test func aServerWithoutALimitHasNoFigure() async throws {
            let server = try RouteServer<JSONSessionValue>(clock: ManualClock())
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let metrics = try await connection.request("GET", "/metrics").body
                    #expect(!metrics.contains("sessions_value_bytes"))
                    #expect(metrics.contains(#"sessions_rejected_total{reason="bytes"} 0"#))
                }
            }
        }
    }
#endif

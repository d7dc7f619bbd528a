#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import SessionMiddleware
    import Testing

    @Suite(.timeLimit(.minutes(30)))
    struct ProblemDetailsTests {
        @Test func becomesAResponse() async throws {
            let router = Router()
            router.get("limited") { _, _ -> String in
                throw ProblemDetails(
                    .tooManyRequests,
                    detail: "wait a \"minute\"",
                    type: "https://example.com/limit",
                    headers: [.retryAfter: "60"]
                )
            }
            router.get("members") { _, _ -> String in
                throw ProblemDetails(
                    .gone,
                    members: ["reason": .string("a \"b\""), "seconds": .integer(5), "title": .integer(1)]
                )
            }
            router.get("plain") { _, _ -> String in throw ProblemDetails(.notFound) }
            try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    let limited = try await connection.request("GET", "/limited")
                    #expect(limited.status == 429)
                    #expect(limited["content-type"] == "application/problem+json")
                    #expect(limited["retry-after"] == "60")
                    #expect(
                        limited.body
                            == #"{"detail":"wait a \"minute\"","status":429,"title":"Too Many Requests","#
                            + #""type":"https://example.com/limit"}"#
                    )
                    let members = try await connection.request("GET", "/members")
                    #expect(
                        members.body
                            == #"{"reason":"a \"b\"","seconds":5,"status":410,"title":"Gone","type":"about:blank"}"#
                    )
                    let plain = try await connection.request("GET", "/plain")
                    #expect(plain.body == #"{"status":404,"title":"Not Found","type":"about:blank"}"#)
                }
            }
        }
    }
#endif

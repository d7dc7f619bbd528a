#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import NIOCore
    import Testing

    @testable import SessionAPI

    @Suite struct HTTPAccessTests {
        private let token = "0123456789abcdef-token"
        private let readToken = "0123456789abcdef-read"

        private func caller(
            _ access: HTTPAccess,
            _ authorization: String? = nil,
            host: String? = "127.0.0.1:8080",
            origin: String? = nil
        ) throws -> HTTPAccess.Caller {
            var head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/v1/sessions")
            if let authorization { head.headerFields[.authorization] = authorization }
            if let origin { head.headerFields[.origin] = origin }
            return try access.caller(
                of: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
                from: SocketAddress(ipAddress: "127.0.0.1", port: 4_711)
            )
        }

        @Test func tokensIdentifyTheCaller() throws {
            let access = try HTTPAccess(token: token, readToken: readToken)
            #expect(try caller(access, "Bearer \(token)") == .token)
            #expect(try caller(access, "bearer   \(readToken)") == .readToken)
            #expect(try caller(access, "Bearer \(token)", host: "sessions.example.com") == .token)
            #expect(throws: ProblemDetails.tokenMissing) { try caller(access) }
            #expect(throws: ProblemDetails.tokenMissing) { try caller(access, "Basic \(token)") }
            for wrong in [
                token + "x", String(token.dropLast()), "x" + token, token + token, token.uppercased(),
            ] {
                #expect(throws: ProblemDetails.tokenWrong) { try caller(access, "Bearer \(wrong)") }
            }
            #expect(throws: ProblemDetails.tokenMissing) { try caller(access, "Bearer ") }
        }

        @Test func aReadTokenDoesNotAllowWrites() throws {
            let access = try HTTPAccess(token: nil, readToken: readToken)
            #expect(!access.isOpen)
            #expect(try caller(access, "Bearer \(readToken)").mayWrite == false)
            #expect(throws: ProblemDetails.tokenMissing) { try caller(access) }
        }

        @Test(arguments: [
            "localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3:1", "[::1]", "[::1]:8080",
        ])
        func withoutATokenThisMachineIsServed(_ host: String) throws {
            #expect(try caller(.local, host: host) == .local)
            #expect(try caller(.local, host: host, origin: "http://\(host)") == .local)
            #expect(throws: ProblemDetails.foreignOrigin) {
                try caller(.local, host: host, origin: "http://evil.example")
            }
            #expect(throws: ProblemDetails.foreignOrigin) { try caller(.local, host: host, origin: "null") }
        }

        /// The requests of a web page whose host name an attacker resolves to this machine (DNS rebinding).
        @Test(arguments: [
            "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
            "128.0.0.1",
            "127.0.0", "127.0.0.256", "127.0.0.+1", "[::2]", "", "0.0.0.0",
        ])
        func withoutATokenOtherNamesAreRefused(_ host: String) {
            #expect(throws: ProblemDetails.foreignHost) { try caller(.local, host: host) }
        }

        @Test func aRequestWithoutAHostIsRefused() {
            #expect(throws: ProblemDetails.foreignHost) { try caller(.local, host: nil) }
        }

        @Test(arguments: [
            "", "short", "0123456789abcde", "0123456789abcde\n", "0123456789 abcdef", "0123456789abcdé",
        ])
        func weakTokensAreRefused(_ weak: String) {
            for make in [
                { try HTTPAccess(token: weak) }, { try HTTPAccess(token: nil, readToken: weak) },
            ] {
                do {
                    _ = try make()
                    Issue.record("the weak token \(weak) was accepted")
                } catch {
                    #expect((error as? SessionServerError)?.code == .weakToken)
                    #expect("\(error)".contains("openssl rand -hex 32"))
                    #expect(weak.isEmpty || !"\(error)".contains(weak))
                }
            }
        }

        @Test func twoTokensThatAreTheSameAreRefused() {
            #expect(throws: SessionServerError.self) { try HTTPAccess(token: token, readToken: token) }
        }
    }
#endif

#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import NIOCore
    import Sessions
    import Testing

    @testable import SessionAPI

    /// Routes without a token on a server that other machines can reach, where `Host` alone proves nothing.
    @Suite(.timeLimit(.minutes(30))) struct PeerTests {
        /// A request that appears to come from an address that the test chooses.
        struct Context: RequestContext, RemoteAddressRequestContext {
            var coreContext: CoreRequestContextStorage
            var remoteAddress: SocketAddress?

            init(source: ApplicationRequestContextSource) {
                coreContext = CoreRequestContextStorage(source: source)
                remoteAddress = source.channel.remoteAddress
            }
        }

        struct Sender: RouterMiddleware {
            let address: SocketAddress?

            func handle(
                _ request: Request,
                context: Context,
                next: (Request, Context) async throws -> Response
            ) async throws -> Response {
                var context = context
                context.remoteAddress = address
                return try await next(request, context)
            }
        }

        private let manager = SessionManager<JSONSessionValue>()

        /// Returns the response to a deletion of all sessions, when there is one session.
        private func delete(
            from address: SocketAddress?,
            access: HTTPAccess? = nil,
            _ headers: [(String, String)] = []
        ) async throws -> HTTPReply {
            let router = Router(context: Context.self)
            router.add(middleware: Sender(address: address))
            if let access {
                try SessionRoutes(manager, access: access).add(to: router)
            } else {
                try SessionRoutes(manager).add(to: router)
            }
            try manager.create("a", .null)
            return try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.request("DELETE", "/v1/sessions?all=true", headers)
                }
            }
        }

        @Test(arguments: ["10.0.0.7", "203.0.113.5", "2001:db8::1", "::ffff:10.0.0.7", "::2"])
        func otherMachinesAreRefused(_ address: String) async throws {
            let reply = try await delete(from: SocketAddress(ipAddress: address, port: 4_711))
            #expect(reply.status == 403 && reply.problem == "foreign-peer")
            #expect(reply.body.contains("SESSION_HTTP_TOKEN"))
            #expect(manager.peek("a") != nil)
        }

        @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
        func thisMachineIsServed(_ address: String) async throws {
            let reply = try await delete(from: SocketAddress(ipAddress: address, port: 4_711))
            #expect(reply.status == 200)
            #expect(manager.peek("a") == nil)
        }

        @Test func aSocketOfThisMachineIsServed() async throws {
            let reply = try await delete(from: SocketAddress(unixDomainSocketPath: "/run/app"))
            #expect(reply.status == 200)
        }

        @Test func aClientWithoutAnAddressIsRefused() async throws {
            let reply = try await delete(from: nil)
            #expect(reply.status == 403 && reply.problem == "unknown-peer")
            #expect(reply.body.contains("RemoteAddressRequestContext"))
            #expect(manager.peek("a") != nil)
        }

        @Test func routesWithoutAPeerAddressNeedAToken() async throws {
            let router = Router()
            try SessionRoutes(manager).add(to: router)
            let status = try await TestServer.run(router) { port in
                try await HTTPConnection.open(port) { connection in
                    let health = try await connection.request("GET", "/health")
                    #expect(health.status == 200)
                    return try await connection.request("GET", "/v1/sessions").status
                }
            }
            #expect(status == 403)
        }

        @Test(arguments: ["X-Forwarded-For", "x-forwarded-host", "Forwarded", "X-Real-IP", "Via"])
        func forwardedRequestsAreRefused(_ header: String) async throws {
            let reply = try await delete(
                from: SocketAddress(ipAddress: "127.0.0.1", port: 4_711),
                [(header, "127.0.0.1")]
            )
            #expect(reply.status == 403 && reply.problem == "forwarded")
            #expect(reply.body.contains("SESSION_HTTP_TOKEN"))
            #expect(manager.peek("a") != nil)
        }

        @Test func aTokenIsAcceptedFromAnyAddress() async throws {
            let reply = try await delete(
                from: SocketAddress(ipAddress: "203.0.113.5", port: 4_711),
                access: HTTPAccess(token: "0123456789abcdef"),
                [("Authorization", "Bearer 0123456789abcdef"), ("X-Forwarded-For", "198.51.100.1")]
            )
            #expect(reply.status == 200)
        }
    }
#endif

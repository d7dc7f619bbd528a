#if HTTP
    import SessionMiddleware
    import Hummingbird
    import HummingbirdCore
    public import Logging
    import NIOCore
    public import ServiceLifecycle
    import Sessions

    /// A server that has only the routes of ``SessionRoutes`` and enforces all limits. `sessions serve` runs
    /// it.
    ///
    /// At a graceful shutdown it accepts no more connections, answers the requests that have arrived, ends event
    /// streams, and returns. Put it after the host in a service group, so that it stops before the host.
    public struct SessionServer<Value: Codable & Equatable & Sendable>: Service {
        private let routes: SessionRoutes<Value>
        private let address: ListeningAddress
        private let showsDashboard: Bool
        private let logger: Logger
        private let onListening: @Sendable (_ port: Int) async -> Void

        /// Creates a server for these routes.
        ///
        /// - Parameters:
        ///   - routes: The routes to serve; their limits apply to the server too.
        ///   - host: The address to listen on.
        ///   - port: The port to listen on; 0 for any free port.
        ///   - showsDashboard: Whether the dashboard is at `/` and its history is recorded.
        ///   - logger: The logger of the server.
        ///   - onListening: Called once with the port, when the server accepts connections.
        /// - Throws: ``SessionServerError`` if other machines could reach the server and
        ///   no token is set.
        public init(
            _ routes: SessionRoutes<Value>,
            host: String = "127.0.0.1",
            port: Int = 8080,
            showsDashboard: Bool = true,
            logger: Logger,
            onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
        ) throws(SessionServerError) {
            let address = ListeningAddress(host: host, port: port)
            try routes.access.check(host: address.host)
            self.routes = routes
            self.address = address
            self.showsDashboard = showsDashboard
            self.logger = logger
            self.onListening = onListening
        }

        /// Serves until a graceful shutdown or the task's cancellation.
        ///
        /// - Throws: ``SessionServerError`` if another program listens on the port or if the program may not listen there.
        public func run() async throws {
            let router = Router(context: ServerRequestContext.self)
            router.add(middleware: ProblemMiddleware())
            routes.add(to: router)
            if showsDashboard { routes.addDashboard(to: router) }
            let limits = routes.limits
            let application = Application(
                router: router,
                server: .guarded(limits),
                configuration: ApplicationConfiguration(
                    address: .hostname(address.host, port: address.port),
                    backlog: 1_024,
                    availableConnectionsDelegate: MaximumAvailableConnections(
                        limits.maximumConnections,
                        logger: logger
                    )
                ),
                onServerRunning: { channel in await onListening(channel.localAddress?.port ?? address.port) },
                logger: logger
            )
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    defer { group.cancelAll() }
                    if showsDashboard { group.addTask { try await routes.history.run() } }
                    try await application.run()
                }
            } catch  where error is IOError || error is SocketAddressError {
                throw address.failure(error)
            }
        }
    }

    /// The context of this server's requests, with the address of the client.
    struct ServerRequestContext: RequestContext, RemoteAddressRequestContext {
        var coreContext: CoreRequestContextStorage
        let remoteAddress: SocketAddress?

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            remoteAddress = source.channel.remoteAddress
        }
    }

    /// Answers a request that matches no route with a problem.
    struct ProblemMiddleware: RouterMiddleware {
        func handle(
            _ request: Request,
            context: ServerRequestContext,
            next: (Request, ServerRequestContext) async throws -> Response
        ) async throws -> Response {
            do {
                return try await next(request, context)
            } catch let error as HTTPError where error.status == .notFound {
                throw ProblemDetails.noSuchRoute
            }
        }
    }
#endif

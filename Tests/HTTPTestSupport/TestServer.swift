#if HTTP
    package import Hummingbird
    package import HummingbirdCore
    package import Logging
    import NIOCore
    package import ServiceLifecycle

    /// A real server on a free port of this machine, for as long as a closure runs.
    package enum TestServer {
        /// Serves the router; `body` gets the port.
        ///
        /// - Parameters:
        ///   - services: What runs beside the server.
        ///   - server: How connections are handled.
        package static func run<Context: RequestContext, R: Sendable>(
            _ router: Router<Context>,
            services: [any Service] = [],
            server: HTTPServerBuilder = .http1(),
            logger: Logger = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }),
            _ body: @Sendable @escaping (_ port: Int) async throws -> R
        ) async throws -> R where Context.Source == ApplicationRequestContextSource {
            let (ports, source) = AsyncStream.makeStream(of: Int.self)
            let application = Application(
                router: router,
                server: server,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
                services: services,
                onServerRunning: { channel in
                    source.yield(channel.localAddress?.port ?? 0)
                    source.finish()
                },
                logger: logger
            )
            let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    defer { source.finish() }
                    try await group.run()
                }
                guard let port = await ports.first(where: { _ in true }) else {
                    try await tasks.waitForAll()
                    throw HTTPConnectionError("the server did not start")
                }
                do {
                    let result = try await body(port)
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                    return result
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
            }
        }
    }
#endif

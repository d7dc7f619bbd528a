#if CommandLine && HTTP
    import Logging
    import ServiceLifecycle
    import SessionHTTP
    import SessionHost
    import SessionSQLite
    import Sessions

    /// The server as a whole: a host with the profile's observers, and the HTTP server in front of it.
    struct SessionService {
        private let settings: ServeSettings
        private let profile: String?
        private let directory: String?
        private let plays: Bool

        /// - Parameters:
        ///   - profile: The profile's name; `nil` for the one of the environment.
        ///   - directory: A directory of profiles, over those that ship.
        ///   - plays: Whether made-up conversations are played into it.
        init(_ settings: ServeSettings, profile: String?, directory: String?, plays: Bool) {
            self.settings = settings
            self.profile = profile
            self.directory = directory
            self.plays = plays
        }

        /// Serves until SIGTERM or SIGINT, and then as long as the profile allows it to finish.
        func run() async throws {
            var logger = Logger(label: "sessions", factory: { StreamLogHandler.standardError(label: $0) })
            // A line for each made-up session would hide everything else.
            if plays { logger.logLevel = .notice }
            let journal = EventJournal<JSONValue>(capacity: settings.limits.eventBuffer)
            var options = SessionHostOptions<JSONValue>()
            options.settings = HTTPSettings.all
            options.observers = [journal]
            options.logger = logger
            #if SQLite
                options.stores = [.sqlite]
            #endif
            let bar = Locked(ProgressBar())
            options.restoreProgress = { read, count in
                bar.withLock { $0.update("sessions restored:", done: read, of: count) }
            }
            defer { bar.withLock { $0.finish() } }
            let host = try await SessionHost<JSONValue>(
                profile: profile.map { .named($0) } ?? .fromEnvironment(),
                directory: directory,
                options: options
            )
            let server = try server(for: host, journal, logger)
            var services: [any Service] = [host, server, ReloadOnSignal(host: host)]
            if plays { services.append(DemoTraffic(manager: host.manager)) }
            var configuration = ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
            configuration.maximumGracefulShutdownDuration = settings.shutdownTimeout
            try await ServiceGroup(configuration: configuration).run()
            logger.notice("[HTTP] Stopped")
        }

        private func server(
            for host: SessionHost<JSONValue>,
            _ journal: EventJournal<JSONValue>,
            _ logger: Logger
        ) throws -> SessionServer<JSONValue> {
            let routes = try SessionRoutes(
                host.manager,
                status: host,
                journal: journal,
                access: settings.access,
                limits: settings.limits
            )
            var logger = logger
            // Hummingbird's own lines say nothing that isn't said here.
            logger.logLevel = .notice
            let name = host.profile.name
            let host = settings.address.host
            let token = settings.token
            return try SessionServer(
                routes,
                host: host,
                port: settings.address.port,
                logger: logger
            ) { [plays] port in
                Terminal.write(
                    ServeGreeting.text(
                        url: "http://\(ListeningAddress(host: host, port: port))",
                        profile: name,
                        token: token,
                        traffic: plays ? DemoTraffic.summary : nil
                    )
                )
                ServiceNotification.ready()
            }
        }
    }
#endif

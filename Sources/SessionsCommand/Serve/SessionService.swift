#if CommandLine && HTTP
    import Logging
    import ServiceLifecycle
    import SessionAPI
    import SessionHost
    import SessionProfiles
    import SessionSQLite
    import Sessions

    /// The complete server: a host with the profile's observers, and the HTTP server in front of it.
    struct SessionService {
        private let settings: ServeSettings
        private let profile: ProfileSelection
        private let directory: String?
        private let plays: Bool
        private let isQuiet: Bool

        /// - Parameters:
        ///   - directory: A directory with profiles that take precedence over those that ship.
        ///   - plays: Whether to simulate conversations.
        ///   - isQuiet: Whether to print only the address and problems.
        init(
            _ settings: ServeSettings,
            profile: ProfileSelection,
            directory: String?,
            plays: Bool,
            isQuiet: Bool
        ) {
            self.settings = settings
            self.profile = profile
            self.directory = directory
            self.plays = plays
            self.isQuiet = isQuiet
        }

        /// Serves until a signal stops it, then shuts down within the time that the profile allows. A stop
        /// during the start cancels the start.
        func run(_ signals: ServeSignals) async throws {
            var logger = Logger(label: "sessions", factory: TerminalLogHandler.forStandardError)
            // A line for each simulated session would hide everything else.
            if plays { logger.logLevel = .notice }
            if isQuiet { logger.logLevel = .warning }
            let journal = EventJournal<JSONSessionValue>(capacity: settings.limits.eventBuffer)
            var options = SessionHostOptions<JSONSessionValue>()
            options.settings = HTTPSettings.all
            options.observers = [journal]
            options.logger = logger
            #if SQLite
                options.stores = [.sqlite(coding: { try .parsedJSON() })]
            #endif
            let bar = Locked(ProgressBar())
            options.restoreProgress = { read, count in
                bar.withLock { $0.update("sessions restored:", done: read, of: count) }
            }
            defer { bar.withLock { $0.finish() } }
            guard let host = try await start(options, signals.stop) else {
                logger.notice("[SESSION] Stopped during the start")
                return
            }
            bar.withLock { $0.finish() }
            let server = try server(for: host, journal, logger)
            var services: [any Service] = [host, server, ReloadOnSignal(host: host, signals: signals.reload)]
            if plays { services.append(DemoTraffic(manager: host.manager)) }
            var configuration = ServiceGroupConfiguration(services: services, logger: logger)
            configuration.maximumGracefulShutdownDuration = settings.shutdownTimeout
            let group = ServiceGroup(configuration: configuration)
            await signals.stop.arm { await group.triggerGracefulShutdown() }
            try await group.run()
            logger.notice("[HTTP] Stopped")
        }

        /// Makes the host, which may have a large store to restore. Returns `nil` if the program was stopped
        /// meanwhile.
        private func start(
            _ options: SessionHostOptions<JSONSessionValue>,
            _ stop: StopSwitch
        ) async throws -> SessionHost<JSONSessionValue>? {
            let starting = Task { [profile, directory] in
                try await SessionHost<JSONSessionValue>(
                    profile: profile,
                    directory: directory,
                    options: options
                )
            }
            await stop.arm { starting.cancel() }
            do {
                let host = try await starting.value
                guard stop.isPressed else { return host }
                await host.shutdown()
                return nil
            } catch  where stop.isPressed {
                return nil
            }
        }

        private func server(
            for host: SessionHost<JSONSessionValue>,
            _ journal: EventJournal<JSONSessionValue>,
            _ logger: Logger
        ) throws -> SessionServer<JSONSessionValue> {
            let routes = try SessionRoutes(
                host.manager,
                status: host,
                journal: journal,
                access: settings.access,
                limits: settings.limits,
                loggedIdentifiers: host.identifierStyle,
                requiresPreconditions: settings.requiresPreconditions
            )
            var logger = logger
            // Hummingbird's own info lines repeat what is logged here.
            logger.logLevel = .notice
            let name = host.profile.name
            let host = settings.address.host
            let (token, hasDashboard) = (settings.token, settings.showsDashboard)
            return try SessionServer(
                routes,
                host: host,
                port: settings.address.port,
                showsDashboard: settings.showsDashboard,
                logger: logger
            ) { [plays, isQuiet] port in
                let url = "http://\(ListeningAddress(host: host, port: port))"
                let greeting = ServeGreeting(
                    url: url,
                    profile: name,
                    token: token,
                    hasDashboard: hasDashboard,
                    traffic: plays ? DemoTraffic.summary : nil
                )
                Terminal.write(isQuiet ? greeting.firstLine : greeting.text(style: Terminal.outputStyle))
                ServiceNotification.ready()
            }
        }
    }
#endif

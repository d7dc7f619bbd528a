#if CommandLine
    import ArgumentParser
    import SessionAPI
    import SessionHost
    import SessionPersistence
    import SessionProfiles

    /// `sessions serve`
    struct ServeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Serve sessions over HTTP.",
            discussion: """
                The profile and the environment set how long sessions live and everything else, such as the token \
                (SESSION_HTTP_TOKEN). Without a token, only programs on this machine are served. SIGTERM and Ctrl-C \
                stop the server once pending requests are answered; SIGHUP reads the profile again. On a terminal \
                the log is short and coloured; NO_COLOR turns the colours off.
                """
        )

        @Option(
            name: .customLong("profile"),
            help: ArgumentHelp(
                "The profile or the path of its file. Default: the profile in SESSION_PROFILE, or production.",
                valueName: "profile"
            )
        )
        var name: String?

        @OptionGroup var options: ProfileOptions

        @Option(help: ArgumentHelp("The address to listen on. Overrides the profile.", valueName: "address"))
        var host: String?

        @Option(
            help: ArgumentHelp(
                "The port to listen on. Overrides the profile; 0 picks a free port.",
                valueName: "n"
            )
        )
        var port: Int?

        @Flag(help: "Simulate traffic: 200 users take about twenty steps per second.")
        var demo = false

        @Flag(
            name: .shortAndLong,
            help: "Print only the address, warnings and errors."
        )
        var quiet = false

        func validate() throws {
            if let port, !(0...65_535).contains(port) {
                throw ValidationError("--port takes a number from 0 to 65535.")
            }
            if let host, host.isEmpty || host.utf8.count > 255 {
                throw ValidationError("--host takes an address, such as 127.0.0.1.")
            }
        }

        #if HTTP
            func run() async throws {
                // First, because a signal ends the program until the handlers are installed.
                let signals = await ServeSignals()
                // The profile is loaded before the host is made, for the server's settings and to report its
                // problems.
                let loader = try options.loader()
                let profile = try loader.loadReporting(name)
                do {
                    let settings = try ServeSettings(profile.settings, host: host, port: port)
                    // The address is checked before a restore, which may take a long time.
                    try await settings.address.check()
                    FileDescriptorLimit.raise(to: settings.limits.maximumConnections + 256)
                    try await SessionService(
                        settings,
                        profile: ProfileSelection(argument: name),
                        directory: options.profiles,
                        plays: demo,
                        isQuiet: quiet
                    ).run(signals)
                } catch let error as SessionServerError {
                    Terminal.note("error: \(error)")
                    throw error.isOfConfiguration ? ExitStatus.configuration : ExitStatus.unavailable
                } catch let error as ProfileError {
                    _ = try reporting { () throws(ProfileError) in throw error }
                } catch let error as SessionHostError where error.code == .notStored {
                    Terminal.note("error: \(error)")
                    throw ExitStatus.outputFailed
                } catch let error as SessionHostError {
                    #if SQLite
                        // The same exit codes as the store's own commands, so that a supervisor knows when to
                        // try again.
                        if let error = error.underlyingError as? SessionStoreError {
                            throw StoreFile.report(error)
                        }
                    #endif
                    Terminal.note("error: \(error)")
                    throw ExitStatus.configuration
                }
            }
        #else
            func run() async throws {
                Terminal.note(
                    "error: sessions was built without the trait HTTP; build it with the default traits"
                )
                throw ExitStatus.unavailable
            }
        #endif
    }
#endif

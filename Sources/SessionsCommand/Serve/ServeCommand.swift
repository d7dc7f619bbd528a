#if CommandLine
    import ArgumentParser
    import SessionHTTP
    import SessionHost
    import SessionPersistence
    import SessionProfiles

    /// `sessions serve`
    struct ServeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Serve sessions over HTTP.",
            discussion: """
                A profile says how long sessions live; it and the environment set everything else, such as \
                SESSION_HTTP_TOKEN. Without a token only programs of this machine are served. SIGTERM and \
                Ctrl-C stop it when what has arrived is answered; SIGHUP reads the profile again. On a terminal \
                the log is short and coloured; NO_COLOR turns colours off.
                """
        )

        @Option(
            name: .customLong("profile"),
            help: ArgumentHelp(
                "The profile, or the path of its file; without one, that of SESSION_PROFILE, or else production.",
                valueName: "profile"
            )
        )
        var name: String?

        @OptionGroup var options: ProfileOptions

        @Option(help: ArgumentHelp("The address to listen on, above the profile's.", valueName: "address"))
        var host: String?

        @Option(help: ArgumentHelp("The port, above the profile's; 0 for any that is free.", valueName: "n"))
        var port: Int?

        @Flag(help: "Play made-up conversations into it: 200 people, about twenty steps a second.")
        var demo = false

        @Flag(
            name: .shortAndLong,
            help: "Write nothing but the address, warnings and errors."
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
                // Before anything that takes time: until then, a signal ends the program.
                let signals = await ServeSignals()
                // Before the host is made: what it needs of the profile, and all that is wrong with it.
                let loader = try options.loader()
                // A directory that isn't there would else be noticed only by what ships in its place.
                _ = try reporting { () throws(ProfileError) in try loader.names() }
                let profile = try loader.loadReporting(name)
                do {
                    let settings = try ServeSettings(profile.settings, host: host, port: port)
                    // Before a restore, which may take its time.
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
                        // As the store's own commands end, so that a supervisor knows what may work later.
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

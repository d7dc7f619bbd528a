#if CommandLine
    import ArgumentParser
    import SessionHTTP
    import SessionObservers
    import SessionPersistence
    import SessionProfiles

    /// Where profiles come from: the options that commands about profiles share.
    struct ProfileOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "A directory of profiles, over and beside the four that ship.",
                valueName: "dir"
            )
        )
        var profiles: String?

        /// A loader that knows the settings of everything that ships.
        ///
        /// - Parameter overrides: Values above all others, by key.
        func loader(overrides: [String: String] = [:]) throws -> ProfileLoader {
            let settings = try reporting { () throws(ProfileError) in
                try SettingTable(adding: ObserverSettings.all, PersistenceSettings.all, HTTPSettings.all)
            }
            return ProfileLoader(directory: profiles, settings: settings, overrides: overrides)
        }
    }

    extension ProfileSelection {
        /// The profile that an argument means: a file, if it has a slash, which no name has, or ends as files of
        /// profiles do; without an argument, the one that the environment chooses.
        init(argument: String?) {
            guard let argument else {
                self = .fromEnvironment()
                return
            }
            let isFile = argument.contains("/") || argument.hasSuffix(".yaml") || argument.hasSuffix(".yml")
            self = isFile ? .file(argument) : .named(argument)
        }
    }

    extension ProfileLoader {
        /// Loads the profile that an argument means; says what is wrong with it and ends the program where it fails.
        func loadReporting(_ argument: String?) throws -> SessionProfile {
            try reporting(of: argument) { () throws(ProfileError) in
                try load(ProfileSelection(argument: argument))
            }
        }
    }

    /// Does something with profiles; says what is wrong with them and ends the program where that fails.
    ///
    /// - Parameter file: The file that the user named for a profile; that it can't be read is no matter of its
    ///   contents.
    func reporting<Result>(
        of file: String? = nil,
        _ body: () throws(ProfileError) -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch {
            Terminal.note(DiagnosticReport(error).rendered(as: .human, style: Terminal.errorStyle))
            throw file.map(error.isUnread) == true ? ExitStatus.noInput : ExitStatus.configuration
        }
    }

    extension ProfileError {
        /// Whether this file could not be read. What it extends is another matter: that is reported at a line of
        /// the file, which was read.
        func isUnread(_ file: String) -> Bool {
            diagnostics.contains { $0.code == .unreadable && $0.place == .file(name: file, nil) }
        }
    }

    /// Says what is hardly meant about profiles that were loaded, each problem once.
    func reportWarnings(of profiles: [SessionProfile]) {
        var seen: Set<Diagnostic> = []
        let warnings = profiles.flatMap(\.warnings).filter { seen.insert($0).inserted }
        guard !warnings.isEmpty else { return }
        Terminal.note(DiagnosticReport(warnings).rendered(as: .human, style: Terminal.errorStyle))
    }
#endif

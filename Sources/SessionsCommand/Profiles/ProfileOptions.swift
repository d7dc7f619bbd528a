#if CommandLine
    import ArgumentParser
    import SessionAPI
    import SessionObservers
    import SessionPersistence
    import SessionProfiles

    /// The option for a directory of profiles, which commands about profiles share.
    struct ProfileOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "A directory with your own profiles, which take precedence over those that ship.",
                valueName: "dir"
            )
        )
        var profiles: String?

        /// Makes a loader that knows the settings of everything that ships.
        ///
        /// - Parameter overrides: Values by key, which take precedence over all others.
        func loader(overrides: [String: String] = [:]) throws -> ProfileLoader {
            let settings = try reporting { () throws(ProfileError) in try SettingTable.shipped() }
            return ProfileLoader(directory: profiles, settings: settings, overrides: overrides)
        }
    }

    extension SettingTable {
        /// The settings of everything that ships.
        static func shipped() throws(ProfileError) -> SettingTable {
            try SettingTable(adding: ObserverSettings.all + PersistenceSettings.all + HTTPSettings.all)
        }
    }

    extension ProfileSelection {
        /// Selects the profile that an argument names. It is a file if it contains a slash, which no name
        /// does, or ends in `.yaml` or `.yml`. Without an argument, the environment selects the profile.
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
        /// Loads the profile that an argument names. If this fails, prints the problems and ends the program.
        func loadReporting(_ argument: String?) throws -> SessionProfile {
            try reporting(of: argument) { () throws(ProfileError) in
                try load(ProfileSelection(argument: argument))
            }
        }
    }

    /// Runs `body`. If it fails, prints the problems of the profiles and ends the program.
    ///
    /// - Parameter file: The file that the user named for a profile. If it can't be read, the exit code says
    ///   so.
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
        /// Returns whether this file itself could not be read. If a profile that it extends can't be read,
        /// the problem is reported at a line of the file, and this returns false.
        func isUnread(_ file: String) -> Bool {
            diagnostics.contains { $0.code == .unreadable && $0.place == .file(name: file, nil) }
        }
    }

    /// Prints the warnings of loaded profiles, each problem once.
    func reportWarnings(of profiles: [SessionProfile]) {
        var seen: Set<Diagnostic> = []
        let warnings = profiles.flatMap(\.warnings).filter { seen.insert($0).inserted }
        guard !warnings.isEmpty else { return }
        Terminal.note(DiagnosticReport(warnings).rendered(as: .human, style: Terminal.errorStyle))
    }
#endif

#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile show [PROFILE]`
    struct ProfileShowCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the settings of a profile and where each value comes from."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(
            help: ArgumentHelp(
                "The profile or the path of its file. Default: the profile in SESSION_PROFILE, or production.",
                valueName: "profile"
            )
        )
        var name: String?

        func run() throws {
            let loader = try options.loader()
            let profile = try loader.loadReporting(name)
            reportWarnings(of: [profile])
            Terminal.write(profile.explanation.summary.joined(separator: "\n") + "\n")
        }
    }
#endif

#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile explain NAME [KEY]`
    struct ProfileExplainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Show where each value of a profile comes from, including the values that it overrides."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("The profile or the path of its file.", valueName: "profile"))
        var name: String

        @Argument(help: ArgumentHelp("A setting, or a prefix of several.", valueName: "key"))
        var key: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let loader = try options.loader()
            let profile = try loader.loadReporting(name)
            reportWarnings(of: [profile])
            let explanation = try reporting { () throws(ProfileError) in
                try key.map { key throws(ProfileError) in try profile.explanation(of: key) }
                    ?? profile.explanation
            }
            Terminal.write((json ? explanation.json : explanation.text(style: Terminal.outputStyle)) + "\n")
        }
    }
#endif

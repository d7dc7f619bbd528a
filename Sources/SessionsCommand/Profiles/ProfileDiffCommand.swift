#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile diff A B`
    struct ProfileDiffCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "Show in which values two profiles differ."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("A profile.", valueName: "a"))
        var first: String

        @Argument(help: ArgumentHelp("Another.", valueName: "b"))
        var second: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let loader = try options.loader()
            let (old, new) = try reporting { () throws(ProfileError) in
                (try loader.load(named: first), try loader.load(named: second))
            }
            reportWarnings(of: [old, new])
            let difference = ProfileDifference(from: old, to: new)
            Terminal.write((json ? difference.json : difference.text(style: Terminal.outputStyle)) + "\n")
        }
    }
#endif

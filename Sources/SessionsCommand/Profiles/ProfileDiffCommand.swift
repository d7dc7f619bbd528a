#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile diff A B`
    struct ProfileDiffCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "Show the settings in which two profiles differ."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("A profile or the path of its file.", valueName: "a"))
        var first: String

        @Argument(help: ArgumentHelp("Another profile or the path of its file.", valueName: "b"))
        var second: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let loader = try options.loader()
            let old = try loader.loadReporting(first)
            let new = try loader.loadReporting(second)
            reportWarnings(of: [old, new])
            let difference = ProfileDifference(from: old, to: new)
            Terminal.write((json ? difference.json : difference.text(style: Terminal.outputStyle)) + "\n")
        }
    }
#endif

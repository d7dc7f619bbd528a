#if CommandLine
    import ArgumentParser

    /// `sessions profile`
    struct ProfileCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "profile",
            abstract: "List, show and check profiles.",
            subcommands: [ProfileListCommand.self, ProfileShowCommand.self, ProfileCheckCommand.self]
        )
    }
#endif

#if CommandLine
    import ArgumentParser

    /// `sessions profile`
    struct ProfileCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "profile",
            abstract: "List, show, check, compare and explain profiles.",
            subcommands: [
                ProfileListCommand.self, ProfileShowCommand.self, ProfileCheckCommand.self,
                ProfileExplainCommand.self, ProfileDiffCommand.self, ProfileKeysCommand.self,
                ProfileSchemaCommand.self, ProfileInitCommand.self,
            ]
        )
    }
#endif

#if CommandLine && SQLite
    import ArgumentParser

    /// `sessions store`
    struct StoreCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "store",
            abstract: "Look at a file of stored sessions, check it, and move sessions in and out.",
            discussion: """
                All but import only read, and may run beside a server that uses the file. Exit codes: 1 for \
                problems that verify found, 65 for a file that is damaged, of a newer version or something else, \
                66 for one that can't be read, 73 for one that can't be written, 75 for one that is in use or \
                locked: try again later.
                """,
            subcommands: [
                StoreInfoCommand.self, StoreVerifyCommand.self, StoreListCommand.self,
                StoreAnalyzeCommand.self, StoreExportCommand.self, StoreImportCommand.self,
                UnknownStoreCommand.self,
            ],
            defaultSubcommand: UnknownStoreCommand.self
        )
    }

    /// What is behind `sessions store` and no command: help, or what the command is that there is not. Without it,
    /// ArgumentParser would only count the arguments.
    private struct UnknownStoreCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unknown",
            shouldDisplay: false
        )

        @Argument(parsing: .allUnrecognized)
        var arguments: [String] = []

        func validate() throws {
            guard let name = arguments.first else { throw CleanExit.helpRequest(StoreCommand.self) }
            var known: [String] = []
            for command in StoreCommand.configuration.subcommands where command.configuration.shouldDisplay {
                known.append(command.configuration.commandName ?? "")
            }
            Terminal.note(
                "error: `sessions store` has no '\(name.printable)'; use \(known.joined(separator: ", "))"
            )
            throw ExitStatus.usage
        }
    }
#endif

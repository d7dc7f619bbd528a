#if CommandLine && SQLite
    import ArgumentParser

    /// `sessions store`
    struct StoreCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "store",
            abstract: "Inspect and check a store's file, and import and export its sessions.",
            discussion: """
                All commands except import only read the file, and may run while a server uses it. Exit codes: 1 if \
                verify found problems; 65 if a file is damaged, was written by a newer version or is not a store; 66 \
                if it can't be read; 73 if it can't be written; 75 if it is in use or locked, so that you can try \
                again later.
                """,
            subcommands: [
                StoreInfoCommand.self, StoreVerifyCommand.self, StoreListCommand.self,
                StoreAnalyzeCommand.self, StoreExportCommand.self, StoreImportCommand.self,
                UnknownStoreCommand.self,
            ],
            defaultSubcommand: UnknownStoreCommand.self
        )
    }

    /// Handles `sessions store` without a known command: prints the help, or names the unknown command.
    /// Without this, ArgumentParser would only report the number of arguments.
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
                "error: `sessions store` has no command '\(name.printable)'; use \(known.joined(separator: ", "))"
            )
            throw ExitStatus.usage
        }
    }
#endif

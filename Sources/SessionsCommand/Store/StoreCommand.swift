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
            ]
        )
    }
#endif

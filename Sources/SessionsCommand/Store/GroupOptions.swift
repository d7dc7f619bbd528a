#if CommandLine && SQLite
    import ArgumentParser
    import Sessions

    /// The options that select the sessions of an owner or with a key.
    struct GroupOptions: ParsableArguments {
        @Option(help: ArgumentHelp("Only the sessions of this owner.", valueName: "owner"))
        var owner: String?

        @Option(help: ArgumentHelp("Only the sessions with this key, such as device:7.", valueName: "key"))
        var key: String?

        func validate() throws {
            guard owner == nil || key == nil else {
                throw ValidationError("Use either --owner or --key.")
            }
        }

        /// The selected group; `nil` for all sessions.
        var group: SessionGroup? { owner.map { .owner($0) } ?? key.map { .key($0) } }
    }
#endif

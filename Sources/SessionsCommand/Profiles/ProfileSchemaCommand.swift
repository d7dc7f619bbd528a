#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile schema`
    struct ProfileSchemaCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print the JSON Schema of profiles, for editors."
        )

        @OptionGroup var options: ProfileOptions

        func run() throws {
            Terminal.write(try options.loader().settings.schema.json)
        }
    }
#endif

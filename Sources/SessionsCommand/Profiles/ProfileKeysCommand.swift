#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile keys [KEY]`
    struct ProfileKeysCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keys",
            abstract: "List the settings of profiles with their ranges, defaults and environment variables."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("A setting, or a prefix of several.", valueName: "key"))
        var key: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let settings = try options.loader().settings
            let reference = try reporting { () throws(ProfileError) in
                try key.map { key throws(ProfileError) in try settings.reference(of: key) }
                    ?? settings.reference
            }
            let text =
                json ? reference.json : reference.text(style: Terminal.outputStyle, width: Terminal.columns)
            Terminal.write(text + "\n")
        }
    }
#endif

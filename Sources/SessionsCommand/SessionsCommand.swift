#if CommandLine
    import ArgumentParser

    /// The program `sessions`.
    @main
    struct SessionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sessions",
            abstract: "Serve sessions over HTTP, and look at their timeouts before your users do.",
            discussion: """
                Exit codes: 0 for success, 1 for problems that were found, 64 for wrong usage, 65 for a file \
                that is not what it should be, 66 for one that can't be read, 69 for a port that is taken, \
                73 for one that can't be written, 74 for output that can't, 75 for what is in use and may work \
                later, 78 for a bad configuration.
                """,
            version: ProgramVersion.text,
            subcommands: commands
        )

        private static var commands: [any ParsableCommand.Type] {
            var commands: [any ParsableCommand.Type] = [
                ServeCommand.self, ReplayCommand.self, ProfileCommand.self, ExplainCommand.self,
                SampleTraceCommand.self,
            ]
            #if SQLite
                commands.append(StoreCommand.self)
            #endif
            return commands
        }
    }
#else
    /// What is left of the program in a build without the trait `CommandLine`.
    @main
    enum SessionsCommand {
        static func main() {
            print("sessions was built without the trait CommandLine; build it with the default traits")
        }
    }
#endif

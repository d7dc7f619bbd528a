#if CommandLine
    import ArgumentParser

    /// The program `sessions`.
    @main
    struct SessionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sessions",
            abstract: "Serve sessions over HTTP and find the right timeouts from recorded traffic.",
            discussion: """
                Exit codes: 0: success; 1: the command found problems; 2: a condition \
                of --fail-if holds; 64: the command line is wrong; 65: a file has the wrong \
                contents; 66: a file can't be read; 69: the port is taken; 73: a file can't be written; 74: the \
                output can't be written; 75: the file is in use, try again later; 78: the configuration is wrong.
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
    /// The program in a build without the trait `CommandLine`.
    @main
    enum SessionsCommand {
        static func main() {
            print("sessions was built without the trait CommandLine; build it with the default traits")
        }
    }
#endif

#if CommandLine
    import ArgumentParser
    import Foundation

    /// `sessions sample-trace`
    struct SampleTraceCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample-trace",
            abstract: "Write a trace of made-up conversations, to try `sessions replay` with.",
            discussion: "One seed gives one trace. The trace goes to the standard output, or to a new file."
        )

        @Option(help: ArgumentHelp("How many conversations there are.", valueName: "n"))
        var conversations = 5_000

        @Option(help: ArgumentHelp("Over how many hours they begin.", valueName: "n"))
        var hours = 6

        @Option(help: ArgumentHelp("Which of the traces it is.", valueName: "n"))
        var seed: UInt64 = 1

        @Option(name: .shortAndLong, help: ArgumentHelp("Where to write it.", valueName: "file"))
        var output: String?

        @Flag(help: "Write over a file that is there already.")
        var force = false

        func validate() throws {
            guard SampleTrace.conversations.contains(conversations) else {
                throw ValidationError("--conversations takes a number from 1 to 10,000,000.")
            }
            guard SampleTrace.hours.contains(hours) else {
                throw ValidationError("--hours takes a number from 1 to 720.")
            }
        }

        func run() throws {
            let sample = SampleTrace(conversations: conversations, hours: hours, seed: seed)
            let text = sample.csv()
            guard let output else { return Terminal.write(text) }
            let bytes = Data(text.utf8)
            let file = force ? nil : try NewFile.create(output, mode: 0o666, otherwise: "or use --force")
            do {
                if let file {
                    try file.write(contentsOf: bytes)
                } else {
                    try bytes.write(to: URL(fileURLWithPath: output), options: .atomic)
                }
            } catch {
                Terminal.note("error: \(output) can't be written; check the directory and its permissions")
                throw ExitStatus.cannotCreate
            }
            Terminal.note("wrote \(Format.count(conversations, "conversation")) to \(output)")
        }
    }
#endif

#if CommandLine
    import ArgumentParser
    import Foundation

    /// `sessions sample-trace`
    struct SampleTraceCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample-trace",
            abstract: "Write a trace of made-up conversations, to try `sessions replay` with.",
            discussion: "One seed gives one trace. The trace goes to the standard output, or to --output."
        )

        @Option(help: ArgumentHelp("How many conversations there are.", valueName: "n"))
        var conversations = 5_000

        @Option(help: ArgumentHelp("Over how many hours they begin.", valueName: "n"))
        var hours = 6

        @Option(help: ArgumentHelp("Which of the traces it is.", valueName: "n"))
        var seed: UInt64 = 1

        @Option(name: .shortAndLong, help: ArgumentHelp("Where to write it.", valueName: "file"))
        var output: String?

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
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch {
                Terminal.note("error: \(output) can't be written; check the directory and its permissions")
                throw ExitStatus.cannotCreate
            }
        }
    }
#endif

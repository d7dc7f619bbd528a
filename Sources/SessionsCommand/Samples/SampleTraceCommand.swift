#if CommandLine
    import ArgumentParser
    import Foundation

    /// `sessions sample-trace`
    struct SampleTraceCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample-trace",
            abstract: "Generate a trace of made-up conversations to try `sessions replay` with.",
            discussion: "The trace goes to standard output or to a new file."
        )

        @Option(help: ArgumentHelp("The number of conversations.", valueName: "n"))
        var conversations = 5_000

        @Option(help: ArgumentHelp("The number of hours over which conversations begin.", valueName: "n"))
        var hours = 6

        @Option(
            help: ArgumentHelp("Seed of the generator; the same seed gives the same trace.", valueName: "n")
        )
        var seed: UInt64 = 1

        @Option(name: .shortAndLong, help: ArgumentHelp("The file to write to.", valueName: "file"))
        var output: String?

        @Flag(help: "Overwrite an existing file.")
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
            try NewFile.write(text, to: output, replacing: force)
            Terminal.note("wrote \(Format.count(conversations, "conversation")) to \(output)")
        }
    }
#endif

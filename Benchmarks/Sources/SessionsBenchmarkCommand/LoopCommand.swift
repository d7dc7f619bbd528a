import ArgumentParser
import SessionsBenchmarks

/// The loop that `scripts/count-instructions` runs under callgrind.
struct LoopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "loop", shouldDisplay: false)

    @Argument(transform: Choice.read) var what: CountedLoop
    @Argument var passes: Int

    func run() async throws {
        try await what.run(passes: passes)
    }
}

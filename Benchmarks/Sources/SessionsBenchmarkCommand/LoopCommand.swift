import ArgumentParser
import SessionsBenchmarks

/// The loop that `scripts/count-instructions` runs under callgrind.
struct LoopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "loop", shouldDisplay: false)

    @Argument(transform: Choice.read) var what: Measure
    @Argument(transform: Choice.read) var peer: PeerKind
    @Argument var passes: Int

    func validate() throws {
        guard Measure.accesses.contains(what) else {
            throw ValidationError("'\(what.rawValue)' is not counted; use one of touch, session, update")
        }
    }

    func run() async throws {
        try await CountedLoop.run(what, peer, passes: passes)
    }
}

#if CommandLine
    import ArgumentParser
    import SessionsBenchmarks

    /// What `scripts/count-instructions` runs under a tool that counts.
    struct BenchLoopCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "bench-loop", shouldDisplay: false)

        @Argument(transform: Choice.read) var what: Measure
        @Argument(transform: Choice.read) var peer: PeerKind
        @Argument var passes: Int

        func validate() throws {
            guard Measure.accesses.contains(what) else {
                throw ValidationError("'\(what.rawValue)' is no access; use one of touch, session, update")
            }
        }

        func run() async throws {
            try await CountedLoop.run(what, peer, passes: passes)
        }
    }
#endif

#if CommandLine
    import ArgumentParser
    import Foundation
    import SessionsBenchmarks

    /// `sessions bench`
    struct BenchCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bench",
            abstract: "Measure the session manager against what people would write instead.",
            discussion: """
                Every figure is a median of rounds in which the peers take turns. What else runs on the machine \
                shows in all figures: compare those of one run, and run it alone. With more than one thread, \
                the time is that on the wall over the operations of all threads.
                """
        )

        @Option(
            help: ArgumentHelp(
                "How many sessions there are; give it again for more sizes. (default: 10000, 100000, 1000000)",
                valueName: "number"
            )
        )
        var sessions: [Int] = []

        @Option(help: ArgumentHelp("How often each verb is called in a round.", valueName: "number"))
        var operations = BenchmarkPlan().operations

        @Option(
            help: ArgumentHelp(
                "On how many threads; give it again for more. (default: 1, and 2 if there are two cores)",
                valueName: "number"
            )
        )
        var threads: [Int] = []

        @Option(
            name: .customLong("peer"),
            help: ArgumentHelp("A peer to measure; all there are if none is given.", valueName: "name"),
            transform: Choice.read
        )
        var peers: [PeerKind] = []

        @Option(
            name: .customLong("what"),
            help: ArgumentHelp("A figure to measure; all there are if none is given.", valueName: "name"),
            transform: Choice.read
        )
        var measures: [Measure] = []

        @Flag(help: "Print one JSON object a figure, each on a line.")
        var json = false

        func validate() throws {
            for count in sessions { try Self.check(count, BenchmarkPlan.sessionCounts, "--sessions") }
            try Self.check(operations, BenchmarkPlan.operationCounts, "--operations")
            for count in threads {
                try Self.check(count, 1...Self.cores, "--threads", because: "; there must be a core for each")
            }
        }

        private static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

        private static func check(
            _ number: Int,
            _ range: ClosedRange<Int>,
            _ option: String,
            because reason: String = ""
        ) throws {
            guard !range.contains(number) else { return }
            throw ValidationError(
                "\(option) is \(number); use a number from \(Format.count(range.lowerBound)) to "
                    + Format.count(range.upperBound) + reason
            )
        }

        func run() async throws {
            let bar = ProgressBar()
            defer { bar.finish() }
            let benchmark = Benchmark(plan, measureBytes: BytesProcess.measure) { step, done, total in
                bar.update("\(step); step", done: done, of: total)
            }
            var figures: [Figure] = []
            try await benchmark.run { figure in
                figures.append(figure)
                if json { Terminal.write(figure.json + "\n") }
            }
            bar.finish()
            guard !json else { return }
            Terminal.write(BenchReport(figures).lines(width: Terminal.width).joined(separator: "\n") + "\n")
        }

        private var plan: BenchmarkPlan {
            var plan = BenchmarkPlan(operations: operations)
            if !sessions.isEmpty { plan.sessions = sessions }
            plan.threads = threads.isEmpty ? [1, 2].filter { $0 <= Self.cores } : threads
            if !peers.isEmpty { plan.peers = Set(peers) }
            if !measures.isEmpty { plan.measures = Set(measures) }
            return plan
        }
    }

    /// Reads one of a few names.
    enum Choice {
        static func read<T: RawRepresentable & CaseIterable>(_ text: String) throws -> T
        where T.RawValue == String {
            if let choice = T(rawValue: text) { return choice }
            let names = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(text)' is none of them; use one of \(names)")
        }
    }
#endif

import ArgumentParser
import Foundation
import SessionsBenchmarks

/// The program `sessions-benchmark`.
@main
struct SessionsBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions-benchmark",
        abstract: "Compare the session manager with the alternatives that you could write yourself.",
        discussion: """
            Every figure is the median of several rounds, in which the peers take turns. Other programs on the \
            machine change all figures: run the benchmark alone, and compare only figures of the same run. With \
            more than one thread, a figure is the elapsed time divided by the operations of all threads.
            """,
        subcommands: [BytesCommand.self, LoopCommand.self]
    )

    @Option(
        help: ArgumentHelp(
            "The number of sessions. Repeat for more. (default: 10000, 100000, 1000000)",
            valueName: "number"
        )
    )
    var sessions: [Int] = []

    @Option(help: ArgumentHelp("The number of calls of each verb in a round.", valueName: "number"))
    var operations = BenchmarkPlan().operations

    @Option(
        help: ArgumentHelp(
            "The number of threads. Repeat for more. (default: 1, and 2 if there are two cores)",
            valueName: "number"
        )
    )
    var threads: [Int] = []

    @Option(
        name: .customLong("peer"),
        help: ArgumentHelp("A peer to measure. Repeat for more. (default: all)", valueName: "name"),
        transform: Choice.read
    )
    var peers: [PeerKind] = []

    @Option(
        name: .customLong("what"),
        help: ArgumentHelp("A figure to measure. Repeat for more. (default: all)", valueName: "name"),
        transform: Choice.read
    )
    var measures: [Measure] = []

    @Flag(help: "Run fewer rounds, by default with 100000 sessions. One size takes at most three minutes.")
    var quick = false

    @Flag(help: "Exit with status 1 if a ratio of two figures is past its bound.")
    var check = false

    @Flag(help: "Print each figure as a JSON object on one line.")
    var json = false

    func validate() throws {
        for count in sessions { try Self.check(count, BenchmarkPlan.sessionCounts, "--sessions") }
        try Self.check(operations, BenchmarkPlan.operationCounts, "--operations")
        for count in threads {
            try Self.check(count, 1...Self.cores, "--threads", because: "; each thread needs a core")
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
            "\(option) is \(number); use a number from \(range.lowerBound) to \(range.upperBound)\(reason)"
        )
    }

    func run() async throws {
        let progress = ProgressLine()
        defer { progress.clear() }
        let benchmark = Benchmark(plan, measureBytes: BytesProcess.measure) { step, done, total in
            progress.show("\(done) of \(total)  \(step)")
        }
        var figures: [Figure] = []
        try await benchmark.run { figure in
            figures.append(figure)
            if json {
                progress.clear()
                print(figure.json)
            }
        }
        progress.clear()
        if !json { print(Report(figures).lines.joined(separator: "\n")) }
        guard check else { return }
        let broken = Mark.marks(of: figures).filter(\.isBroken)
        for mark in broken { progress.note("error: \(Report.text(mark))") }
        if !broken.isEmpty { throw ExitCode(1) }
    }

    private var plan: BenchmarkPlan {
        var plan = BenchmarkPlan(operations: operations, isQuick: quick)
        if quick { plan.sessions = BenchmarkPlan.quickSessions }
        if !sessions.isEmpty { plan.sessions = sessions }
        plan.threads = threads.isEmpty ? [1, 2].filter { $0 <= Self.cores } : threads
        if !peers.isEmpty { plan.peers = Set(peers) }
        if !measures.isEmpty { plan.measures = Set(measures) }
        return plan
    }
}

/// Parses an option whose value is one of a few names.
enum Choice {
    static func read<T: RawRepresentable & CaseIterable>(_ text: String) throws -> T
    where T.RawValue == String {
        if let choice = T(rawValue: text) { return choice }
        let names = T.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("unknown name '\(text)'; use one of \(names)")
    }
}

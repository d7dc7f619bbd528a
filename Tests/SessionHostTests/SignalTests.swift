import Foundation
import Testing

/// A server in a separate process, stopped by signals.
@Suite(.serialized, .timeLimit(.minutes(30))) struct SignalTests {
    private struct Outcome {
        var exitCode: Int32
        var wasSignalled: Bool
        var lines: [String]
        var errors: String
        var seconds: Double

        /// Returns the numbers on the line with this beginning, in order.
        func numbers(_ beginning: String) throws -> [Int] {
            let line = try #require(lines.first { $0.hasPrefix(beginning) }, "\(lines) \(errors)")
            return line.dropFirst(beginning.count).split(separator: " ").compactMap { Int($0) }
        }
    }

    /// Runs the probe until it works, sends it this many SIGTERMs, and waits for its end.
    private func stop(_ hostile: [String], signals: Int = 1, drainTimeout: String) throws -> Outcome {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("ShutdownProbe")
        process.arguments = hostile
        process.environment = [
            "SESSION_DRAIN_TIMEOUT": drainTimeout, "SESSION_OBSERVERS_LOGGING_ENABLED": "false",
            "SESSION_OBSERVERS_HUNG_BATCH_BUFFER_CAPACITY": "1000", "PATH": "/usr/bin:/bin",
        ]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var text = ""
        while !text.contains("working\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        let start = ContinuousClock.now
        for _ in 0..<signals { kill(process.processIdentifier, SIGTERM) }
        text += String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus,
            wasSignalled: process.terminationReason == .uncaughtSignal,
            lines: text.split(separator: "\n").map(String.init),
            errors: String(decoding: said, as: UTF8.self),
            seconds: (ContinuousClock.now - start) / .seconds(1)
        )
    }

    @Test(arguments: [1, 2, 5]) func duringWork(signals: Int) throws {
        let outcome = try stop([], signals: signals, drainTimeout: "60s")
        #expect(outcome.exitCode == 0 && !outcome.wasSignalled, "\(outcome.errors)")
        let created = try #require(try outcome.numbers("created").first)
        #expect(created > 200)
        #expect(
            try outcome.numbers("heard") == [created, 1],
            "who keeps up got everything, shutdown included"
        )
        #expect(try outcome.numbers("sink:") == [created + 1, created + 1, 0, 0])
        #expect(outcome.seconds < 60, "it doesn't wait where nothing hangs")
    }

    @Test(arguments: [1, 2]) func withAHungBatchObserver(signals: Int) throws {
        let outcome = try stop(["hung-batch"], signals: signals, drainTimeout: "300ms")
        #expect(outcome.exitCode == 0 && !outcome.wasSignalled, "\(outcome.errors)")
        let created = try #require(try outcome.numbers("created").first)
        #expect(try outcome.numbers("heard") == [created, 1])
        let hung = try outcome.numbers("hung-batch:")
        #expect(hung[0] == created + 1 && hung[1] == 0 && hung[2] == hung[0] && hung[3] == 0, "\(hung)")
        #expect(outcome.errors.contains("were not delivered before the drain timeout and are dropped"))
        #expect(outcome.seconds < 30)
    }

    @Test func withAHungObserver() throws {
        let outcome = try stop(["hung"], drainTimeout: "300ms")
        #expect(outcome.exitCode == 0 && !outcome.wasSignalled, "\(outcome.errors)")
        let sink = try outcome.numbers("sink:")
        #expect(sink[0] == sink[1] + sink[2] + sink[3] && sink[3] == 0)
        #expect(sink[1] > 100 && sink[2] == 0, "who stands before it got everything")
        #expect(outcome.errors.contains("an observer did not return in time and is left behind"))
        #expect(outcome.seconds < 30)
    }
}

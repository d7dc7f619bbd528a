import Foundation
import Testing

/// Runs the built program as a user does.
struct ProgramTests {
    private func run(_ arguments: [String]) throws -> (exitCode: Int32, output: String, errors: String) {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        // The program is built into the same directory as the tests.
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("sessions-benchmark")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // The error output fits into the pipe's buffer, so it needs no concurrent reader.
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: printed, as: UTF8.self),
            String(decoding: said, as: UTF8.self)
        )
    }

    /// The threads wait for each other at the start, so the program must not occupy one of them.
    @Test func itMeasuresOnAsManyThreadsAsThereAreCores() throws {
        let threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
        let outcome = try run([
            "--sessions", "2000", "--operations", "1000", "--threads", String(threads), "--what", "touch",
            "--peer", "sessions", "--json",
        ])
        #expect(outcome.exitCode == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains(#""threads":\#(threads),"what":"touch""#) })
    }

    @Test func aReportHasATableAndTheRatios() throws {
        let outcome = try run([
            "--quick", "--sessions", "2000", "--operations", "1000", "--threads", "1", "--what", "create",
            "--what", "bytes-per-session", "--peer", "sessions", "--peer", "dictionary",
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "2,000 sessions")
        #expect(lines.contains { $0.hasPrefix("figure") && $0.hasSuffix("sessions  dictionary") })
        #expect(lines.contains { $0.hasPrefix("create / dictionary") })
        #if os(Linux)
            #expect(lines.contains { $0.hasPrefix("bytes-per-session") && $0.hasSuffix(" B") })
        #endif
    }

    /// An unoptimised build is too slow for every bound, so this shows that a check can fail.
    @Test(.enabled(if: isDebug)) func aCheckFailsARunThatIsTooSlow() throws {
        let outcome = try run([
            "--quick", "--sessions", "2000", "--operations", "1000", "--threads", "1", "--what", "touch",
            "--what", "event", "--peer", "sessions", "--peer", "dictionary", "--peer", "actor", "--check",
        ])
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains(", but the bound is ≤ "))
    }

    private static let isDebug: Bool = {
        #if DEBUG
            true
        #else
            false
        #endif
    }()

    @Test(
        arguments: [
            (["--sessions", "1"], "--sessions is 1; use a number from 2000 to 50000000"),
            (["--what", "speed"], "unknown name 'speed'; use one of create, touch, "),
            (["loop", "delete", "1"], "unknown name 'delete'; use one of touch, session, "),
        ]
    )
    func anOptionThatIsWrongIsRefused(arguments: [String], message: String) throws {
        let outcome = try run(arguments)
        #expect(outcome.exitCode == 64)
        #expect(outcome.errors.contains(message))
    }
}

import Foundation

/// The program that tests run as a separate process; see `StoreProbe.swift`.
enum Probe {
    /// The program is built beside the tests.
    static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("StoreProbe")

    /// Runs a program to its end. Returns its exit code and its output, or `nil` if it can't be started.
    static func run(_ program: String, _ arguments: [String]) -> (code: Int32, lines: [Substring])? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SWIFT_BACKTRACE": "enable=no"
        ]) { $1 }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let said = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self).split(separator: "\n"))
    }
}

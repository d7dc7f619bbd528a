import ArgumentParser
import Foundation
import SessionsBenchmarks

/// Measures how much a process grows. The program starts itself with this command.
struct BytesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bytes", shouldDisplay: false)

    @Argument(transform: Choice.read) var peer: PeerKind
    @Argument var sessions: Int

    func run() async throws {
        if let bytes = try await BytesBenchmark.measure(peer, sessions: sessions) { print(bytes) }
    }
}

/// Measures the bytes of a session in another process of this program.
enum BytesProcess {
    /// Returns the bytes per session, or `nil` if the system doesn't report the memory of a process.
    static func measure(_ peer: PeerKind, sessions: Int) throws -> Double? {
        guard let program = Bundle.main.executableURL else { return nil }
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = [
            BytesCommand.configuration.commandName ?? "", peer.rawValue, String(sessions),
        ]
        process.standardOutput = output
        // One heap for all threads: free memory that glibc keeps in a second one would be counted as sessions.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["MALLOC_ARENA_MAX": "1"]) { $1 }
        try process.run()
        let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) }
        process.waitUntilExit()
        return text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}

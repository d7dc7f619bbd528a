import ArgumentParser
import Foundation
import SessionsBenchmarks

/// Measures how much a process grows; the program runs it in a process of its own.
struct BytesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bytes", shouldDisplay: false)

    @Argument(transform: Choice.read) var peer: PeerKind
    @Argument var sessions: Int

    func run() async throws {
        if let bytes = try await BytesBenchmark.measure(peer, sessions: sessions) { print(bytes) }
    }
}

/// Starts this program again to measure the bytes of a session.
enum BytesProcess {
    /// The bytes a session, or `nil` where the system doesn't tell.
    static func measure(_ peer: PeerKind, sessions: Int) throws -> Double? {
        guard let program = Bundle.main.executableURL else { return nil }
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = [
            BytesCommand.configuration.commandName ?? "", peer.rawValue, String(sessions),
        ]
        process.standardOutput = output
        // One heap for all threads: what glibc keeps free in a second one is not the sessions'.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["MALLOC_ARENA_MAX": "1"]) { $1 }
        try process.run()
        let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) }
        process.waitUntilExit()
        return text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}

import Foundation

/// Reads a compressed file through the program `gzip`, which every Debian system has.
final class GzipSource: ByteSource {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// Starts to unpack the file.
    ///
    /// - Throws: ``TraceError/noGzip`` if there is no such program.
    init(path: String) throws {
        guard let program = Self.program() else { throw TraceError.noGzip(path) }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-dc", "--", path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    deinit {
        // The reader may stop halfway if the unpacked file is not a trace.
        if process.isRunning { process.terminate() }
    }

    func read() throws -> [UInt8] {
        let bytes = try FileSource(file: output.fileHandleForReading).read()
        if bytes.isEmpty {
            process.waitUntilExit()
            if process.terminationStatus != 0 {
                let said = try errors.fileHandleForReading.readToEnd() ?? Data()
                let message = String(decoding: said, as: UTF8.self)
                throw TraceError.unpacking(message.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        return bytes
    }

    private static func program() -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/gzip" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

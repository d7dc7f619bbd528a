import Foundation

/// A source of a trace's bytes, read in chunks.
protocol ByteSource {
    /// Returns the next bytes, or an empty array at the end.
    func read() throws -> [UInt8]
}

/// Reads bytes from a file or a pipe.
final class FileSource: ByteSource {
    private static let chunk = 1 << 20

    private let file: FileHandle
    private var first: [UInt8]

    /// - Parameter first: Bytes that were already read to detect the type of the file.
    init(file: FileHandle, first: [UInt8] = []) {
        self.file = file
        self.first = first
    }

    func read() throws -> [UInt8] {
        if !first.isEmpty {
            defer { first = [] }
            return first
        }
        return try file.read(upToCount: Self.chunk).map(Array.init) ?? []
    }
}

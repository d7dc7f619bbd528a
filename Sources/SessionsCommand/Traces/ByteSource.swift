import Foundation

/// Where the bytes of a trace come from, chunk by chunk.
protocol ByteSource {
    /// The next bytes; none at the end.
    func read() throws -> [UInt8]
}

/// Bytes from a file or a pipe.
final class FileSource: ByteSource {
    private static let chunk = 1 << 20

    private let file: FileHandle
    private var first: [UInt8]

    /// - Parameter first: Bytes that were read already, to find out what the file is.
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

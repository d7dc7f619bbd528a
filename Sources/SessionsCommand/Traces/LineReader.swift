/// Splits a stream of bytes into lines. It holds at most one chunk and one line in memory.
struct LineReader {
    /// The result of reading a line.
    enum Line {
        /// The bytes of the line, without the line break (LF or CR LF).
        case bytes(ArraySlice<UInt8>)
        /// The line exceeds the limit; its bytes were dropped.
        case tooLong
    }

    /// The most bytes in a line of a trace: eight times what web servers accept as the head of a request.
    static let maximumLength = 65_536

    private let source: any ByteSource
    private let limit: Int
    private var chunk: ArraySlice<UInt8> = []
    private var carried: [UInt8] = []
    private var isDropping = false
    private var isAtEnd = false

    /// The number of lines read so far.
    private(set) var lineNumber = 0

    /// - Parameter limit: The most bytes in a line.
    init(_ source: any ByteSource, limit: Int = maximumLength) {
        self.source = source
        self.limit = limit
    }

    /// Returns the next line, or `nil` after the last one. A line break at the very end doesn't begin another
    /// line.
    mutating func next() throws -> Line? {
        while true {
            if let index = chunk.firstIndex(of: UInt8(ascii: "\n")) {
                let piece = chunk[..<index]
                chunk = chunk[(index + 1)...]
                return finish(piece)
            }
            keep(chunk)
            chunk = []
            guard !isAtEnd else { return nil }
            let bytes = try source.read()
            chunk = bytes[...]
            if bytes.isEmpty {
                isAtEnd = true
                if !carried.isEmpty || isDropping { return finish([]) }
            }
        }
    }

    private mutating func keep(_ piece: ArraySlice<UInt8>) {
        guard !isDropping else { return }
        if carried.count + piece.count > limit + 1 {
            isDropping = true
            carried = []
        } else {
            carried.append(contentsOf: piece)
        }
    }

    private mutating func finish(_ piece: ArraySlice<UInt8>) -> Line {
        lineNumber += 1
        var line = piece
        if !carried.isEmpty || isDropping {
            keep(piece)
            line = carried[...]
            carried = []
        }
        defer { isDropping = false }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return isDropping || line.count > limit ? .tooLong : .bytes(line)
    }
}

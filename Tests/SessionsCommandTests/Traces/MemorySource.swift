@testable import SessionsCommand

/// A text that is read like a file, in pieces.
final class MemorySource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let piece: Int

    init(_ bytes: some Sequence<UInt8>, piece: Int = 1 << 20) {
        rest = Array(bytes)[...]
        self.piece = piece
    }

    convenience init(_ text: String, piece: Int = 1 << 20) {
        self.init(text.utf8, piece: piece)
    }

    func read() -> [UInt8] {
        let bytes = Array(rest.prefix(piece))
        rest = rest.dropFirst(piece)
        return bytes
    }
}

/// Returns the trace in these texts.
func trace(of texts: String..., format: TraceFormat? = nil) throws -> Trace {
    var reader = TraceReader(TraceOptions(format: format))
    for (index, text) in texts.enumerated() {
        try reader.read(MemorySource(text), name: "file\(index + 1)")
    }
    return reader.finish()
}

extension Trace {
    /// The events with their ids, such as `1500 conv-1 touch`.
    var lines: [String] {
        events.map { "\($0.timestamp) \(identifiers[Int($0.identifier)]) \($0.operation)" }
    }
}

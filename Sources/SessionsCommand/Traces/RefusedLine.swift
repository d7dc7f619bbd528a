/// A malformed line of a trace, kept until the format of the file is known.
struct RefusedLine {
    /// The line's number, from 1.
    let number: Int
    /// `nil` for a line that is too long.
    let bytes: [UInt8]?
    /// Why it was refused before the format was known.
    private let refusal: LineError

    init(_ line: LineReader.Line, _ number: Int, _ refusal: LineError) {
        self.number = number
        self.refusal = refusal
        guard case .bytes(let bytes) = line else {
            self.bytes = nil
            return
        }
        self.bytes = Array(number == 1 ? bytes.withoutByteOrderMark : bytes)
    }

    /// Returns the reason why it isn't a line of this format.
    func reason(as format: TraceFormat, _ options: TraceOptions) -> String {
        guard let bytes else { return refusal.reason }
        var record = TraceRecord()
        do {
            _ = try format.parse(bytes[...], options, into: &record)
        } catch {
            return error.reason
        }
        return refusal.reason
    }
}

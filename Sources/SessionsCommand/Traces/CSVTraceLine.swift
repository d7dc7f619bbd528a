/// A line of `timestamp_ms,session_id,op`.
///
/// Fields may stand in quotation marks, with a doubled mark for one inside (RFC 4180); a line break inside
/// of them is not read.
enum CSVTraceLine {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let header = Array("timestamp_ms,session_id,op".utf8)

    static func parse(
        _ line: ArraySlice<UInt8>,
        identifier: inout [UInt8]
    ) throws(LineError) -> ParsedLine {
        if line.elementsEqual(header) { return .header }
        var cursor = ByteCursor(line)
        guard let timestamp = cursor.number(digits: 1...18), cursor.skip(comma) else {
            throw LineError("the first field is not a time in whole milliseconds, as in 1500,conv-1,touch")
        }
        guard timestamp <= TraceEvent.latestTimestamp else {
            throw LineError("\(timestamp) ms is too late: at most \(TraceEvent.latestTimestamp)")
        }
        identifier.removeAll(keepingCapacity: true)
        if cursor.skip(quote) {
            try quoted(&cursor, into: &identifier)
        } else {
            guard let field = cursor.field(upTo: comma) else { throw LineError(threeFields) }
            identifier.append(contentsOf: field)
        }
        let word = cursor.remainder()
        guard let operation = operation(word) else {
            throw LineError("\(quoting(word)) is no operation; use create, touch or delete")
        }
        return .event(timestamp: timestamp, operation: operation)
    }

    private static let threeFields = "there are not three fields, as in 1500,conv-1,touch"

    private static func quoted(
        _ cursor: inout ByteCursor,
        into identifier: inout [UInt8]
    ) throws(LineError) {
        while true {
            guard let piece = cursor.field(upTo: quote) else {
                throw LineError("a quotation mark is not closed on its line")
            }
            identifier.append(contentsOf: piece)
            if cursor.skip(quote) {
                identifier.append(quote)
            } else if cursor.skip(comma) {
                return
            } else {
                throw LineError(threeFields)
            }
        }
    }

    private static func operation(_ word: ArraySlice<UInt8>) -> TraceEvent.Operation? {
        if word.elementsEqual("touch".utf8) { return .touch }
        if word.elementsEqual("create".utf8) { return .create }
        if word.elementsEqual("delete".utf8) { return .delete }
        return nil
    }
}

/// Bytes of a line, fit to stand in a message: cut to 40, quoted, nothing unprintable.
func quoting(_ bytes: ArraySlice<UInt8>) -> String {
    let text = bytes.prefix(40).map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
    return bytes.count > 40 ? "'\(text)…'" : "'\(text)'"
}

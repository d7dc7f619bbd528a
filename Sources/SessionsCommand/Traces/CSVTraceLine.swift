import Sessions

/// Parses a line of `timestamp_ms,session_id,op` or `timestamp_ms,session_id,op,owner`.
///
/// A field may be in quotation marks. A mark inside it is doubled (RFC 4180). A line break inside a field is
/// not supported. A time is a number, or written as in RFC 3339.
enum CSVTraceLine {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")

    static func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        var cursor = ByteCursor(line)
        guard let time = field(&cursor) else {
            if let separator = otherSeparator(line) { throw separator }
            throw LineError("\(noTime): \(quoting(line))")
        }
        record.identifier.removeAll(keepingCapacity: true)
        do throws(LineError) {
            record.timestamp = try timestamp(time, options.timeUnit)
        } catch {
            if isHeader(line) { return .header }
            throw otherSeparator(line) ?? error
        }
        if cursor.skip(quote) {
            try quoted(&cursor, into: &record.identifier)
        } else {
            guard let field = cursor.field(upTo: comma) else { throw threeFields(line) }
            record.identifier.append(contentsOf: field)
        }
        record.addressLength = record.identifier.count
        record.owner.removeAll(keepingCapacity: true)
        let word: ArraySlice<UInt8>
        if let field = field(&cursor) {
            word = field
            try owner(&cursor, into: &record.owner)
        } else {
            word = unquoted(cursor.remainder())
        }
        record.operation = try operation(word)
        return .event
    }

    /// Reads the last field, which may be empty.
    private static func owner(_ cursor: inout ByteCursor, into owner: inout [UInt8]) throws(LineError) {
        let rest = cursor.remainder()
        if rest.first == quote {
            // The field ends with the line, where `quoted` expects a comma.
            var closed = ByteCursor((rest.dropFirst() + [comma])[...])
            try quoted(&closed, into: &owner)
            guard closed.isAtEnd else { throw fourFields(rest) }
        } else {
            guard !rest.contains(comma) else { throw fourFields(rest) }
            owner.append(contentsOf: rest)
        }
        try check(owner: owner)
    }

    /// Checks that a session can have this owner.
    static func check(owner: [UInt8]) throws(LineError) {
        let limit = SessionAttributes.maximumKeyLength
        guard owner.count <= limit, String(validating: owner, as: UTF8.self) != nil else {
            throw LineError("the owner is longer than \(limit) bytes or isn't UTF-8: \(quoting(owner[...]))")
        }
    }

    private static func fourFields(_ rest: ArraySlice<UInt8>) -> LineError {
        LineError("the line has more than four fields, as in 1500,conv-1,touch,alice: \(quoting(rest))")
    }

    /// Parses a time.
    ///
    /// - Parameters:
    ///   - chosen: The unit that the user named.
    ///   - noTime: The message for a text that is not a time.
    static func timestamp(
        _ time: ArraySlice<UInt8>,
        _ chosen: TimeUnit?,
        _ noTime: String = noTime
    ) throws(LineError) -> Int64 {
        guard let number = TimeNumber(time) else {
            if let moment = LogTime.internet(time), (0...TraceEvent.latestTimestamp).contains(moment) {
                return moment
            }
            throw LineError(
                "\(noTime): \(quoting(time))\(isShortened(time) ? ", which has lost digits" : "")"
            )
        }
        if number.hasFraction, chosen == nil {
            throw LineError(
                "\(noTime): \(quoting(time)) has a fraction; name its unit, as with --time-unit s for seconds"
            )
        }
        let unit = chosen ?? .ms
        guard let milliseconds = unit.milliseconds(number), milliseconds <= TraceEvent.latestTimestamp else {
            let likely = TimeUnit.sinceEpoch(number)
            let remedy =
                likely == unit
                ? "" : "; it looks like \(likely.name): use --time-unit \(likely.rawValue)"
            throw LineError(
                "\(quoting(time)) in \(unit.name) is too late: it is after the year 2155\(remedy)"
            )
        }
        return milliseconds
    }

    private static let noTime =
        "the first field is not a time in whole milliseconds, as in 1500,conv-1,touch"

    private static func threeFields(_ line: ArraySlice<UInt8>) -> LineError {
        LineError("the line does not have three fields, as in 1500,conv-1,touch: \(quoting(line))")
    }

    /// Returns whether a spreadsheet shortened a number, for example to `1.7E+12`.
    private static func isShortened(_ time: ArraySlice<UInt8>) -> Bool {
        guard let exponent = time.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        return TimeNumber(time[..<exponent]) != nil
    }

    /// Returns an error if the fields are separated by something other than commas.
    private static func otherSeparator(_ line: ArraySlice<UInt8>) -> LineError? {
        for (byte, name) in [(UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs")]
        where line.count(where: { $0 == byte }) == 2 {
            return LineError(
                "the fields are separated by \(name); write them with commas, as in 1500,conv-1,touch"
            )
        }
        return nil
    }

    /// Reads the first field, without its quotation marks, and skips the comma after it.
    private static func field(_ cursor: inout ByteCursor) -> ArraySlice<UInt8>? {
        cursor.field(upTo: comma).map(unquoted)
    }

    private static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        field.count >= 2 && field.first == quote && field.last == quote ? field.dropFirst().dropLast() : field
    }

    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        let names = line.filter { $0 != quote }.map { $0 | 0x20 }
        // An underscore with that bit set becomes the byte 0x7F.
        let rest = names.drop { $0 != comma }
        return names.starts(with: "timestamp".utf8)
            && [",session_id,op", ",session_id,op,owner"].contains {
                rest.elementsEqual($0.utf8.map { $0 | 0x20 })
            }
    }

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
                throw threeFields(piece)
            }
        }
    }

    /// Parses the name of an operation.
    static func operation(_ word: ArraySlice<UInt8>) throws(LineError) -> TraceEvent.Operation {
        if word.elementsEqual("touch".utf8) { return .touch }
        if word.elementsEqual("create".utf8) { return .create }
        if word.elementsEqual("delete".utf8) { return .delete }
        throw LineError("\(quoting(word)) is not an operation; use create, touch or delete")
    }
}

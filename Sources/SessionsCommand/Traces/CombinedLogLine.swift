/// Parses a line of an access log of nginx or Apache, in the combined or the common format.
///
/// A session is a client: an address with its user agent, or the address alone in the common format, which
/// has no agent. Logs often contain more than these formats: words before the address, such as the virtual
/// host, numbers between the fields, and anything after the agent. These are skipped.
enum CombinedLogLine {
    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let bracket = UInt8(ascii: "[")
    private static let dash = UInt8(ascii: "-")
    private static let comma = UInt8(ascii: ",")

    static func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        guard let end = timeStart(line), let (peer, beside) = client(in: line[..<end]) else {
            throw LineError(
                "the line does not begin with an address, an identity, a user and a [time]: \(quoting(line))"
            )
        }
        var cursor = ByteCursor(line[(end + 2)...])
        let stamp = cursor.field(upTo: UInt8(ascii: "]")) ?? cursor.remainder()
        guard let timestamp = LogTime.common(stamp) else {
            throw LineError("the time is not written as in [12/May/2024:00:00:17 +0000]: \(quoting(stamp))")
        }
        guard (0...TraceEvent.latestTimestamp).contains(timestamp) else {
            throw LineError("the year is not from 1970 to 2155: \(quoting(stamp))")
        }
        guard cursor.field(upTo: quote) != nil, quoted(&cursor) != nil else {
            throw LineError(
                "there is no request in quotation marks after the time: \(quoting(cursor.remainder()))"
            )
        }
        let rest = cursor.remainder()
        cursor = ByteCursor(rest)
        guard cursor.skip(space), cursor.number(digits: 3...3) != nil, cursor.skip(space), size(&cursor)
        else {
            throw LineError(
                "the request is not followed by a three-digit status and a size: \(quoting(rest))"
            )
        }
        var agent: ArraySlice<UInt8>?
        if cursor.field(upTo: quote) != nil {
            guard quoted(&cursor) != nil, cursor.skip(space), cursor.skip(quote), let found = quoted(&cursor)
            else {
                throw LineError(
                    "the size is not followed by a referrer and a user agent in quotation marks: \(quoting(rest))"
                )
            }
            agent = found
        }
        return try record.take(
            timestamp,
            address: peer,
            forwarded: beside ?? forwarded(&cursor),
            agent: agent,
            options.client
        )
    }

    /// Returns the index of the space before the time's bracket. An earlier bracket may belong to a user's
    /// name.
    private static func timeStart(_ line: ArraySlice<UInt8>) -> Int? {
        var first: Int?
        var rest = line
        while let index = rest.firstIndex(of: bracket) {
            rest = rest[(index + 1)...]
            guard index > line.startIndex, line[index - 1] == space else { continue }
            if first == nil { first = index - 1 }
            if rest.prefix(3).last == UInt8(ascii: "/") { return index - 1 }
        }
        return first
    }

    /// Returns the field with the client's address or host name, from the fields before the time, and the field
    /// with forwarded addresses after it, if there is one.
    ///
    /// The client is the first address that is followed by an identity and a user. If there is no address, it is a
    /// host name: the third field from the end if the last two are `- -`, and otherwise the first field that
    /// isn't a virtual host.
    private static func client(
        in head: ArraySlice<UInt8>
    ) -> (client: ArraySlice<UInt8>, forwarded: ArraySlice<UInt8>?)? {
        var rest = head
        var count = 0
        var first: ArraySlice<UInt8> = []
        var second: ArraySlice<UInt8> = []
        var last: (ArraySlice<UInt8>, ArraySlice<UInt8>, ArraySlice<UInt8>) = ([], [], [])
        while true {
            let field = field(&rest)
            if hasTwoFields(rest), ClientAddress.isIP(field) {
                return (field, forwarded(in: rest, behind: field))
            }
            count += 1
            if count == 1 { first = field }
            if count == 2 { second = field }
            last = (last.1, last.2, field)
            guard !rest.isEmpty else { break }
        }
        guard count >= 3, !last.1.isEmpty, !last.2.isEmpty else { return nil }
        if isDash(last.1), isDash(last.2) { return (last.0, nil) }
        return (count >= 4 && ClientAddress.hasPort(first) ? second : first, nil)
    }

    /// The forwarded addresses between an address and the identity and user, as in Apache's format
    /// `%h %{X-Forwarded-For}i %l %u`; `nil` if there are none.
    ///
    /// In the reverse order, `%{X-Forwarded-For}i %h`, the first address is already the client's. This is the
    /// order if the first field is a list, or if only the second address is private, because then it is the
    /// proxy's.
    private static func forwarded(
        in fields: ArraySlice<UInt8>,
        behind peer: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        var rest = fields
        let list = field(&rest)
        guard hasTwoFields(rest), !peer.contains(comma) else { return nil }
        if isDash(list) {
            // If this `-` stands for the list, the identity follows, which is nearly always `-` too.
            // Otherwise this is the identity, and a user's name of two words follows.
            return isDash(field(&rest)) ? list : nil
        }
        guard ClientAddress.isIP(list), !ClientAddress.isPrivate(list) || ClientAddress.isPrivate(peer) else {
            return nil
        }
        return list
    }

    /// Reads a field and the space after it. A list with spaces after its commas is one field.
    private static func field(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = rest.startIndex
        while true {
            end = rest[end...].firstIndex(of: space) ?? rest.endIndex
            guard end < rest.endIndex, end > rest.startIndex, rest[end - 1] == comma else {
                break
            }
            end += 1
        }
        defer { rest = rest[min(end + 1, rest.endIndex)...] }
        return rest[..<end]
    }

    private static func hasTwoFields(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let end = rest.firstIndex(of: space) else { return false }
        return end > rest.startIndex && end + 1 < rest.endIndex
    }

    private static func isDash(_ field: ArraySlice<UInt8>) -> Bool { field.count == 1 && field.first == dash }

    /// Returns the first text in quotation marks after the agent that begins with an address. It is empty if
    /// there are only other texts, and `nil` if there are none.
    private static func forwarded(_ cursor: inout ByteCursor) -> ArraySlice<UInt8>? {
        var found: ArraySlice<UInt8>?
        while cursor.field(upTo: quote) != nil, let text = quoted(&cursor) {
            if ClientAddress.isIP(text) { return text }
            found = []
        }
        return found
    }

    /// Reads a text up to its closing quotation mark. A backslash escapes the byte after it.
    private static func quoted(_ cursor: inout ByteCursor) -> ArraySlice<UInt8>? {
        let start = cursor
        var length = 0
        while let byte = cursor.take() {
            if byte == quote { return start.prefix(length) }
            length += 1
            if byte == backslash, cursor.take() != nil { length += 1 }
        }
        return nil
    }

    private static func size(_ cursor: inout ByteCursor) -> Bool {
        cursor.skip(dash) || cursor.number(digits: 1...18) != nil
    }
}

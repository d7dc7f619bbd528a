/// A line of the access log of nginx or Apache, in the combined format or the common one.
///
/// A session is a client, and a client is an address together with its user agent; in the common format,
/// which has no agent, the address alone. What follows the agent is left aside, as logs often have more.
enum CombinedLogLine {
    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    static func parse(
        _ line: ArraySlice<UInt8>,
        identifier: inout [UInt8]
    ) throws(LineError) -> ParsedLine {
        var cursor = ByteCursor(line)
        guard let address = cursor.field(upTo: space), !address.isEmpty,
            let identity = cursor.field(upTo: space), !identity.isEmpty,
            let user = cursor.field(upTo: UInt8(ascii: "[")), user.last == space, user.count > 1
        else { throw LineError("it does not begin with an address, an identity, a user and a [time]") }
        guard let stamp = cursor.field(upTo: UInt8(ascii: "]")),
            let timestamp = LogTime.milliseconds(stamp)
        else { throw LineError("the time is not written as in [12/May/2024:00:00:17 +0000]") }
        guard (0...TraceEvent.latestTimestamp).contains(timestamp) else {
            throw LineError("the year is not one from 1970 to 2155")
        }
        guard cursor.skip(space), quoted(&cursor) != nil else {
            throw LineError("after the time there is no request in quotation marks")
        }
        guard cursor.skip(space), cursor.number(digits: 3...3) != nil, cursor.skip(space), size(&cursor)
        else {
            throw LineError("after the request there is no status of three digits and a size")
        }
        identifier.removeAll(keepingCapacity: true)
        identifier.append(contentsOf: address)
        if cursor.skip(space) {
            guard quoted(&cursor) != nil, cursor.skip(space), let agent = quoted(&cursor) else {
                throw LineError("after the size there are no referrer and user agent in quotation marks")
            }
            identifier.append(space)
            identifier.append(contentsOf: agent)
        }
        return .event(timestamp: timestamp, operation: .touch)
    }

    /// Reads a text in quotation marks; a backslash takes the byte after it out of its meaning.
    private static func quoted(_ cursor: inout ByteCursor) -> ArraySlice<UInt8>? {
        guard cursor.skip(quote) else { return nil }
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
        cursor.skip(UInt8(ascii: "-")) || cursor.number(digits: 1...18) != nil
    }
}

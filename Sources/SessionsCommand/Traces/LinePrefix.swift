/// Removes the prefix that log collectors put before a line: a time and the origin of the line.
///
/// Known prefixes are those of syslog (RFC 3164 and RFC 5424, with and without octet counts, and rsyslog's
/// with ISO times), `journalctl`, the files on Kubernetes nodes (CRI), `kubectl logs --timestamps`, Heroku's
/// logplex and `docker compose logs`.
enum LinePrefix {
    private static let space = UInt8(ascii: " ")
    private static let colon = UInt8(ascii: ":")

    /// Returns the line without its prefix, or the line itself if it has none.
    static func strip(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var cursor = ByteCursor(line)
        let isComposed = skipContainer(&cursor)
        skipCount(&cursor)
        if cursor.skip(UInt8(ascii: "<")) {
            guard cursor.number(digits: 1...3) != nil, cursor.skip(UInt8(ascii: ">")) else { return line }
            if cursor.prefix(2).elementsEqual("1 ".utf8) { return structured(cursor) ?? line }
        }
        let isStamped = skipTime(&cursor)
        if isStamped, !skipStream(&cursor) { skipTag(&cursor) }
        return isStamped || isComposed ? cursor.remainder() : line
    }

    /// Skips `web-1  | `.
    private static func skipContainer(_ cursor: inout ByteCursor) -> Bool {
        var ahead = cursor
        guard let name = ahead.field(upTo: UInt8(ascii: "|"), within: 64), name.last == space,
            ahead.skip(space), !name.isEmpty
        else { return false }
        var rest = ByteCursor(name)
        guard let word = rest.field(upTo: space), !word.isEmpty, word.allSatisfy(isOfName),
            rest.remainder().allSatisfy({ $0 == space })
        else { return false }
        cursor = ahead
        return true
    }

    /// Skips the length of a message of RFC 6587: `83 ` before `<`.
    private static func skipCount(_ cursor: inout ByteCursor) {
        var ahead = cursor
        guard ahead.number(digits: 1...5) != nil, ahead.skip(space), ahead.next == UInt8(ascii: "<") else {
            return
        }
        cursor = ahead
    }

    /// Returns the message of a line of RFC 5424, after its priority. Heroku's lines have no structured data.
    private static func structured(_ start: ByteCursor) -> ArraySlice<UInt8>? {
        var cursor = start
        // Version, time, host, program, process and message id.
        for _ in 0..<6 {
            guard let field = cursor.field(upTo: space), !field.isEmpty else { return nil }
        }
        if cursor.prefix(2).elementsEqual("- ".utf8) {
            _ = cursor.field(upTo: space)
        } else {
            while cursor.skip(UInt8(ascii: "[")) {
                guard skipElement(&cursor) else { return nil }
            }
            _ = cursor.skip(space)
        }
        return cursor.remainder().withoutByteOrderMark
    }

    /// Skips the rest of an element of structured data: `id a="1"]`.
    private static func skipElement(_ cursor: inout ByteCursor) -> Bool {
        var isQuoted = false
        while let byte = cursor.take() {
            switch byte {
            case UInt8(ascii: "\\") where isQuoted: _ = cursor.take()
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "]") where !isQuoted: return true
            default: break
            }
        }
        return false
    }

    /// Skips `Oct 13 21:59:42 `, with the month in any language, or `2026-10-13T21:59:42.1+02:00 `.
    private static func skipTime(_ cursor: inout ByteCursor) -> Bool {
        guard let first = cursor.next else { return false }
        var ahead = cursor
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            guard cursor.prefix(5).last == UInt8(ascii: "-"), let time = ahead.field(upTo: space, within: 40),
                LogTime.internet(time) != nil
            else { return false }
        } else {
            guard let month = ahead.field(upTo: space, within: 8), month.count >= 3,
                month.allSatisfy(isOfWord)
            else { return false }
            _ = ahead.skip(space)
            guard ahead.number(digits: 1...2) != nil, ahead.skip(space),
                ahead.number(digits: 2...2) != nil, ahead.skip(colon),
                ahead.number(digits: 2...2) != nil, ahead.skip(colon),
                ahead.number(digits: 2...2) != nil, ahead.skip(space)
            else { return false }
        }
        cursor = ahead
        return true
    }

    /// Skips `stdout F `.
    private static func skipStream(_ cursor: inout ByteCursor) -> Bool {
        var ahead = cursor
        guard let stream = ahead.field(upTo: space, within: 8),
            stream.elementsEqual("stdout".utf8) || stream.elementsEqual("stderr".utf8),
            ahead.field(upTo: space, within: 16) != nil
        else { return false }
        cursor = ahead
        return true
    }

    /// Skips `host program[1]: ` or `program: ` if it is there.
    private static func skipTag(_ cursor: inout ByteCursor) {
        var ahead = cursor
        for _ in 0..<2 {
            guard let word = ahead.field(upTo: space), isOfName(word.first ?? space) else { return }
            // An IPv6 address may end in two colons.
            guard word.last == colon, word.dropLast().last != colon else { continue }
            while ahead.skip(space) {}
            cursor = ahead
            return
        }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isOfWord(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || "._-/:".utf8.contains(byte)
    }
}

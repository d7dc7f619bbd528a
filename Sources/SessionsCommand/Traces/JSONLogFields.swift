/// Finds the fields of a JSON object that say who sent a request and when.
///
/// Names are compared by their letters and digits only, without case, so `remote_addr`, `remoteAddr` and
/// `Remote-Addr` are the same. A member of a nested object is found by its own name or by both names:
/// `User-Agent` in `headers`, and `ip` in `client` as `client_ip`.
struct JSONLogFields {
    /// The meaning of a field.
    enum Role: Int, CaseIterable {
        /// The address that the web server saw.
        case address
        /// The addresses of `X-Forwarded-For`.
        case forwarded
        /// The user agent.
        case agent
        /// The time of the request.
        case time
        /// A complete line of another program.
        case line
    }

    private struct Name {
        var role: Role
        /// If several names are present, the one with the lowest rank is used.
        var rank: Int
        /// Whether the name means the same in any object.
        var isDistinct: Bool
    }

    private struct Found {
        var rank: Int
        var bytes: ArraySlice<UInt8>
        var hasEscapes: Bool
    }

    private static let names: [[UInt8]: Name] = {
        let distinct: [(Role, [String])] = [
            (
                .address,
                [
                    "clientip", "remoteip", "remoteaddr", "remoteaddress", "clienthost", "clientaddr",
                    "sourceip",
                ]
            ),
            (.forwarded, ["xforwardedfor", "httpxforwardedfor", "requestxforwardedfor"]),
            (.agent, ["useragent", "httpuseragent", "requestuseragent", "useragentoriginal"]),
            (.time, ["timeiso8601", "timelocal", "startutc", "msec"]),
        ]
        let others: [(Role, [String])] = [
            (
                .address,
                ["client", "ip", "remotehost", "sourceaddress", "clientaddress", "downstreamremoteaddress"]
            ),
            (.agent, ["agent", "clientrequestuseragent"]),
            (
                .time,
                [
                    "ts", "starttime", "edgestarttimestamp", "timestamp", "time", "datetime",
                    "requesttimestamp",
                ]
            ),
            (.line, ["log", "message"]),
        ]
        var names: [[UInt8]: Name] = [:]
        for (list, isDistinct) in [(distinct, true), (others, false)] {
            for (role, texts) in list {
                for text in texts {
                    names[Array(text.utf8)] = Name(role: role, rank: names.count, isDistinct: isDistinct)
                }
            }
        }
        return names
    }()

    /// Whether a known name has this length and these first and last bytes. This rules out most names
    /// quickly.
    private static let shapes: [Bool] = {
        var shapes = Array(repeating: false, count: 4_096)
        for name in names.keys { shapes[shape(name)] = true }
        return shapes
    }()

    private static func shape(_ name: [UInt8]) -> Int {
        (name.count << 7 ^ Int(name.first ?? 0) << 3 ^ Int(name.last ?? 0)) & 4_095
    }

    private static func known(_ name: [UInt8]) -> Name? { shapes[shape(name)] ? names[name] : nil }

    /// The greatest depth of nested objects and arrays.
    private static let maximumDepth = 32

    private var found: [Found?] = Array(repeating: nil, count: Role.allCases.count)
    private var name: [UInt8] = []
    private var bytes: ArraySlice<UInt8> = []
    private var position = 0

    /// Returns the value with this role, without its escapes, or `nil` if it is missing or `null`.
    func value(of role: Role) -> ArraySlice<UInt8>? {
        found[role.rawValue].map { $0.hasEscapes ? Self.unescaped($0.bytes)[...] : $0.bytes }
    }

    /// Finds the fields of an object. Returns false unless the whole line is one object.
    mutating func read(_ line: ArraySlice<UInt8>) -> Bool {
        bytes = line
        position = line.startIndex
        skipSpaces()
        guard next == UInt8(ascii: "{"), object([], 1) else { return false }
        skipSpaces()
        return position == bytes.endIndex
    }
}

extension JSONLogFields {
    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    /// Reads an object with the key `parent`.
    private mutating func object(_ parent: ArraySlice<UInt8>, _ depth: Int) -> Bool {
        position += 1
        skipSpaces()
        if skip(UInt8(ascii: "}")) { return true }
        while true {
            skipSpaces()
            guard let (key, _) = string() else { return false }
            skipSpaces()
            guard skip(UInt8(ascii: ":")), value(key, parent, depth) else { return false }
            skipSpaces()
            if skip(UInt8(ascii: "}")) { return true }
            guard skip(UInt8(ascii: ",")) else { return false }
        }
    }

    /// Reads an array. Its first element counts as the key's value.
    private mutating func array(_ key: ArraySlice<UInt8>, _ parent: ArraySlice<UInt8>, _ depth: Int) -> Bool {
        position += 1
        skipSpaces()
        if skip(UInt8(ascii: "]")) { return true }
        while true {
            guard value(key, parent, depth) else { return false }
            skipSpaces()
            if skip(UInt8(ascii: "]")) { return true }
            guard skip(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func value(_ key: ArraySlice<UInt8>, _ parent: ArraySlice<UInt8>, _ depth: Int) -> Bool {
        skipSpaces()
        switch next {
        case UInt8(ascii: "{"): return depth < Self.maximumDepth && object(key, depth + 1)
        case UInt8(ascii: "["): return depth < Self.maximumDepth && array(key, parent, depth + 1)
        case UInt8(ascii: "\""):
            guard let (text, hasEscapes) = string() else { return false }
            take(key, parent, text, hasEscapes)
            return true
        default:
            let start = position
            while let byte = next, !" ,]}\t".utf8.contains(byte) { position += 1 }
            let literal = bytes[start..<position]
            if !literal.elementsEqual("null".utf8) { take(key, parent, literal, false) }
            return !literal.isEmpty
        }
    }

    /// Reads a text in quotation marks, and returns whether it contains a backslash.
    private mutating func string() -> (ArraySlice<UInt8>, Bool)? {
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var hasEscapes = false
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return (bytes[start..<(position - 1)], hasEscapes) }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
        }
        return nil
    }

    private mutating func take(
        _ key: ArraySlice<UInt8>,
        _ parent: ArraySlice<UInt8>,
        _ value: ArraySlice<UInt8>,
        _ hasEscapes: Bool
    ) {
        name.removeAll(keepingCapacity: true)
        append(parent)
        append(key)
        var known = Self.known(name)
        if known == nil, !parent.isEmpty {
            name.removeAll(keepingCapacity: true)
            append(key)
            known = Self.known(name).flatMap { $0.isDistinct ? $0 : nil }
        }
        guard let known, known.rank < found[known.role.rawValue]?.rank ?? .max else { return }
        found[known.role.rawValue] = Found(rank: known.rank, bytes: value, hasEscapes: hasEscapes)
    }

    /// Appends the letters and digits of a key to the name, in lowercase.
    private mutating func append(_ key: ArraySlice<UInt8>) {
        for byte in key {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.append(byte | 0x20)
            default: break
            }
        }
    }

    /// Returns a text without its escapes. A surrogate without its other half becomes U+FFFD.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var units: [UInt16] = []
        var cursor = ByteCursor(text)
        func flush() {
            guard !units.isEmpty else { return }
            result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
            units.removeAll(keepingCapacity: true)
        }
        while let byte = cursor.take() {
            guard byte == UInt8(ascii: "\\"), let escape = cursor.take() else {
                flush()
                result.append(byte)
                continue
            }
            if escape == UInt8(ascii: "u"),
                let unit = UInt16(String(decoding: cursor.prefix(4), as: UTF8.self), radix: 16)
            {
                for _ in 0..<4 { _ = cursor.take() }
                units.append(unit)
                continue
            }
            flush()
            switch escape {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            default: result.append(escape)
            }
        }
        flush()
        return result
    }
}

/// Parses a client's address as web servers and proxies write it.
enum ClientAddress {
    private static let comma = UInt8(ascii: ",")
    private static let colon = UInt8(ascii: ":")
    private static let dot = UInt8(ascii: ".")

    /// Returns the first address or host name of a list, without a port, brackets or quotation marks. Returns
    /// `nil` if the list has only placeholders such as `-` or `unknown`.
    ///
    /// Each proxy appends the address that its request came from, so the first one is the client's. A
    /// client's port changes with each connection, so it is not part of the client's identity.
    static func first(of list: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = list
        while true {
            let end = rest.firstIndex(of: comma) ?? rest.endIndex
            let element = trimmed(rest[..<end])
            if !element.isEmpty, !isPlaceholder(element) { return withoutPort(element) }
            guard end < rest.endIndex else { return nil }
            rest = rest[(end + 1)...]
        }
    }

    /// Returns whether the first element of a list is an IP address rather than a host name or another word.
    static func isIP(_ list: ArraySlice<UInt8>) -> Bool {
        first(of: list).map { isIPv4($0) || isIPv6($0) } ?? false
    }

    /// Returns whether the first address of a list belongs to a private network or to the machine itself.
    static func isPrivate(_ list: ArraySlice<UInt8>) -> Bool {
        guard let address = first(of: list) else { return false }
        if isIPv4(address) {
            let numbers = address.split(separator: dot).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
            return switch (numbers[0], numbers[1]) {
            case (10, _), (127, _), (192, 168), (172, 16...31), (100, 64...127), (169, 254): true
            default: false
            }
        }
        let text = String(decoding: address, as: UTF8.self).lowercased()
        return isIPv6(address) && (text == "::1" || ["fc", "fd", "fe80:"].contains { text.hasPrefix($0) })
    }

    /// Returns whether a field ends in a port, as in `shop.example:443`.
    static func hasPort(_ field: ArraySlice<UInt8>) -> Bool { withoutPort(field).count < field.count }

    private static func trimmed(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isPadding(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") }
        var element = element
        while let first = element.first, isPadding(first) { element.removeFirst() }
        while let last = element.last, isPadding(last) { element.removeLast() }
        return element
    }

    private static let unknown = Array("unknown".utf8)

    private static func isPlaceholder(_ element: ArraySlice<UInt8>) -> Bool {
        element.count == 1 && element.first == UInt8(ascii: "-") || element.elementsEqual(unknown)
    }

    private static func withoutPort(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if element.first == UInt8(ascii: "["), let end = element.firstIndex(of: UInt8(ascii: "]")) {
            return element[(element.startIndex + 1)..<end]
        }
        // An IPv6 address with a port has brackets, so a text with several colons has no port.
        guard let first = element.firstIndex(of: colon), first > element.startIndex else { return element }
        let port = element[(first + 1)...]
        return !port.isEmpty && port.allSatisfy(isDigit) ? element[..<first] : element
    }

    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        var digits = 0
        var dots = 0
        for byte in text {
            if isDigit(byte) {
                digits += 1
                guard digits <= 3 else { return false }
            } else if byte == dot, digits > 0 {
                dots += 1
                digits = 0
            } else {
                return false
            }
        }
        return dots == 3 && digits > 0
    }

    /// Eight groups, or fewer with `::`. The last two may be an IPv4 address, and a zone may follow.
    private static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let address = text.prefix { $0 != UInt8(ascii: "%") }
        var colons = 0
        var isShortened = false
        var last: UInt8?
        for byte in address {
            if byte == colon {
                colons += 1
                if last == colon { isShortened = true }
            } else if byte == dot {
                return colons >= 2 && (isShortened || colons == 6)
                    && isIPv4(address[((address.lastIndex(of: colon) ?? address.startIndex) + 1)...])
            } else if !isHexadecimal(byte) {
                return false
            }
            last = byte
        }
        return isShortened ? colons <= 8 : colons == 7
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}

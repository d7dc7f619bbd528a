/// Addresses that only programs on the same machine can reach.
enum LoopbackAddress {
    /// Returns whether this is `localhost`, an IPv4 address that begins with 127, or `::1`.
    static func isName(_ host: some StringProtocol) -> Bool {
        host.lowercased() == "localhost" || host == "::1" || isIPv4(host)
    }

    /// Returns whether this is the address of a peer on the same machine. A server that listens for IPv4 and IPv6
    /// sees IPv4 addresses in IPv6 form.
    static func isAddress(_ address: String) -> Bool {
        let mapped = "::ffff:"
        if address.lowercased().hasPrefix(mapped) { return isIPv4(address.dropFirst(mapped.count)) }
        return address == "::1" || isIPv4(address)
    }

    private static func isIPv4(_ host: some StringProtocol) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                part.utf8.count <= 3 && UInt8(part) != nil && !part.hasPrefix("+")
            }
    }
}

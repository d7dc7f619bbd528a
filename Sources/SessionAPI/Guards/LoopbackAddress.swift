/// The addresses that only programs of the same machine reach.
enum LoopbackAddress {
    /// Whether this is `localhost`, an IPv4 address that begins with 127, or `::1`.
    static func isName(_ host: some StringProtocol) -> Bool {
        host.lowercased() == "localhost" || host == "::1" || isIPv4(host)
    }

    /// Whether this is the address of a peer on the same machine, which has an IPv4 address in IPv6's form where
    /// a server listens for both.
    static func isAddress(_ address: String) -> Bool {
        let mapped = "::ffff:"
        if address.lowercased().hasPrefix(mapped) { return isIPv4(address.dropFirst(mapped.count)) }
        return address == "::1" || isIPv4(address)
    }

    private static func isIPv4(_ host: some StringProtocol) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in part.utf8.count <= 3 && UInt8(part) != nil && !part.hasPrefix("+") }
    }
}

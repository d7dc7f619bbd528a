/// The addresses that only programs of the same machine reach.
enum LoopbackAddress {
    /// Whether this is `localhost`, an IPv4 address that begins with 127, or `::1`.
    static func isName(_ host: some StringProtocol) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in part.utf8.count <= 3 && UInt8(part) != nil && !part.hasPrefix("+") }
    }
}

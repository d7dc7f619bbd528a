import Sessions

/// Makes session ids from the identifiers in a trace.
enum SessionIdentifier {
    /// Returns the bytes as an id, or their digest if they are too long or not UTF-8.
    ///
    /// The digest only keeps ids distinct; it doesn't hide them. A trace is not an adversary.
    static func make(_ bytes: [UInt8]) -> String {
        if bytes.count <= SessionManager<Never>.maximumIdentifierLength,
            let id = String(validating: bytes, as: UTF8.self)
        {
            return id
        }
        return "fnv1a-128:" + hexadecimal(digest(bytes))
    }

    /// Computes the 128-bit FNV-1a hash: Fowler, Noll, Vo and Eastlake, RFC 9923.
    static func digest(_ bytes: [UInt8]) -> UInt128 {
        let prime: UInt128 = (1 << 88) + (1 << 8) + 0x3B
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in bytes {
            hash = (hash ^ UInt128(byte)) &* prime
        }
        return hash
    }

    private static func hexadecimal(_ number: UInt128) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}

/// Base64 with the alphabet for URLs and file names (RFC 4648, section 5).
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// Returns the bytes as text.
    ///
    /// - Parameter bytes: A multiple of three bytes, so that no padding is needed.
    package static func encode(_ bytes: [UInt8]) -> String {
        precondition(
            bytes.count.isMultiple(of: 3),
            "Base64URL writes no padding; pass a multiple of three bytes"
        )
        return String(unsafeUninitializedCapacity: bytes.count / 3 * 4) { text in
            var (word, bits, written) = (UInt32(0), 0, 0)
            for byte in bytes {
                word = word << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text.initializeElement(at: written, to: alphabet[Int(word >> bits) & 63])
                    written += 1
                }
            }
            return written
        }
    }
}

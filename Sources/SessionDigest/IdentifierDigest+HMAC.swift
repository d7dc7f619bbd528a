#if Digest
    import Crypto
    public import Sessions

    extension IdentifierDigest {
        /// HMAC-SHA-256 with this key, the first 240 bits of it as 40 letters, digits, `-` and `_`.
        ///
        /// Whoever has the key can tell whether a digest is that of an id that he guesses; with another key no
        /// stored session is found again. A digest costs a microsecond or so.
        ///
        /// - Throws: ``IdentifierDigestError`` for a key of fewer than 16 bytes.
        public static func hmacSHA256(key: String) throws(IdentifierDigestError) -> IdentifierDigest {
            let bytes = Array(key.utf8)
            guard bytes.count >= IdentifierDigestError.minimumKeyLength else {
                throw IdentifierDigestError(length: bytes.count)
            }
            let key = SymmetricKey(data: bytes)
            return IdentifierDigest { id in
                let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key)
                return text(of: code.prefix(30))
            }
        }

        /// Base64 as for URLs (RFC 4648, section 5): 30 bytes are 40 characters, which the engine keeps in place.
        private static func text(of bytes: some Sequence<UInt8>) -> String {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
            var characters: [UInt8] = []
            var bits = 0
            var value: UInt32 = 0
            for byte in bytes {
                value = value << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    characters.append(alphabet[Int(value >> UInt32(bits) & 63)])
                }
            }
            return String(decoding: characters, as: UTF8.self)
        }
    }
#endif

/// A key is too short to keep anything secret.
public struct IdentifierDigestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The fewest bytes that a key may have.
    public static let minimumKeyLength = 16

    /// How many bytes it has.
    public let length: Int

    /// What is wrong, and what to do.
    public var description: String {
        "a key for digests of ids has \(length) bytes; use \(Self.minimumKeyLength) random ones or more, such as "
            + "`openssl rand -hex 32` prints"
    }
}

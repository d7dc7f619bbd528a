#if Digest
    import Crypto
    public import Sessions

    extension IdentifierDigest {
        /// Returns a digest by HMAC-SHA-256 with this key: the first 240 bits, as 40 letters, digits, `-` and `_`.
        ///
        /// Keep the key secret and permanent: with the key, an attacker can test guessed ids against a digest, and with
        /// another key the manager finds no stored session. A digest costs about a microsecond.
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

        /// Base64 for URLs (RFC 4648, section 5): 30 bytes are 40 characters, which the engine stores inline.
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

/// The error for a key that is too short to be secret.
public struct IdentifierDigestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The minimum length of a key, in bytes.
    public static let minimumKeyLength = 16

    /// The length of the key, in bytes.
    public let length: Int

    /// What happened and what to do.
    public var description: String {
        "a key for digests of ids has \(length) bytes; use \(Self.minimumKeyLength) random ones or more, such as "
            + "`openssl rand -hex 32` prints"
    }
}

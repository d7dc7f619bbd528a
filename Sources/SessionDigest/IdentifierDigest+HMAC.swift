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
                // 40 characters, which the engine stores inline.
                return Base64URL.encode(Array(code.prefix(30)))
            }
        }
    }
#endif

/// The error for a key that is too short to be secret.
public struct IdentifierDigestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The minimum length of a key, in bytes.
    package static let minimumKeyLength = 16

    /// The length of the key, in bytes.
    package let length: Int

    /// What happened and what to do.
    public var description: String {
        "a key for digests of ids needs at least \(Self.minimumKeyLength) bytes, and this one has \(length); use a "
            + "random key, such as the output of `openssl rand -hex 32`"
    }
}

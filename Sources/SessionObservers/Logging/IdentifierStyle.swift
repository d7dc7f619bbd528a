public import Sessions

/// How session ids appear in logs. An id may be a secret and may contain any character.
public struct IdentifierStyle: Sendable {
    private enum Style: Sendable {
        case short
        case digest(IdentifierDigest)
    }

    private let style: Style

    private init(_ style: Style) { self.style = style }

    /// The first 8 characters (at most 32 bytes), with unprintable characters escaped.
    public static let short = IdentifierStyle(.short)

    /// 16 hexadecimal digits that identify an id without revealing it: SipHash-2-4 with a key derived from
    /// `secret`.
    ///
    /// The same secret gives the same digests in every process and after a restart. Use at least 16 random
    /// characters: anyone who knows the secret can test guesses.
    public static func digest(secret: String) -> IdentifierStyle {
        digest(IdentifierDigest(SipHash(secret: secret)))
    }

    /// Digests as in ``digest(secret:)``, with a random key that exists only in this value: you can compare them
    /// with each other but not with those of another process.
    public static func digest() -> IdentifierStyle {
        digest(IdentifierDigest(SipHash(key: (.random(in: 0 ... .max), .random(in: 0 ... .max)))))
    }

    /// Digests made by the given function, such as the one that the manager uses; at most 40 bytes are shown.
    public static func digest(_ digest: IdentifierDigest) -> IdentifierStyle {
        IdentifierStyle(.digest(digest))
    }

    /// Returns the id in a form that may be logged: printable, at most 400 bytes.
    package func callAsFunction(_ id: String) -> String {
        switch style {
        case .short:
            return id.prefix(characters: 8, bytes: 32).printable
        case .digest(let digest):
            return digest(id).prefix(characters: 40, bytes: 40).printable
        }
    }
}

extension IdentifierDigest {
    /// Returns digests of 16 hexadecimal digits.
    fileprivate init(_ hash: SipHash) {
        self.init { id in
            let digits = String(hash(id.utf8), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
    }
}

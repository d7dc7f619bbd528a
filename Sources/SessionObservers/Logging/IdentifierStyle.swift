import Sessions

/// How session ids appear where people read: an id may be a secret, and may hold anything.
public struct IdentifierStyle: Sendable {
    private enum Style: Sendable {
        case short
        case digest(SipHash)
    }

    private let style: Style

    private init(_ style: Style) { self.style = style }

    /// The first 8 characters (32 bytes at the most), with what is unprintable escaped.
    public static let short = IdentifierStyle(.short)

    /// 16 hexadecimal digits that tell ids apart and nothing else: SipHash-2-4 under a key made from
    /// `secret`.
    ///
    /// The same secret gives the same digests, also in other processes and after a restart. Use 16 random
    /// characters or more: whoever knows the secret can test guesses.
    public static func digest(secret: String) -> IdentifierStyle {
        IdentifierStyle(.digest(SipHash(secret: secret)))
    }

    /// Digests as with ``digest(secret:)`` under a random key that is forgotten with this value: they can
    /// be compared with each other, not with those of another process.
    public static func digest() -> IdentifierStyle {
        IdentifierStyle(.digest(SipHash(key: (.random(in: 0 ... .max), .random(in: 0 ... .max)))))
    }

    /// The id as it may be shown: printable, at most 320 bytes.
    public func callAsFunction(_ id: String) -> String {
        switch style {
        case .short:
            return id.prefix(characters: 8, bytes: 32).printable
        case .digest(let hash):
            let digits = String(hash(id.utf8), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
    }
}

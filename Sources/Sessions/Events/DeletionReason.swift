/// The reason for a deletion, such as ``signedOut``.
///
/// The set of reasons is open. A reason of your own is a text of 1 to 64 ASCII letters, digits, `-`, `_` and `.`:
///
/// ```swift
/// try manager.delete("conv-123", reason: "deviceRemoved", by: "admin-7")
/// ```
///
/// Metrics count deletions for each reason, so use few different reasons, and never one that contains an id.
public struct DeletionReason: Sendable, Hashable, CustomStringConvertible {
    private let text: String

    /// The maximum length of a reason, in characters.
    private static let maximumLength = 64

    /// Creates a reason from a text, or returns `nil` if the text is empty, has more than 64 characters, or has
    /// a character other than ASCII letters, digits, `-`, `_` and `.`.
    public init?(_ text: String) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// The user signed out.
    public static let signedOut = DeletionReason(known: "signedOut")
    /// Someone else ended the session, such as an administrator, or the user on another device.
    public static let revoked = DeletionReason(known: "revoked")
    /// The user's password was changed.
    public static let passwordChanged = DeletionReason(known: "passwordChanged")
    /// The owner of the session was disabled.
    public static let ownerDisabled = DeletionReason(known: "ownerDisabled")

    /// The text of the reason, such as `signedOut`.
    public var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default:
            false
        }
    }
}

extension DeletionReason: ExpressibleByStringLiteral {
    /// Creates a reason from a literal. It traps if the literal is not a reason; see ``init(_:)``.
    public init(stringLiteral text: String) {
        guard let reason = DeletionReason(text as String) else {
            preconditionFailure(
                "\"\(text)\" is not a reason for a deletion; use 1 to 64 ASCII letters, digits, '-', '_' and '.'"
            )
        }
        self = reason
    }
}

/// A public name of a session, for a listing that must not show its id.
///
/// A handle gives no access to a session. A manager accepts it only together with the session's owner. It stays the
/// same when the id of the session is rotated, and survives restarts with a store.
public struct SessionHandle: RawRepresentable, Sendable, Hashable, LosslessStringConvertible {
    /// The number that a store keeps.
    public let rawValue: UInt64

    /// Creates a handle from the number that a store kept.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Creates a handle from its ``description``; returns `nil` for any other text.
    public init?(_ description: String) {
        guard
            description.utf8.count == 16,
            let number = UInt64(description, radix: 16),
            SessionHandle(rawValue: number).description == description
        else { return nil }
        rawValue = number
    }

    /// The handle as text for a page or a URL: 16 hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// The sessions that have the same owner or the same key.
///
/// Two owners, or two keys, are the same if their UTF-8 bytes are equal.
public struct SessionGroup: Sendable, Hashable, CustomStringConvertible {
    /// The attribute that the sessions of a group share.
    enum Attribute: UInt8 {
        case owner, key
    }

    let attribute: Attribute
    /// The owner or the key.
    let text: String

    /// The sessions whose ``SessionAttributes/owner`` is this one.
    public static func owner(_ owner: String) -> SessionGroup { SessionGroup(attribute: .owner, text: owner) }

    /// The sessions that have this key among their ``SessionAttributes/keys``.
    public static func key(_ key: String) -> SessionGroup { SessionGroup(attribute: .key, text: key) }

    /// The owner of the group's sessions; `nil` if they share a key.
    package var owner: String? { attribute == .owner ? text : nil }

    /// The key of the group's sessions; `nil` if they share an owner.
    package var key: String? { attribute == .key ? text : nil }

    /// The group for a log, such as `owner alice`.
    public var description: String { "\(attribute) \(text)" }

    /// Returns whether both groups share the same owner or the same key.
    public static func == (lhs: SessionGroup, rhs: SessionGroup) -> Bool {
        lhs.attribute == rhs.attribute && lhs.text.hasSameUTF8(as: rhs.text)
    }

    /// Hashes the owner or the key.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(attribute)
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

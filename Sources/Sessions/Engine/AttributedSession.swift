/// The attributes of a session, as an object that the session shares with its events.
@usableFromInline final class KeptAttributes: Sendable {
    @usableFromInline let value: SessionAttributes
    /// The hash of the owner's group; zero if the session has no owner.
    private let ownerHash: UInt64

    /// Keeps valid attributes, which have a handle.
    ///
    /// - Parameter owner: The group of the attributes' owner, if the caller has it.
    init(_ value: consuming SessionAttributes, owner: GroupKey? = nil) {
        ownerHash = owner?.hash ?? value.owner.map { GroupKey(.owner($0)).hash } ?? 0
        self.value = value
    }

    /// The group of the session's owner; `nil` if it has no owner.
    var owner: GroupKey? { value.owner.map { GroupKey(.owner($0), hash: ownerHash) } }

    /// The number of the session's groups.
    var groupCount: Int { value.keys.count + (value.owner == nil ? 0 : 1) }

    /// Returns a group of the session: its owner's first, then those of its keys.
    func group(_ number: Int) -> GroupKey {
        guard let owner = value.owner else { return GroupKey(.key(value.keys[number])) }
        return number == 0
            ? GroupKey(.owner(owner), hash: ownerHash) : GroupKey(.key(value.keys[number - 1]))
    }

    /// Returns whether the session has this owner, compared by the bytes of UTF-8.
    func isOwned(by owner: String) -> Bool {
        value.owner.map { $0.hasSameUTF8(as: owner) } ?? false
    }
}

/// A session's attributes while it is in its shard.
struct AttributedSession {
    let kept: KeptAttributes
    /// The session's nodes in the ``GroupIndex``, one for each of its groups.
    var nodes = GroupNodes()
}

/// The nodes of a session in the ``GroupIndex``, in the order of its groups.
struct GroupNodes {
    private static let capacity = SessionAttributes.maximumKeys + 1

    private var nodes: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
        .max, .max, .max, .max, .max, .max, .max, .max, .max
    )

    /// The node of the group with this number, or ``GroupIndex/none``.
    subscript(number: Int) -> UInt32 {
        get {
            precondition(number < Self.capacity)
            return withUnsafeBytes(of: nodes) { $0.load(fromByteOffset: number * 4, as: UInt32.self) }
        }
        set {
            precondition(number < Self.capacity)
            withUnsafeMutableBytes(of: &nodes) {
                $0.storeBytes(of: newValue, toByteOffset: number * 4, as: UInt32.self)
            }
        }
    }
}

/// A group of sessions with its hash.
@usableFromInline struct GroupKey: Equatable, Sendable {
    let group: SessionGroup
    let hash: UInt64

    /// A secret of the process. Owners and keys can come from clients, and a client must not find any that collide.
    private static let seed = HashSeed()

    @usableFromInline init(_ group: SessionGroup) {
        self.init(group, hash: group.text.withUTF8Bytes(Self.seed.hash) ^ UInt64(group.attribute.rawValue))
    }

    /// Creates the key of a group whose hash is known.
    init(_ group: SessionGroup, hash: UInt64) {
        self.group = group
        self.hash = hash
    }

    /// The part of the ``GroupIndex`` that has the group.
    var part: Int { Int(truncatingIfNeeded: hash) & (GroupIndex.partCount - 1) }

    @usableFromInline static func == (lhs: GroupKey, rhs: GroupKey) -> Bool {
        lhs.hash == rhs.hash && lhs.group == rhs.group
    }
}

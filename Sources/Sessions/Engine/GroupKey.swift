/// A group of sessions with its hash.
///
/// The hash is the standard library's, with a key of the process: owners and keys can come from clients.
struct GroupKey: Hashable, Sendable {
    let group: SessionGroup
    let hash: Int

    init(_ group: SessionGroup) {
        self.group = group
        hash = group.hashValue
    }

    /// The part of the ``GroupIndex`` that has the group.
    var part: Int { hash & (GroupIndex.partCount - 1) }

    static func == (lhs: GroupKey, rhs: GroupKey) -> Bool { lhs.hash == rhs.hash && lhs.group == rhs.group }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

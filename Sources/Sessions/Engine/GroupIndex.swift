/// Finds a manager's sessions by owner and by key.
///
/// The groups are divided among 64 parts by their hash. Each part has a lock, which is the last of all locks: a thread
/// can take it while it holds the locks of shards, and takes no other lock while it holds it.
///
/// Invariant, outside the locks of shards: the members of a group are exactly the sessions whose attributes name it. So
/// a thread that has locked the shard of a member, and finds the member in its group, can rely on the session in the
/// member's slot.
final class GroupIndex: Sendable {
    /// Stands for a missing node or group.
    static let none: UInt32 = .max

    /// The number of parts; a power of two.
    static let partCount = 64
    private static let partBits = UInt32(partCount.trailingZeroBitCount)

    private let parts = ContiguousArray((0..<partCount).map { _ in Locked(GroupPart()) })

    deinit {
        for part in parts { part.withLock { $0.deallocate() } }
    }

    private func part(of key: GroupKey) -> Locked<GroupPart> { parts[key.part] }

    // A node's number has the number of its part in the lowest bits, so a session's nodes lead to their parts.

    private static func number(_ node: UInt32, in part: Int) -> UInt32 {
        node << partBits | UInt32(truncatingIfNeeded: part)
    }

    private func withPart<R>(of number: UInt32, _ body: (inout GroupPart, _ node: UInt32) -> R) -> R {
        parts[Int(number) & (Self.partCount - 1)].withLock { body(&$0, number >> Self.partBits) }
    }

    // MARK: Changes, under the lock of the session's shard

    /// Adds the session to all of its groups.
    func join(_ attributed: inout AttributedSession, at place: SessionPlace) {
        for number in 0..<attributed.kept.groupCount {
            let key = attributed.kept.group(number)
            attributed.nodes[number] = join(key, at: place)
        }
    }

    private func join(_ key: GroupKey, at place: SessionPlace) -> UInt32 {
        Self.number(part(of: key).withLock { $0.join(key, at: place) }, in: key.part)
    }

    /// Removes the session from all of its groups.
    func leave(_ attributed: AttributedSession) {
        for number in 0..<attributed.kept.groupCount { leave(attributed.nodes[number]) }
    }

    private func leave(_ number: UInt32) {
        if number != Self.none { withPart(of: number) { $0.leave($1) } }
    }

    /// Records that the session has another place, because its id was rotated.
    func move(_ attributed: AttributedSession, to place: SessionPlace) {
        for number in 0..<attributed.kept.groupCount where attributed.nodes[number] != Self.none {
            withPart(of: attributed.nodes[number]) { $0.move($1, to: place) }
        }
    }

    /// Replaces the attributes of a session at this place. The session stays where it is in the groups that it keeps.
    func replace(_ old: AttributedSession?, with kept: KeptAttributes?, at place: SessionPlace)
        -> AttributedSession?
    {
        var left = old?.nodes ?? GroupNodes()
        let oldCount = old?.kept.groupCount ?? 0
        let new = kept.map { kept in
            var new = AttributedSession(kept: kept)
            for number in 0..<kept.groupCount {
                let key = kept.group(number)
                let former = (0..<oldCount).first { old?.kept.group($0) == key && left[$0] != Self.none }
                if let former {
                    new.nodes[number] = left[former]
                    left[former] = Self.none
                } else {
                    new.nodes[number] = join(key, at: place)
                }
            }
            return new
        }
        for number in 0..<oldCount { leave(left[number]) }
        return new
    }

    // MARK: Finding

    /// Returns members of the group, in the order in which they joined it, and where to continue, or `nil` at the end.
    ///
    /// - Parameters:
    ///   - cursor: Where to begin.
    ///   - last: The ``GroupMember/stamp`` up to which members are returned.
    ///   - limit: The maximum number of members.
    func members(
        of key: GroupKey,
        from cursor: GroupCursor = GroupCursor(),
        through last: UInt64 = .max,
        limit: Int = .max
    ) -> (members: [GroupMember], next: GroupCursor?) {
        part(of: key).withLock { $0.members(of: key, from: cursor, through: last, limit: limit) }
    }

    /// Returns whether this member is in its group, at the same place.
    func has(_ member: GroupMember, in key: GroupKey) -> Bool {
        part(of: key).withLock { $0.has(member, in: key) }
    }

    /// Returns the stamp of the last member that has joined the group or another one of its part.
    func newestStamp(of key: GroupKey) -> UInt64 { part(of: key).withLock(\.newest) }

    /// The size of the index in memory, in bytes, without the text of owners and keys.
    var bytes: Int { parts.reduce(0) { sum, part in sum + part.withLock(\.bytes) } }

    // MARK: Invariants

    /// Returns a description of a broken invariant, or `nil` if the index is intact.
    ///
    /// - Parameter memberships: The number of memberships that the manager's sessions should have in all groups.
    func brokenInvariant(memberships: Int) -> String? {
        var members = 0
        for part in parts {
            let (broken, count) = part.withLock { ($0.brokenInvariant(), $0.memberCount) }
            if let broken { return broken }
            members += count
        }
        return members == memberships ? nil : "\(members) members of groups for \(memberships) memberships"
    }

    /// Returns a description of what is wrong with the nodes of a session at this place, or `nil`.
    func brokenInvariant(of attributed: AttributedSession, at place: SessionPlace) -> String? {
        for number in 0..<attributed.kept.groupCount {
            let key = attributed.kept.group(number)
            let node = attributed.nodes[number]
            if node == Self.none { return "\(place) is missing in \(key.group)" }
            if Int(node) & (Self.partCount - 1) != key.part { return "\(place) is in a wrong part" }
            if let broken = withPart(of: node, { $0.brokenInvariant($1, of: key, at: place) }) {
                return broken
            }
        }
        return nil
    }
}

/// Where a session is: its shard and its slot.
struct SessionPlace: Equatable {
    let shard: UInt32
    let slot: UInt32
}

/// A member of a group.
struct GroupMember {
    let place: SessionPlace
    /// The number of the member's node in its part.
    let node: UInt32
    /// A number that grows with each join in the group's part.
    let stamp: UInt64
}

/// A position among the members of a group: the next member to visit.
struct GroupCursor {
    /// The member's node. If the member has left the group, the members are searched for the next stamp.
    var node = GroupIndex.none
    var stamp: UInt64 = 0
}

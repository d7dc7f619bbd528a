/// A part of the ``GroupIndex``: some groups and their members. Plain and synchronous; the owner locks it.
///
/// Invariants: each group is in `numbers` under its key; its members are linked in the order in which they joined, with
/// growing stamps, and `count` is their number; a group without members and reserved places is in `idle`, or was not
/// created at a limited pace and is removed.
struct GroupPart {
    private struct Group {
        let key: GroupKey
        var first = GroupIndex.none
        var last = GroupIndex.none
        var count: UInt32 = 0
    }

    private struct Node {
        var place: SessionPlace
        let stamp: UInt64
        let group: UInt32
        var next = GroupIndex.none
        var previous: UInt32
    }

    private var numbers: [GroupKey: UInt32] = [:]
    private var groups = ChunkedStorage<Group>()
    private var groupSlots = SlotAllocator()
    private var nodes = ChunkedStorage<Node>()
    private var nodeSlots = SlotAllocator()
    private var stamp: UInt64 = 0
    private(set) var memberCount = 0

    /// Deallocates all memory.
    mutating func deallocate() {
        var slot = 0
        while let next = groupSlots.next(from: slot) {
            groups[next].deinitialize(count: 1)
            slot = Int(next) + 1
        }
        groups.deallocate()
        nodes.deallocate()
    }

    // MARK: Groups

    private mutating func group(_ key: GroupKey) -> UInt32 {
        if let number = numbers[key] { return number }
        let (number, opensChunk) = groupSlots.allocate()
        if opensChunk { groups.open(chunkOf: number) }
        groups[number].initialize(to: Group(key: key))
        numbers[key] = number
        return number
    }

    private mutating func removeIfUnused(_ number: UInt32) {
        guard groups[number].pointee.count == 0 else { return }
        numbers[groups[number].pointee.key] = nil
        groups[number].deinitialize(count: 1)
        if groupSlots.release(number) { groups.close(chunkOf: number) }
    }

    // MARK: Members

    /// Adds a member at the end of a group and returns its node.
    mutating func join(_ key: GroupKey, at place: SessionPlace) -> UInt32 {
        let number = group(key)
        let group = groups[number]
        let (node, opensChunk) = nodeSlots.allocate()
        if opensChunk { nodes.open(chunkOf: node) }
        stamp += 1
        nodes[node].initialize(
            to: Node(place: place, stamp: stamp, group: number, previous: group.pointee.last)
        )
        if group.pointee.last == GroupIndex.none {
            group.pointee.first = node
        } else {
            nodes[group.pointee.last].pointee.next = node
        }
        group.pointee.last = node
        group.pointee.count += 1
        memberCount += 1
        return node
    }

    /// Removes a member from its group.
    mutating func leave(_ node: UInt32) {
        let left = nodes[node].pointee
        let group = groups[left.group]
        if left.previous == GroupIndex.none {
            group.pointee.first = left.next
        } else {
            nodes[left.previous].pointee.next = left.next
        }
        if left.next == GroupIndex.none {
            group.pointee.last = left.previous
        } else {
            nodes[left.next].pointee.previous = left.previous
        }
        group.pointee.count -= 1
        memberCount -= 1
        if nodeSlots.release(node) { nodes.close(chunkOf: node) }
        removeIfUnused(left.group)
    }

    /// Changes the place of a member.
    func move(_ node: UInt32, to place: SessionPlace) { nodes[node].pointee.place = place }

    /// See ``GroupIndex/members(of:from:through:limit:)``.
    func members(
        of key: GroupKey,
        from cursor: GroupCursor,
        through last: UInt64,
        limit: Int
    ) -> (members: [GroupMember], next: GroupCursor?) {
        guard let number = numbers[key] else { return ([], nil) }
        let isHere = isNode(cursor.node, of: number, stamp: cursor.stamp)
        var node = isHere ? cursor.node : groups[number].pointee.first
        var members: [GroupMember] = []
        while node != GroupIndex.none, nodes[node].pointee.stamp <= last {
            let member = nodes[node].pointee
            if members.count == limit { return (members, GroupCursor(node: node, stamp: member.stamp)) }
            if member.stamp >= cursor.stamp {
                members.append(GroupMember(place: member.place, node: node, stamp: member.stamp))
            }
            node = member.next
        }
        return (members, nil)
    }

    /// Returns whether this is a node of the group with this stamp.
    private func isNode(_ node: UInt32, of number: UInt32, stamp: UInt64) -> Bool {
        node != GroupIndex.none && nodeSlots.next(from: Int(node)) == node
            && nodes[node].pointee.group == number && nodes[node].pointee.stamp == stamp
    }

    /// Returns whether this member is in its group, at the same place.
    func has(_ member: GroupMember, in key: GroupKey) -> Bool {
        guard let number = numbers[key] else { return false }
        return isNode(member.node, of: number, stamp: member.stamp)
            && nodes[member.node].pointee.place == member.place
    }

    /// The stamp of the newest member of any group.
    var newest: UInt64 { stamp }

    /// The size of the part in memory, in bytes, without the text of owners and keys.
    var bytes: Int {
        groups.bytes + groupSlots.bytes + nodes.bytes + nodeSlots.bytes
            + numbers.capacity * (MemoryLayout<GroupKey>.stride + 5)
    }

    // MARK: Invariants

    /// Returns a description of a broken invariant, or `nil` if the part is intact.
    func brokenInvariant() -> String? {
        var members = 0
        for (key, number) in numbers {
            let group = groups[number].pointee
            if group.key != key { return "\(key.group) has another's number" }
            var count = 0
            var previous = GroupIndex.none
            var node = group.first
            var stamp: UInt64 = 0
            while node != GroupIndex.none {
                let member = nodes[node].pointee
                count += 1
                if count > group.count { return "\(key.group) has more members than it counts, or a circle" }
                if member.group != number || member.previous != previous {
                    return "\(key.group): a member is linked wrongly"
                }
                if member.stamp <= stamp {
                    return "\(key.group): a member stands after one that joined later"
                }
                (previous, stamp, node) = (node, member.stamp, member.next)
            }
            if previous != group.last || count != group.count {
                return "\(key.group) has \(count) members and counts \(group.count)"
            }
            if count == 0 { return "\(key.group) is empty and is still there" }
            members += count
        }
        if groupSlots.used != numbers.count { return "\(groupSlots.used) groups for \(numbers.count) names" }
        if nodeSlots.used != members || memberCount != members {
            return "\(nodeSlots.used) nodes and a count of \(memberCount) for \(members) members"
        }
        return nil
    }

    /// Returns a description of what is wrong with the node of a session at this place, or `nil`.
    func brokenInvariant(_ node: UInt32, of key: GroupKey, at place: SessionPlace) -> String? {
        guard let number = numbers[key] else { return "there is no \(key.group) for \(place)" }
        guard nodeSlots.next(from: Int(node)) == node, nodes[node].pointee.group == number else {
            return "\(place) has a node of another group than \(key.group)"
        }
        return nodes[node].pointee.place == place ? nil : "\(key.group) has \(place) at another place"
    }
}

/// A part of the ``GroupIndex``: some groups and their members. Plain and synchronous; the owner locks it.
///
/// Invariants: each group is in `numbers` under its key; its members are linked in the order in which they joined, with
/// growing stamps, and `count` is their number. A group without members and reserved places is removed, unless creates
/// of its owner are counted (``CreatePace``): then it is in the queue of unused groups.
struct GroupPart {
    private struct Group {
        let key: GroupKey
        var first = GroupIndex.none
        var last = GroupIndex.none
        var count: UInt32 = 0
        /// The number of places for members that are about to join.
        var reserved: UInt32 = 0
        var pace = CreatePace()
        /// Whether the group is in the queue of unused groups, and the next in the queue.
        var isQueued = false
        var nextUnused = GroupIndex.none

        var isUsed: Bool { count > 0 || reserved > 0 }
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
    /// The group that was used last: a create uses its owner's three times in a row.
    private var recent = GroupIndex.none
    private var nodes = ChunkedStorage<Node>()
    private var nodeSlots = SlotAllocator()
    private var stamp: UInt64 = 0
    private(set) var memberCount = 0
    /// The number of creates that were refused because their owner created sessions too fast.
    private(set) var paceRejections = 0
    /// The queue of groups that may be unused, from the first that was added.
    private var firstUnused = GroupIndex.none
    private var lastUnused = GroupIndex.none
    private var queued = 0

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
        if recent != GroupIndex.none, groups[recent].pointee.key == key { return recent }
        recent = findOrAdd(key)
        return recent
    }

    private mutating func findOrAdd(_ key: GroupKey) -> UInt32 {
        if let number = numbers[key] { return number }
        let (number, opensChunk) = groupSlots.allocate()
        if opensChunk { groups.open(chunkOf: number) }
        groups[number].initialize(to: Group(key: key))
        numbers[key] = number
        return number
    }

    /// Removes a group that has no members and reserved places; later, if creates of its owner are counted.
    private mutating func removeIfUnused(_ number: UInt32) {
        let group = groups[number]
        guard !group.pointee.isUsed, !group.pointee.isQueued else { return }
        if group.pointee.pace.isUnused { return remove(number) }
        if queued == Self.maximumQueued { takeUnused() }
        group.pointee.isQueued = true
        queued += 1
        if lastUnused == GroupIndex.none {
            firstUnused = number
        } else {
            groups[lastUnused].pointee.nextUnused = number
        }
        lastUnused = number
    }

    /// The number of unused groups that a part keeps for their pace. It keeps them for a second, so only a flood of owners
    /// reaches it.
    private static var maximumQueued: Int { 1_024 }

    /// Removes the first group from the queue, and forgets it if it is unused.
    private mutating func takeUnused() {
        let number = firstUnused
        let group = groups[number]
        firstUnused = group.pointee.nextUnused
        if firstUnused == GroupIndex.none { lastUnused = GroupIndex.none }
        group.pointee.nextUnused = GroupIndex.none
        group.pointee.isQueued = false
        queued -= 1
        if !group.pointee.isUsed { remove(number) }
    }

    /// Forgets a few unused groups whose owners may create sessions at the full pace again.
    private mutating func forgetSome(at now: Int64) {
        for _ in 0..<4 {
            guard firstUnused != GroupIndex.none else { return }
            let group = groups[firstUnused]
            guard group.pointee.isUsed || group.pointee.pace.isFull(at: now) else { return }
            takeUnused()
        }
    }

    private mutating func remove(_ number: UInt32) {
        if recent == number { recent = GroupIndex.none }
        numbers[groups[number].pointee.key] = nil
        groups[number].deinitialize(count: 1)
        if groupSlots.release(number) { groups.close(chunkOf: number) }
    }

    // MARK: Members

    /// Adds a member at the end of a group and returns its node.
    ///
    /// - Parameter isReserved: Whether a place was reserved for the member.
    mutating func join(_ key: GroupKey, at place: SessionPlace, isReserved: Bool) -> UInt32 {
        let number = group(key)
        let group = groups[number]
        if isReserved { group.pointee.reserved -= 1 }
        let (node, opensChunk) = nodeSlots.allocate()
        if opensChunk { nodes.open(chunkOf: node) }
        stamp += 1
        nodes[node].initialize(
            to: Node(place: place, stamp: stamp, group: number, previous: group.pointee.last)
        )
        link(node)
        group.pointee.count += 1
        memberCount += 1
        return node
    }

    /// Puts another session, at this place, at the end of the group instead of a member.
    mutating func rejoin(_ node: UInt32, at place: SessionPlace) {
        unlink(node)
        let number = nodes[node].pointee.group
        stamp += 1
        nodes[node].pointee = Node(
            place: place,
            stamp: stamp,
            group: number,
            previous: groups[number].pointee.last
        )
        link(node)
    }

    /// Removes a member from its group.
    mutating func leave(_ node: UInt32) {
        unlink(node)
        let number = nodes[node].pointee.group
        memberCount -= 1
        groups[number].pointee.count -= 1
        if nodeSlots.release(node) { nodes.close(chunkOf: node) }
        removeIfUnused(number)
    }

    /// Links a node whose `previous` is the last of its group.
    private func link(_ node: UInt32) {
        let linked = nodes[node].pointee
        let group = groups[linked.group]
        if linked.previous == GroupIndex.none {
            group.pointee.first = node
        } else {
            nodes[linked.previous].pointee.next = node
        }
        group.pointee.last = node
    }

    private func unlink(_ node: UInt32) {
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
    }

    // MARK: Limits

    /// Reserves a place for a member that is about to join, and returns true; returns false if the group has as many
    /// members and reserved places as it may have.
    mutating func reserve(_ key: GroupKey, limit: Int) -> Bool {
        let number = group(key)
        let group = groups[number]
        guard Int(group.pointee.count) + Int(group.pointee.reserved) < limit else {
            removeIfUnused(number)
            return false
        }
        group.pointee.reserved += 1
        return true
    }

    /// Removes a member and reserves its place, and returns true. Returns false and changes nothing if the group has more
    /// members and reserved places than it may have.
    mutating func exchange(_ node: UInt32, limit: Int) -> Bool {
        let group = groups[nodes[node].pointee.group]
        guard Int(group.pointee.count) + Int(group.pointee.reserved) <= limit else { return false }
        group.pointee.reserved += 1
        leave(node)
        return true
    }

    /// Returns whether the group has no more members and reserved places than it may have.
    func isWithin(_ limit: Int, _ key: GroupKey) -> Bool {
        guard let number = numbers[key] else { return true }
        return Int(groups[number].pointee.count) + Int(groups[number].pointee.reserved) <= limit
    }

    /// Returns the number of reserved places of the group.
    func reservedPlaces(_ key: GroupKey) -> Int { numbers[key].map { Int(groups[$0].pointee.reserved) } ?? 0 }

    /// Gives a reserved place back.
    mutating func cancel(_ key: GroupKey) {
        guard let number = numbers[key] else { return }
        groups[number].pointee.reserved -= 1
        removeIfUnused(number)
    }

    /// Counts a create of the owner and returns zero, or returns the time to wait, in nanoseconds, if there were too many.
    mutating func countCreate(_ key: GroupKey, every interval: Int64, at now: Int64) -> Int64 {
        forgetSome(at: now)
        let number = group(key)
        let wait = groups[number].pointee.pace.count(every: interval, at: now)
        removeIfUnused(number)
        if wait > 0 { paceRejections += 1 }
        return wait
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
        var queue = 0
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
            if !group.isUsed && !group.isQueued { return "\(key.group) is unused and is still there" }
            if group.reserved > 0 { return "\(key.group) has \(group.reserved) reserved places" }
            if group.isQueued { queue += 1 }
            members += count
        }
        if queue != queued || queued > Self.maximumQueued {
            return "\(queue) groups in the queue of \(queued)"
        }
        if recent != GroupIndex.none, !numbers.values.contains(recent) { return "the recent group is gone" }
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

/// The pace at which sessions of an owner are created: a bucket that holds the creates of one second.
///
/// It is the virtual scheduling of the generic cell rate algorithm (ITU-T I.371), which needs one number.
struct CreatePace {
    private static let second: Int64 = 1_000_000_000

    /// The time at which the bucket is full again; zero if no create was counted.
    private var full: Int64 = 0

    /// Whether no create was ever counted.
    var isUnused: Bool { full == 0 }

    func isFull(at now: Int64) -> Bool { full <= now }

    /// Counts a create and returns zero, or returns the time to wait if the bucket is empty.
    mutating func count(every interval: Int64, at now: Int64) -> Int64 {
        let start = max(full, now)
        let wait = start - now - (Self.second - interval)
        if wait > 0 { return wait }
        full = start + interval
        return 0
    }
}

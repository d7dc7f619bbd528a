/// A part of the ``GroupIndex``: some groups and their members. Plain and synchronous; the owner locks it.
///
/// Invariants: each group is in the chain of the bucket of its hash, once, and a bucket's chain has nothing else; its
/// members are linked in the order in which they joined, with growing stamps, and `count` is their number. A group
/// without members and reserved places is removed, unless creates of its owner are counted (``CreatePace``): then it is
/// in the queue of unused groups.
struct GroupPart: ~Copyable {
    private struct Group {
        let group: SessionGroup
        /// The hash that chooses the bucket.
        var hash: UInt64
        var nextInBucket = GroupIndex.none
        var first = GroupIndex.none
        var last = GroupIndex.none
        var count: UInt32 = 0
        /// The number of places for members that are about to join.
        var reserved: UInt32 = 0
        var pace = CreatePace()
        /// Whether the group is in the queue of unused groups, and the next in the queue.
        var isQueued = false
        var nextUnused = GroupIndex.none

        /// The number of members and of reserved places.
        var places: Int { Int(count) + Int(reserved) }
        var isUsed: Bool { count > 0 || reserved > 0 }
    }

    private struct Node {
        var place: SessionPlace
        let stamp: UInt64
        let group: UInt32
        var next = GroupIndex.none
        var previous: UInt32
    }

    /// The first group of each bucket. There are at least twice as many buckets as groups; a power of two.
    private var buckets = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)
    /// Whether the buckets are chosen by the standard library's hash, which is slower and withstands attacks, because groups
    /// have collided under the quick hash.
    private(set) var isKeyed = false
    private(set) var groupCount = 0
    private var groups = ChunkedStorage<Group>()
    private var groupSlots = SlotAllocator()
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
        groupSlots.deallocate()
        nodeSlots.deallocate()
        buckets.deallocate()
    }

    // MARK: Groups

    /// The maximum number of groups in a bucket. More groups never collide by chance, so a client made them collide.
    private static var longestChain: Int { 32 }

    private func bucketHash(_ key: GroupKey) -> UInt64 { isKeyed ? Self.keyedHash(key.group) : key.hash }

    private static func keyedHash(_ group: SessionGroup) -> UInt64 {
        UInt64(truncatingIfNeeded: group.hashValue)
    }

    /// Returns the bucket of a hash, whose lowest bits choose the part.
    private func bucket(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 6) & (buckets.count - 1) }

    private func find(_ key: GroupKey) -> UInt32? {
        if buckets.isEmpty { return nil }
        let hash = bucketHash(key)
        var number = buckets[bucket(hash)]
        while number != GroupIndex.none {
            let group = groups[number]
            if group.pointee.hash == hash, group.pointee.group == key.group { return number }
            number = group.pointee.nextInBucket
        }
        return nil
    }

    private mutating func findOrAdd(_ key: GroupKey) -> UInt32 {
        if let number = find(key) { return number }
        if groupCount * 2 >= buckets.count { makeBuckets(max(8, buckets.count * 2)) }
        let (number, opensChunk) = groupSlots.allocate()
        if opensChunk { groups.open(chunkOf: number) }
        groups[number].initialize(to: Group(group: key.group, hash: bucketHash(key)))
        groupCount += 1
        if putIntoBucket(number) > Self.longestChain, !isKeyed {
            isKeyed = true
            makeBuckets(buckets.count)
        }
        return number
    }

    /// Puts a group into its bucket and returns the number of groups in it.
    private func putIntoBucket(_ number: UInt32) -> Int {
        let group = groups[number]
        let bucket = bucket(group.pointee.hash)
        var count = 1
        var other = buckets[bucket]
        group.pointee.nextInBucket = other
        buckets[bucket] = number
        while other != GroupIndex.none {
            count += 1
            other = groups[other].pointee.nextInBucket
        }
        return count
    }

    /// Puts all groups into this number of new buckets.
    private mutating func makeBuckets(_ count: Int) {
        buckets.deallocate()
        buckets = .allocate(capacity: count)
        buckets.initialize(repeating: GroupIndex.none)
        var slot = 0
        while let number = groupSlots.next(from: slot) {
            let group = groups[number]
            if isKeyed { group.pointee.hash = Self.keyedHash(group.pointee.group) }
            _ = putIntoBucket(number)
            slot = Int(number) + 1
        }
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
        let group = groups[number]
        let bucket = bucket(group.pointee.hash)
        if buckets[bucket] == number {
            buckets[bucket] = group.pointee.nextInBucket
        } else {
            var previous = groups[buckets[bucket]]
            while previous.pointee.nextInBucket != number { previous = groups[previous.pointee.nextInBucket] }
            previous.pointee.nextInBucket = group.pointee.nextInBucket
        }
        groupCount -= 1
        group.deinitialize(count: 1)
        if groupSlots.release(number) { groups.close(chunkOf: number) }
    }

    // MARK: Members

    /// Adds a member at the end of a group and returns its node; returns ``GroupIndex/none`` and changes nothing if the
    /// group has the maximum number of members and reserved places.
    ///
    /// - Parameter isReserved: Whether a place was reserved for the member. Then it can always join.
    mutating func join(_ key: GroupKey, at place: SessionPlace, isReserved: Bool, limit: Int) -> UInt32 {
        let number = findOrAdd(key)
        let group = groups[number]
        if isReserved {
            group.pointee.reserved -= 1
        } else if group.pointee.places >= limit {
            return GroupIndex.none
        }
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

    /// Reserves a place for a member that is about to join, and returns true; returns false if the group has the
    /// maximum number of members and reserved places.
    mutating func reserve(_ key: GroupKey, limit: Int) -> Bool {
        // Not in one step, because it may move the storage.
        let number = findOrAdd(key)
        let group = groups[number]
        guard group.pointee.places < limit else { return false }
        group.pointee.reserved += 1
        return true
    }

    /// Removes a member and reserves its place, and returns true. Returns false and changes nothing if the group has more
    /// members and reserved places than it may have.
    mutating func exchange(_ node: UInt32, limit: Int) -> Bool {
        let group = groups[nodes[node].pointee.group]
        guard group.pointee.places <= limit else { return false }
        group.pointee.reserved += 1
        leave(node)
        return true
    }

    /// Returns whether the group has no more members and reserved places than it may have.
    func isWithin(_ limit: Int, _ key: GroupKey) -> Bool {
        find(key).map { groups[$0].pointee.places <= limit } ?? true
    }

    /// Returns the number of reserved places of the group.
    func reservedPlaces(_ key: GroupKey) -> Int { find(key).map { Int(groups[$0].pointee.reserved) } ?? 0 }

    /// Gives a reserved place back.
    mutating func cancel(_ key: GroupKey) {
        guard let number = find(key) else { return }
        groups[number].pointee.reserved -= 1
        removeIfUnused(number)
    }

    /// Counts a create of the owner and returns zero, or returns the time to wait, in nanoseconds, if there were too many.
    mutating func countCreate(_ key: GroupKey, every interval: Int64, at now: Int64) -> Int64 {
        forgetSome(at: now)
        let number = findOrAdd(key)
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
        guard let number = find(key) else { return ([], nil) }
        let isHere = isNode(cursor.node, of: number, stamp: cursor.stamp)
        var node = isHere ? cursor.node : groups[number].pointee.first
        var members: [GroupMember] = []
        members.reserveCapacity(min(limit, Int(groups[number].pointee.count)))
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
        guard let number = find(key) else { return false }
        return isNode(member.node, of: number, stamp: member.stamp)
            && nodes[member.node].pointee.place == member.place
    }

    /// The stamp of the newest member of any group.
    var newest: UInt64 { stamp }

    /// The size of the part in memory, in bytes, without the text of owners and keys.
    var bytes: Int {
        groups.bytes + groupSlots.bytes + nodes.bytes + nodeSlots.bytes
            + buckets.count * MemoryLayout<UInt32>.stride
    }

    // MARK: Invariants

    /// Returns a description of a broken invariant, or `nil` if the part is intact.
    func brokenInvariant() -> String? {
        var members = 0
        var queue = 0
        var slot = 0
        while let number = groupSlots.next(from: slot) {
            slot = Int(number) + 1
            let group = groups[number].pointee
            let name = group.group
            let hash = isKeyed ? Self.keyedHash(name) : group.hash
            if find(GroupKey(name, hash: hash)) != number { return "\(name) is not in its bucket" }
            var count = 0
            var previous = GroupIndex.none
            var node = group.first
            var stamp: UInt64 = 0
            while node != GroupIndex.none {
                let member = nodes[node].pointee
                count += 1
                if count > group.count { return "\(name) has more members than it counts, or a cycle" }
                if member.group != number || member.previous != previous {
                    return "\(name): the links of a member are wrong"
                }
                if member.stamp <= stamp {
                    return "\(name): a member comes after a member that joined later"
                }
                (previous, stamp, node) = (node, member.stamp, member.next)
            }
            if previous != group.last || count != group.count {
                return "\(name) has \(count) members and counts \(group.count)"
            }
            if !group.isUsed && !group.isQueued { return "\(name) is unused and was not removed" }
            if group.reserved > 0 { return "\(name) has \(group.reserved) reserved places" }
            if group.isQueued { queue += 1 }
            members += count
        }
        if queue != queued || queued > Self.maximumQueued {
            return "\(queue) groups in the queue of \(queued)"
        }
        var chained = 0
        for var group in buckets {
            while group != GroupIndex.none {
                chained += 1
                group = groups[group].pointee.nextInBucket
            }
        }
        if groupSlots.used != groupCount || chained != groupCount || groupCount * 2 > buckets.count {
            return
                "\(groupSlots.used) groups and a count of \(groupCount), with \(chained) in \(buckets.count) buckets"
        }
        if nodeSlots.used != members || memberCount != members {
            return "\(nodeSlots.used) nodes and a count of \(memberCount) for \(members) members"
        }
        return nil
    }

    /// Returns a description of what is wrong with the node of a session at this place, or `nil`.
    func brokenInvariant(_ node: UInt32, of key: GroupKey, at place: SessionPlace) -> String? {
        guard let number = find(key) else { return "the index has no \(key.group) for \(place)" }
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

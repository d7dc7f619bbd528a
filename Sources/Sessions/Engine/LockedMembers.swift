/// Members of a group while this thread holds the locks of all their shards, so that neither they nor their places change.
@usableFromInline struct LockedMembers: ~Copyable {
    @usableFromInline let members: [GroupMember]
    /// Where to continue; `nil` after the last member.
    @usableFromInline let next: GroupCursor?
    /// The shards that are locked, marked by their numbers.
    @usableFromInline let isLocked: [Bool]
    private let shards: LockedShards

    fileprivate init(
        _ members: [GroupMember],
        next: GroupCursor?,
        isLocked: [Bool],
        _ shards: consuming LockedShards
    ) {
        self.members = members
        self.next = next
        self.isLocked = isLocked
        self.shards = shards
    }

    /// Releases the locks before the end of the scope.
    @usableFromInline consuming func unlock() {}

    /// Whether one of the shards was shut down.
    @usableFromInline var isClosed: Bool { shards.isClosed }
}

extension ShardDirectory {
    /// The number of sessions of a group whose shards are locked together.
    private static var groupBatch: Int { 1_024 }

    /// Locks the shards of at most ``groupBatch`` members of the group, and returns the members; returns `nil` if there are no
    /// more.
    ///
    /// - Parameters:
    ///   - cursor: Where to begin.
    ///   - last: The stamp up to which members are returned. The first step sets it, so that sessions that join later are
    ///     left out.
    @usableFromInline
    func lockMembers(of key: GroupKey, from cursor: GroupCursor, through last: inout UInt64) -> LockedMembers?
    {
        let groups = environment.groups
        var isLocked = Array(repeating: false, count: shardCount)
        var found = groups.members(of: key, from: cursor, through: last, limit: Self.groupBatch)
        if found.members.isEmpty { return nil }
        var attempts = 0
        while true {
            attempts += 1
            for member in found.members { isLocked[Int(member.place.shard)] = true }
            // The group changes faster than its shards can be locked.
            if attempts > 3 { for number in isLocked.indices { isLocked[number] = true } }
            let locked = LockedShards(isLocked, in: self)
            // Sessions may have joined or moved in the meantime. From here on, those in the locked shards can't.
            found = groups.members(of: key, from: cursor, through: last, limit: Self.groupBatch)
            guard found.members.allSatisfy({ isLocked[Int($0.place.shard)] }) else {
                locked.unlock()
                continue
            }
            if last == .max, found.next != nil { last = groups.newestStamp(of: key) }
            prefetch(found.members)
            return LockedMembers(found.members, next: found.next, isLocked: isLocked, locked)
        }
    }

    /// Reads the memory that a call on these members needs. It reads one kind of memory after the other, each for all
    /// members, so that the cache misses overlap.
    private func prefetch(_ members: [GroupMember]) {
        guard let first = members.first else { return }
        func forEach(_ read: (borrowing ShardIndex, UInt32) -> UInt32) {
            var sum: UInt32 = 0
            for member in members {
                sum &+= read(heads[Int(member.place.shard)].index.pointee, member.place.slot)
            }
            // The compiler would remove the reads if their sum were not used.
            heads[Int(first.place.shard)].index.pointee.anchor.store(sum == 0, ordering: .relaxed)
        }
        forEach { index, slot in index.links[slot].pointee.hash }
        forEach { index, slot in index.peek(slot) }
        forEach { index, slot in index.peekAttributes(slot) }
    }
}

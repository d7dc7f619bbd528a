/// The shards of a manager without their values: compiled for any value at once.
@usableFromInline
final class ShardDirectory: @unchecked Sendable {  // engine's storage: a head has its lock
    @usableFromInline let seed: HashSeed
    @usableFromInline let surroundings: Surroundings
    /// Kept alive by the manager's shards.
    let heads: UnsafeMutablePointer<ShardHead>
    @usableFromInline let shift: UInt64
    /// Whether somebody wants to hear of creates, and of updates.
    @usableFromInline let isCreatedWanted: Bool
    @usableFromInline let isUpdatedWanted: Bool
    /// The lock of the lane for the events that are about the manager.
    let managerLock: UnsafeMutablePointer<Lock>

    /// A directory of these shards, whose number must be a power of two.
    init(cores: ContiguousArray<ShardCore>, seed: HashSeed, surroundings: Surroundings) {
        heads = .allocate(capacity: cores.count)
        for (number, core) in cores.enumerated() { (heads + number).initialize(to: core.head) }
        managerLock = .allocate(capacity: 1)
        managerLock.initialize(to: Lock())
        self.seed = seed
        self.surroundings = surroundings
        isCreatedWanted = surroundings.interests.contains(.created)
        isUpdatedWanted = surroundings.interests.contains(.updated)
        shift = UInt64(64 - cores.count.trailingZeroBitCount)
    }

    deinit {
        heads.deallocate()
        managerLock.deinitialize(count: 1)
        managerLock.deallocate()
    }

    /// How many shards there are.
    var shardCount: Int { 1 << Int(64 - shift) }

    @inlinable @inline(__always)
    func shardNumber(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> shift) }

    /// Refreshes a session that has nothing special about it; `nil` if it takes more than that.
    @usableFromInline
    func touch(_ id: String) -> Bool? {
        ThreadScope.checkNotUpdating(surroundings.identity)
        guard let key = InlineIdentifier(id, seed: seed) else { return nil }
        let head = heads[shardNumber(key.hash)]
        head.lock.pointee.lock()
        defer { head.lock.pointee.unlock() }
        guard let (line, now) = plainLine(head, key, paced: true) else { return nil }
        line.pointee.lastAccessed = now
        AccessedPace.noteUnreported(&line.pointee.accessedMark)
        return true
    }

    /// Refreshes a session that has nothing special about it, and leaves its shard locked; `nil`, and no lock,
    /// if it takes more than that.
    @usableFromInline
    func beginAccess(_ id: String) -> PlainAccess? { begin(id, paced: true) }

    /// As ``beginAccess(_:)``, for an update.
    @usableFromInline
    func beginUpdate(_ id: String) -> PlainAccess? {
        // A context has to be asked for before the lock is taken.
        surroundings.hasContextProvider ? nil : begin(id, paced: false)
    }

    /// As ``beginAccess(_:)``, and one lease more holds the session.
    @usableFromInline
    func beginHold(_ id: String) -> PlainAccess? { begin(id, paced: true, holds: true) }

    /// Finds a session that one lease holds and that has nothing else special about it, and leaves its shard
    /// locked: for the end of that lease. Nothing is changed. `nil`, and no lock, if it takes more than that.
    @usableFromInline
    func beginRelease(_ id: String) -> PlainLease? {
        ThreadScope.checkNotUpdating(surroundings.identity)
        guard let key = InlineIdentifier(id, seed: seed) else { return nil }
        let head = heads[shardNumber(key.hash)]
        head.lock.pointee.lock()
        if let line = head.index.pointee.find(key.words, length: key.length, hash: key.hash),
            line.pointee.flags == Line.Flags.lease, !head.index.pointee.isClosed
        {
            let now = surroundings.now()
            let isQuiet =
                !surroundings.reportsAccess || !surroundings.pace.isDue(line.pointee.accessedMark, at: now)
            if isQuiet, now &- line.pointee.created <= head.index.pointee.deadlines.lifetime {
                return PlainLease(
                    head: head,
                    // Set when the shard was made.
                    state: head.index.pointee.state.unsafelyUnwrapped,
                    line: line,
                    now: now
                )
            }
        }
        head.lock.pointee.unlock()
        return nil
    }

    /// Creates a session under an id that has none, and leaves its shard locked; `nil`, and no lock, if it
    /// takes more than that.
    @usableFromInline
    func beginCreate(_ id: String, _ timeouts: Timeouts?) -> PlainCreation? {
        ThreadScope.checkNotUpdating(surroundings.identity)
        guard !surroundings.hasContextProvider, let key = InlineIdentifier(id, seed: seed) else { return nil }
        let shard = shardNumber(key.hash)
        let head = heads[shard]
        head.lock.pointee.lock()
        guard
            !head.index.pointee.isClosed, !head.index.pointee.usesKeyedHash,
            head.index.pointee.find(key.words, length: key.length, hash: key.hash) == nil,
            let count = surroundings.census.add()
        else {
            head.lock.pointee.unlock()
            return nil
        }
        let now = surroundings.now()
        let line = head.index.pointee.insert(
            IdentifierKey(key),
            now: now,
            extra: timeouts.map(Extra.init) ?? Extra(),
            mark: surroundings.pace.mark(now)
        )
        return PlainCreation(
            head: head,
            shard: shard,
            state: head.index.pointee.state.unsafelyUnwrapped,
            slot: line.pointee.slot,
            now: now,
            deadline: head.index.pointee.deadlines(line).deadline(line),
            count: count
        )
    }

    @inline(__always)
    private func begin(_ id: String, paced: Bool, holds: Bool = false) -> PlainAccess? {
        ThreadScope.checkNotUpdating(surroundings.identity)
        guard let key = InlineIdentifier(id, seed: seed) else { return nil }
        let shard = shardNumber(key.hash)
        let head = heads[shard]
        head.lock.pointee.lock()
        guard let (line, now) = plainLine(head, key, paced: paced) else {
            head.lock.pointee.unlock()
            return nil
        }
        let lastAccessed = line.pointee.lastAccessed
        line.pointee.lastAccessed = now
        if paced { AccessedPace.noteUnreported(&line.pointee.accessedMark) }
        if holds { head.index.pointee.addLease(to: line) }
        return PlainAccess(
            head: head,
            shard: shard,
            // Set when the shard was made.
            state: head.index.pointee.state.unsafelyUnwrapped,
            slot: line.pointee.slot,
            created: line.pointee.created,
            lastAccessed: lastAccessed,
            deadline: head.index.pointee.deadlines.deadline(line),
            now: now
        )
    }

    /// The line of a session that is alive and has nothing special about it, and the time; the shard is locked.
    ///
    /// - Parameter paced: Whether this is an access that somebody may want to hear of.
    @inline(__always)
    private func plainLine(
        _ head: ShardHead,
        _ key: InlineIdentifier,
        paced: Bool
    ) -> (line: UnsafeMutablePointer<Line>, now: Int64)? {
        guard
            let line = head.index.pointee.find(key.words, length: key.length, hash: key.hash),
            line.pointee.flags == 0, !head.index.pointee.isClosed
        else { return nil }
        let now = surroundings.now()
        guard head.index.pointee.deadlines.isAlive(line, at: now) else { return nil }
        if paced && surroundings.reportsAccess
            && surroundings.pace.isDue(line.pointee.accessedMark, at: now)
        {
            return nil
        }
        return (line, now)
    }
}

/// The shards of a manager without their values, compiled once for all types of values. It locks the shard
/// of an id and does the half of each verb that needs no value; see ``LockedEntry``.
@usableFromInline
final class ShardDirectory: @unchecked Sendable {  // engine's storage: a head has its lock
    @usableFromInline let seed: HashSeed
    @usableFromInline let environment: ShardEnvironment
    /// The heads of the shards. The manager's shards own their memory.
    let heads: UnsafeMutablePointer<ShardHead>
    @usableFromInline let shift: UInt64
    /// Whether an observer wants `created` events.
    @usableFromInline let isCreatedWanted: Bool
    /// Whether an observer wants `updated` events.
    @usableFromInline let isUpdatedWanted: Bool
    /// The lock of the lane for events about the manager.
    let managerLock: UnsafeMutablePointer<Lock>

    /// Creates the directory of these shards. Their number must be a power of two.
    init(cores: ContiguousArray<ShardCore>, seed: HashSeed, environment: ShardEnvironment) {
        heads = .allocate(capacity: cores.count)
        for (number, core) in cores.enumerated() { (heads + number).initialize(to: core.head) }
        managerLock = .allocate(capacity: 1)
        managerLock.initialize(to: Lock())
        self.seed = seed
        self.environment = environment
        isCreatedWanted = environment.interests.contains(.created)
        isUpdatedWanted = environment.interests.contains(.updated)
        shift = UInt64(64 - cores.count.trailingZeroBitCount)
    }

    deinit {
        heads.deallocate()
        managerLock.deinitialize(count: 1)
        managerLock.deallocate()
    }

    /// The number of shards.
    var shardCount: Int { 1 << Int(64 - shift) }

    @inlinable @inline(__always)
    func shardNumber(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> shift) }

    // MARK: Locking the shard of an id

    /// Locks the shard of this id and looks the id up.
    @usableFromInline
    func lock(_ id: String) -> LockedEntry { .locking(id, in: self, asksForContext: false) }

    /// Does the same as ``lock(_:)`` for a call that emits an event: reads the context first, with no lock
    /// held.
    @usableFromInline
    func lockWithContext(_ id: String) -> LockedEntry { .locking(id, in: self, asksForContext: true) }

    /// Locks the shard of an id that is longer than 40 bytes or is not stored as UTF-8.
    @inline(never)
    func lockLong(_ id: String, asksForContext: Bool) -> LockedEntry {
        guard let key = IdentifierKey(id, seed: seed) else {
            // Too long to be an id: nothing is found under it, in whatever shard.
            let shard = LockedShard(heads[0], environment, asksForContext: false)
            return LockedEntry(shard, record: nil, environment)
        }
        return .locking(key, in: self, asksForContext: asksForContext)
    }

    // MARK: Access

    /// Refreshes a session and returns whether it is alive. Returns `nil` and changes nothing if the access
    /// emits an event.
    ///
    /// This is the only verb with a second path. ``refresh(_:)`` does the same, but returns its entry
    /// through memory to code that is compiled for each type of value. Measured, a touch takes 383
    /// instructions on this path and 451 on the other.
    @usableFromInline
    func touch(_ id: String) -> Bool? {
        var entry = LockedEntry.locking(id, in: self, asksForContext: false)
        entry.access(.refresh, environment, mayReport: false)
        switch entry.outcome {
        case .found: return true
        case .absent: return false
        default: return nil
        }
    }

    /// Locks the shard of this id and checks whether its session is alive.
    @usableFromInline
    func peek(_ id: String) -> LockedEntry {
        var entry = LockedEntry.locking(id, in: self, asksForContext: false)
        entry.look()
        return entry
    }

    /// Returns the end of the session that last had this id. For an id of at most 40 bytes, it allocates nothing.
    func end(of id: String) -> RememberedEnds.End? {
        guard let key = IdentifierKey(id, seed: seed) else { return nil }
        let entry = LockedEntry.locking(key, in: self, asksForContext: false)
        return entry.shard.head.index.pointee.end(of: key, entry.record, at: entry.now)
    }

    /// Locks the shard of this id and accesses its session for a lookup.
    @usableFromInline
    func look(_ id: String) -> LockedEntry { .accessing(id, .look, in: self) { _ in true } }

    /// Locks the shard of this id and accesses its session to refresh it.
    @usableFromInline
    func refresh(_ id: String) -> LockedEntry { .accessing(id, .refresh, in: self) { _ in true } }

    /// The same if the entry passes the test.
    @usableFromInline
    func refresh(_ id: String, if isWanted: (borrowing LockedEntry) -> Bool) -> LockedEntry {
        .accessing(id, .refresh, in: self, if: isWanted)
    }

    /// Locks the shard of this id and accesses its session to update it.
    @usableFromInline
    func update(_ id: String) -> LockedEntry { .accessing(id, .update, in: self) { _ in true } }

    /// The same if the entry passes the test.
    @usableFromInline
    func update(_ id: String, if isWanted: (borrowing LockedEntry) -> Bool) -> LockedEntry {
        .accessing(id, .update, in: self, if: isWanted)
    }

    // MARK: Accesses that state an owner

    // The outcome is `elsewhere` if the session is alive and has another owner or none.

    /// Locks the shard of this id and accesses its session for a lookup if it has this owner.
    @usableFromInline
    func look(_ id: String, owner: String) -> LockedEntry {
        .accessing(id, .look, in: self) { $0.isOwned(by: owner) }
    }

    /// Locks the shard of this id and accesses its session to refresh it if it has this owner.
    @usableFromInline
    func refresh(_ id: String, owner: String) -> LockedEntry {
        .accessing(id, .refresh, in: self) { $0.isOwned(by: owner) }
    }

    /// Locks the shard of this id and accesses its session to update it if it has this owner.
    @usableFromInline
    func update(_ id: String, owner: String) -> LockedEntry {
        .accessing(id, .update, in: self) { $0.isOwned(by: owner) }
    }

    /// Locks the shard of this id and checks whether its session is alive and has this owner.
    @usableFromInline
    func peek(_ id: String, owner: String) -> LockedEntry {
        var entry = LockedEntry.locking(id, in: self, asksForContext: false)
        if entry.isOwned(by: owner) { entry.look() } else { entry.outcome = .elsewhere }
        return entry
    }

    @inline(never)
    func accessWithContext(
        _ id: String,
        _ purpose: LockedEntry.Purpose,
        if isWanted: (borrowing LockedEntry) -> Bool
    ) -> LockedEntry {
        var entry = lockWithContext(id)
        if isWanted(entry) {
            entry.access(purpose, environment, mayReport: true)
        } else {
            entry.outcome = .elsewhere
        }
        return entry
    }

    /// Accesses the session of an entry that was locked with its context, for an update.
    func access(_ entry: inout LockedEntry) { entry.access(.update, environment, mayReport: true) }

    /// Accesses the session of an entry that was locked with its context, for a lookup.
    @usableFromInline
    func look(_ entry: inout LockedEntry) { entry.access(.look, environment, mayReport: true) }

    // MARK: Create

    /// Locks the shard of this id and creates a session, unless a session with the id exists.
    @usableFromInline
    func create(_ id: String, _ timeouts: Timeouts?) -> LockedEntry {
        // Mostly there is nothing to replace, so the call is asked for its context only if observers hear of creates.
        let asksFirst = isCreatedWanted
        guard let key = InlineIdentifier(id, seed: seed) else {
            return createLong(id, timeouts, asksForContext: asksFirst)
        }
        var entry = LockedEntry.locking(key, in: self, asksForContext: asksFirst)
        let mayReport = asksFirst || !environment.hasContextProvider
        entry.create(IdentifierKey(key), timeouts, environment, takesPlace: false, mayReport: mayReport)
        if entry.outcome != .needsContext { return entry }
        entry.unlock()
        return createLong(id, timeouts, asksForContext: true)
    }

    /// Does the same as ``create(_:_:)`` for an id of any length.
    @inline(never)
    private func createLong(_ id: String, _ timeouts: Timeouts?, asksForContext: Bool) -> LockedEntry {
        guard let key = IdentifierKey(id, seed: seed) else { return lock(id) }
        var entry = LockedEntry.locking(key, in: self, asksForContext: asksForContext)
        let mayReport = asksForContext || !environment.hasContextProvider
        entry.create(key, timeouts, environment, takesPlace: false, mayReport: mayReport)
        if entry.outcome != .needsContext { return entry }
        entry.unlock()
        return createLong(id, timeouts, asksForContext: true)
    }

    /// Creates a session in an entry that was locked with its context and whose session has ended.
    ///
    /// - Parameters:
    ///   - takesPlace: See ``LockedEntry/create(_:_:_:takesPlace:mayReport:size:)``.
    ///   - size: See ``LockedEntry/create(_:_:_:takesPlace:mayReport:size:)``.
    @usableFromInline
    func create(
        _ entry: inout LockedEntry,
        _ id: String,
        _ timeouts: Timeouts?,
        takesPlace: Bool,
        size: UInt32? = nil
    ) {
        guard let key = IdentifierKey(id, seed: seed) else { return }
        entry.record = nil
        entry.create(key, timeouts, environment, takesPlace: takesPlace, mayReport: true, size: size)
    }

    // MARK: Create with attributes

    /// Locks the shard of this id and creates a session with attributes, unless a session with the id exists or the owner
    /// has too many sessions.
    ///
    /// - Parameter asksForContext: Whether to read the caller's context first; `nil` if it is read only if it is needed.
    @usableFromInline
    func create(
        _ id: String,
        _ timeouts: Timeouts?,
        _ kept: KeptAttributes?,
        _ place: inout OwnerPlace,
        asksForContext: Bool? = nil
    ) -> LockedEntry {
        let asksFirst = asksForContext ?? isCreatedWanted
        guard
            let key = InlineIdentifier(id, seed: seed).map(IdentifierKey.init)
                ?? IdentifierKey(id, seed: seed)
        else { return lock(id) }
        var entry = LockedEntry.locking(key, in: self, asksForContext: asksFirst)
        let mayReport = asksFirst || !environment.hasContextProvider
        if entry.shard.head.index.pointee.isMeasured, !entry.shard.isClosed {
            entry.outcome = mayReport || entry.record == nil ? .unmeasured : .needsContext
        } else {
            create(&entry, key, timeouts, kept, takesPlace: false, mayReport: mayReport, &place)
        }
        if entry.outcome != .needsContext { return entry }
        entry.unlock()
        return create(id, timeouts, kept, &place, asksForContext: true)
    }

    /// Does the same as ``create(_:_:_:takesPlace:)``, with attributes.
    ///
    /// - Parameter former: The places in groups of the session that the new one replaces. Both have the same owner
    ///   unless a place was reserved.
    @usableFromInline
    func create(
        _ entry: inout LockedEntry,
        _ id: String,
        _ timeouts: Timeouts?,
        _ kept: KeptAttributes?,
        insteadOf former: FormerMember,
        takesPlace: Bool,
        size: UInt32?,
        _ place: inout OwnerPlace
    ) {
        guard let key = IdentifierKey(id, seed: seed) else { return }
        entry.record = nil
        create(
            &entry,
            key,
            timeouts,
            kept,
            insteadOf: former.attributed,
            takesPlace: takesPlace,
            mayReport: true,
            size: size,
            &place
        )
    }

    private func create(
        _ entry: inout LockedEntry,
        _ key: IdentifierKey,
        _ timeouts: Timeouts?,
        _ kept: KeptAttributes?,
        insteadOf former: AttributedSession? = nil,
        takesPlace: Bool,
        mayReport: Bool,
        size: UInt32? = nil,
        _ place: inout OwnerPlace
    ) {
        guard let kept, entry.record == nil, !entry.shard.isClosed else {
            return entry.create(
                key,
                timeouts,
                environment,
                takesPlace: takesPlace,
                mayReport: mayReport,
                size: size
            )
        }
        // The session joins its groups before it exists, in the slot that it will get, so that a create at the limit of
        // its owner takes nothing from other owners. No caller relies on a member before its shard is unlocked.
        let index = entry.shard.head.index
        let groups = environment.groups
        let future = SessionPlace(
            shard: UInt32(truncatingIfNeeded: shardNumber(key.hash)),
            slot: index.pointee.slots.nextFree()
        )
        // A session that takes the place of another has passed the limit already, and the other one has ended.
        let nodes: GroupNodes? =
            takesPlace
            ? groups.replace(former, with: kept, at: future, byAnother: true, &place.reserved)
            : groups.join(ifAllowed: kept, at: future, &place.reserved)
        guard let nodes else { return entry.outcome = .ownerIsFull }
        entry.create(key, timeouts, environment, takesPlace: takesPlace, mayReport: mayReport, size: size)
        guard let record = entry.record else {
            // The manager is full. The owner keeps the place while the call makes room.
            var attributed = AttributedSession(kept: kept, nodes: nodes)
            _ = groups.exchange(&attributed, &place.reserved)
            return groups.leave(attributed)
        }
        index.pointee.attach(AttributedSession(kept: kept, nodes: nodes), to: record)
        // It was not needed if the session has taken the place of another of its owner.
        if place.reserved != nil { groups.cancel(&place.reserved) }
    }

    /// Counts a create of the owner of these valid attributes, or throws if there were too many. Returns the attributes to
    /// keep, or `nil` if there is nothing to keep.
    ///
    /// A refusal allocates nothing and writes only to the part of the index that has the owner, so that an owner who
    /// creates sessions without end hardly slows other owners.
    @usableFromInline
    func keepForCreate(_ attributes: SessionAttributes) throws(SessionError) -> KeptAttributes? {
        guard let owner = attributes.owner.map({ GroupKey(.owner($0)) }) else {
            return environment.keep(attributes)
        }
        do throws(SessionError) {
            try environment.groups.countCreate(owner, at: environment.now())
        } catch {
            // Waiting doesn't help any more.
            throw environment.lifecycle.isClosed ? .shutDown : error
        }
        return environment.keep(attributes, owner: owner)
    }

    /// Finds a place for a session with these attributes among its owner's, and returns true; returns false if the owner
    /// has too many sessions. A session of the entry with the same owner leaves its place to the new one.
    @usableFromInline
    func reserve(
        for kept: KeptAttributes?,
        insteadOf entry: borrowing LockedEntry,
        _ place: inout OwnerPlace
    ) -> Bool {
        guard let owner = kept?.owner else { return true }
        if let reserved = place.reserved, reserved == owner { return true }
        let former = entry.record.flatMap { entry.shard.head.index.pointee.keptAttributes($0) }
        if let former = former?.owner, former == owner, environment.groups.isWithinLimit(owner) {
            return true
        }
        return environment.groups.reserve(owner, &place.reserved)
    }

    /// Takes the places in groups of the session of the entry, which is about to end, for the session that replaces it.
    ///
    /// Otherwise another thread could see the group without either of them.
    @usableFromInline
    func takeGroups(of entry: borrowing LockedEntry) -> FormerMember {
        guard let attributed = entry.record.flatMap({ entry.shard.head.index.pointee.attributed($0) }) else {
            return FormerMember()
        }
        let former = FormerMember(attributed: attributed.pointee)
        attributed.pointee.nodes = GroupNodes()
        return former
    }
}

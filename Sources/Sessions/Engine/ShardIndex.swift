import Synchronization

/// Which sessions a shard holds, when each was created and accessed, and when each has to be looked at:
/// everything but the values. Plain and synchronous; whoever owns it locks.
///
/// Invariants: each session has one record, in `table` or, while that grows, in `old`; one slot, which the record
/// names; one links there, under whose hash the record is found; a place in the wheel and one in the creation
/// list. `active == created + restored − ended`.
@usableFromInline struct ShardIndex: ~Copyable {
    /// Where a table's hash comes from.
    enum Hashing {
        case quick
        /// SipHash with a key of the process, once somebody found colliding ids.
        case keyed
    }

    /// No table is smaller.
    static let smallestTable = 1

    // What an access reads comes first.
    var table: SessionTable
    @usableFromInline var deadlines: Deadlines
    var hashing = Hashing.quick
    /// Whether the shard was shut down: nothing changes any more.
    @usableFromInline var isClosed = false

    /// The `ShardState` that this is a part of, whose type only the shard knows.
    @usableFromInline var state: UnsafeMutableRawPointer?

    var old: SessionTable?
    var emptied = 0
    var oldHashing = Hashing.quick

    var slots = SlotAllocator()
    @usableFromInline var links = ChunkedStorage<SessionLinks>()
    var overrideSlots = SlotAllocator()
    var overrideStorage = ChunkedStorage<DeadlineOverrides>()
    var wheel: TimingWheel
    var creation = CreationList()

    let seed: HashSeed

    /// Makes this a type that stays where it is: it has half a kilobyte, and a call that reads one which could
    /// be copied copies all of it first. What ``prefetch(_:)`` has read goes here.
    let anchor = Atomic<Bool>(false)

    /// How many sessions were created.
    @usableFromInline var created = 0
    /// How many were read back from a store.
    @usableFromInline var restored = 0
    /// How many more came from other shards by a rotation of their id than went there.
    @usableFromInline var moved = 0
    /// How many ended, for each reason's ordinal.
    @usableFromInline var ended = InlineCounters()
    /// How many there are.
    @usableFromInline var active = 0
    /// How many of the records count a lease.
    var leasedRecords = 0

    @usableFromInline init(deadlines: Deadlines, seed: HashSeed, now: Int64) {
        self.deadlines = deadlines
        self.seed = seed
        table = SessionTable(groups: Self.smallestTable)
        wheel = TimingWheel(span: min(deadlines.idle, deadlines.lifetime), now: now)
    }

    /// Gives all memory back.
    @usableFromInline mutating func deallocate() {
        table.forEachRecord { $0.pointee.releaseIdentifier() }
        old?.forEachRecord { $0.pointee.releaseIdentifier() }
        table.deallocate()
        old?.deallocate()
        links.deallocate()
        overrideStorage.deallocate()
        wheel.deallocate()
    }

    /// The memory it takes, in bytes, but for that of long ids.
    @usableFromInline var bytes: Int {
        table.bytes + (old?.bytes ?? 0) + links.bytes + overrideStorage.bytes + slots.bytes
            + overrideSlots.bytes
            + TimingWheel.bytes
    }

    // MARK: Finding

    /// The session with this id, dead or alive.
    @inline(__always)
    @usableFromInline func find(_ key: IdentifierKey) -> UnsafeMutablePointer<SessionRecord>? {
        if let record = table.find(Self.hash(key, hashing), { $0.pointee.matches(key) }) { return record }
        return old == nil ? nil : findInOld(key)
    }

    /// The session with this id of up to 40 bytes, dead or alive.
    @inline(__always)
    func find(_ key: InlineIdentifier) -> UnsafeMutablePointer<SessionRecord>? {
        // Tables have the quick hash both or neither, for the change to the other one empties the old.
        guard hashing == .quick else { return findKeyed(key) }
        let folded = Self.fold(key.hash)
        if let record = table.find(folded, { $0.pointee.matches(key.words, length: key.length) }) {
            return record
        }
        return old?.find(folded) { $0.pointee.matches(key.words, length: key.length) }
    }

    @inline(never)
    private func findKeyed(_ key: InlineIdentifier) -> UnsafeMutablePointer<SessionRecord>? {
        find(IdentifierKey(key))
    }

    @inline(never)
    private func findInOld(_ key: IdentifierKey) -> UnsafeMutablePointer<SessionRecord>? {
        old?.find(Self.hash(key, oldHashing)) { $0.pointee.matches(key) }
    }

    /// The record of the session in this slot.
    @usableFromInline func record(_ slot: UInt32) -> UnsafeMutablePointer<SessionRecord> {
        let hash = links[slot].pointee.hash
        let found =
            table.find(hash) { $0.pointee.slot == slot } ?? old?.find(hash) { $0.pointee.slot == slot }
        // A slot in use without a record is a broken invariant of the engine, which its tests check.
        return found.unsafelyUnwrapped
    }

    @inline(__always)
    private static func hash(_ key: IdentifierKey, _ hashing: Hashing) -> UInt32 {
        switch hashing {
        case .quick: fold(key.hash)
        case .keyed: fold(key.keyedHash)
        }
    }

    /// The upper bits choose the shard, so those below them serve here.
    @inline(__always)
    static func fold(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 24) }

    func hash(_ record: SessionRecord, _ hashing: Hashing) -> UInt32 {
        switch hashing {
        case .keyed: Self.fold(record.withIdentifierBytes(IdentifierKey.keyedHash))
        case .quick where record.isLong: Self.fold(record.id.w0)
        case .quick: Self.fold(seed.hash(record.id, length: Int(record.length)))
        }
    }

    // MARK: Beginning and ending

    /// Adds a session that is created now; there must be none with this id.
    @usableFromInline
    mutating func insert(
        _ key: IdentifierKey,
        now: Int64,
        overrides: DeadlineOverrides,
        mark: UInt16
    ) -> UnsafeMutablePointer<SessionRecord> {
        created += 1
        return link(key, created: now, lastAccessed: now, overrides: overrides, mark: mark, isNewest: true)
    }

    /// Gives a session its record, its links and its places in the wheel and the creation list; who calls it
    /// counts. Unless it is the newest it costs a step for each session of the shard that was created later.
    @inline(__always)
    mutating func link(
        _ key: IdentifierKey,
        created: Int64,
        lastAccessed: Int64,
        overrides: DeadlineOverrides,
        mark: UInt16,
        isNewest: Bool
    ) -> UnsafeMutablePointer<SessionRecord> {
        makeRoom()
        let hash = Self.hash(key, hashing)
        let (slot, opensChunk) = slots.allocate()
        if opensChunk { links.open(chunkOf: slot) }
        let link = SessionLinks(
            hash: hash,
            overrides: SessionLinks.none,
            wheelNext: SessionLinks.none,
            wheelPrevious: SessionLinks.none,
            createdNext: SessionLinks.none,
            createdPrevious: SessionLinks.none
        )
        links[slot].initialize(to: link)
        let (record, passed) = table.insert(hash)
        record.initialize(
            to: SessionRecord(key, created: created, lastAccessed: lastAccessed, slot: slot, mark: mark)
        )
        if !overrides.isEmpty { attach(overrides, to: record) }
        // A session that is rotated may have leases, and one that ends brings its deadline nearer.
        let deadline = nextLook(record, at: lastAccessed)
        wheel.link(slot, into: wheel.bucket(deadline: deadline), deadline: deadline, links)
        if isNewest {
            creation.append(slot, links)
        } else {
            insertBeforeYounger(slot)
        }
        active += 1
        guard passed > SessionTable.probeLimit && hashing == .quick else { return record }
        changeToKeyedHash()
        return self.record(slot)
    }

    @inline(never)
    private mutating func insertBeforeYounger(_ slot: UInt32) {
        var creation = creation
        creation.insert(slot, links) { record($0).pointee.created }
        self.creation = creation
    }

    /// Takes a session that ends out; returns whether the chunk of its slot is empty now.
    @usableFromInline mutating func remove(_ record: UnsafeMutablePointer<SessionRecord>, reason: EndReason)
        -> Bool
    {
        ended[reason.ordinal] += 1
        return unlink(record)
    }

    /// Takes a session out of the table and the lists; who calls it counts. Returns whether the chunk of its
    /// slot is empty now.
    @inline(__always)
    mutating func unlink(_ record: UnsafeMutablePointer<SessionRecord>) -> Bool {
        let slot = record.pointee.slot
        if record.pointee.hasOverrides { detachOverrides(from: record) }
        if record.pointee.leases > 0 { leasedRecords -= 1 }
        wheel.unlink(slot, links)
        creation.remove(slot, links)
        record.pointee.releaseIdentifier()
        let hash = links[slot].pointee.hash
        if !table.remove(record, hash: hash) { _ = old?.remove(record, hash: hash) }
        let chunkIsEmpty = slots.release(slot)
        if chunkIsEmpty { links.close(chunkOf: slot) }
        active -= 1
        shrinkIfSparse()
        return chunkIsEmpty
    }

    /// The lowest slot in use that is `slot` or above.
    @usableFromInline func nextSlot(from slot: Int) -> UInt32? { slots.next(from: slot) }

    /// When the oldest session was created, and the newest; `nil` where there is none.
    @usableFromInline var createdRange: (oldest: Int64, newest: Int64)? {
        guard creation.oldest != SessionLinks.none else { return nil }
        return (record(creation.oldest).pointee.created, record(creation.newest).pointee.created)
    }
}

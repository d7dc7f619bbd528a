import Synchronization

/// The sessions of a shard without their values: their ids, the times of their creation and last access,
/// and when each must be examined. Plain and synchronous; the owner locks it.
///
/// Invariants: each session has a record, in `table` or, while records move to a new table, in `old`; a
/// slot, which the record names; links in this slot, with the hash under which the record is stored; a
/// place in the wheel and a place in the creation list. `active == created + restored + moved − ended`.
@usableFromInline struct ShardIndex: ~Copyable {
    /// The hash function of a table.
    enum Hashing {
        case quick
        /// SipHash with a key of the process, used once ids have collided on purpose.
        case keyed
    }

    /// The minimum number of groups of a table.
    static let smallestTable = 1

    // An access reads these properties, so they come first.
    var table: SessionTable
    @usableFromInline var deadlines: Deadlines
    var hashing = Hashing.quick
    /// Whether the shard was shut down. Nothing changes in it any more.
    @usableFromInline var isClosed = false

    /// The `ShardState` that this index belongs to. Only the shard knows its type.
    @usableFromInline var state: UnsafeMutableRawPointer?

    var old: SessionTable?
    var emptied = 0
    var oldHashing = Hashing.quick

    var slots = SlotAllocator()
    @usableFromInline var links = ChunkedStorage<SessionLinks>()
    var sparseSlots = SlotAllocator()
    var sparseFields = ChunkedStorage<SparseFields>()
    var attributeSlots = SlotAllocator()
    var attributes = ChunkedStorage<AttributedSession>()
    var wheel: TimingWheel
    var creation = CreationList()

    let seed: HashSeed

    /// Gives this type a fixed place in memory. The index has half a kilobyte, and a call that reads a
    /// copyable one copies all of it first. ``prefetch(_:)`` stores here what it has read.
    let anchor = Atomic<Bool>(false)

    /// The number of created sessions.
    @usableFromInline var created = 0
    /// The number of sessions that were read back from a store.
    @usableFromInline var restored = 0
    /// The number of sessions that rotations of ids brought from other shards, minus the number that they
    /// took to other shards.
    @usableFromInline var moved = 0
    /// The number of ended sessions, indexed by the ordinal of the reason.
    @usableFromInline var ended = InlineCounters()
    /// The number of sessions.
    @usableFromInline var active = 0
    /// The number of records that count a lease.
    var leasedRecords = 0
    /// The number of sessions with a ``SessionWork``.
    var workCount = 0
    /// The number of sessions that expired for being idle while leases held them.
    var leasesCutOff = 0
    /// The sizes of the values in bytes, by slot; `nil` unless the policy limits bytes.
    ///
    /// Their chunks are open while those of `links` are.
    @usableFromInline var sizes: ChunkedStorage<UInt32>?
    /// The latest ends.
    var ends: RememberedEnds

    @usableFromInline init(
        deadlines: Deadlines,
        seed: HashSeed,
        now: Int64,
        rememberedEnds: Int = 0,
        isMeasured: Bool = false
    ) {
        self.deadlines = deadlines
        self.seed = seed
        if isMeasured { sizes = ChunkedStorage() }
        ends = RememberedEnds(capacity: rememberedEnds)
        table = SessionTable(groups: Self.smallestTable)
        wheel = TimingWheel(span: min(deadlines.idle, deadlines.lifetime), now: now)
    }

    /// Deallocates all memory.
    @usableFromInline mutating func deallocate() {
        endAllWork()
        table.forEachRecord { $0.pointee.releaseIdentifier() }
        old?.forEachRecord { $0.pointee.releaseIdentifier() }
        table.deallocate()
        old?.deallocate()
        links.deallocate()
        sparseFields.deallocate()
        var place = 0
        while let next = attributeSlots.next(from: place) {
            attributes[next].deinitialize(count: 1)
            place = Int(next) + 1
        }
        attributes.deallocate()
        slots.deallocate()
        sparseSlots.deallocate()
        attributeSlots.deallocate()
        sizes?.deallocate()
        wheel.deallocate()
    }

    /// The size of the index in memory, in bytes, without long ids.
    @usableFromInline var bytes: Int {
        table.bytes + (old?.bytes ?? 0) + links.bytes + sparseFields.bytes + attributes.bytes + slots.bytes
            + (sizes?.bytes ?? 0) + sparseSlots.bytes + attributeSlots.bytes + TimingWheel.bytes + ends.bytes
    }

    // MARK: Finding

    /// Returns the session with this id, dead or alive.
    @inline(__always)
    @usableFromInline func find(_ key: IdentifierKey) -> UnsafeMutablePointer<SessionRecord>? {
        if let record = table.find(Self.hash(key, hashing), { $0.pointee.matches(key) }) { return record }
        return old == nil ? nil : findInOld(key)
    }

    /// Returns the session with this id of at most 40 bytes, dead or alive.
    @inline(__always)
    func find(_ key: InlineIdentifier) -> UnsafeMutablePointer<SessionRecord>? {
        // Either both tables have the quick hash or neither has: the change to the keyed hash empties the
        // old table first.
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

    /// Returns the record of the session in this slot.
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

    /// Returns the bits of a hash that a table uses. The upper bits choose the shard, so a table uses the
    /// bits below them.
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

    /// Adds a session that is created now. No session may have this id.
    @usableFromInline
    mutating func insert(
        _ key: IdentifierKey,
        now: Int64,
        overrides: SparseFields,
        mark: UInt16
    ) -> UnsafeMutablePointer<SessionRecord> {
        created += 1
        return link(key, created: now, lastAccessed: now, overrides: overrides, mark: mark, isNewest: true)
    }

    /// Gives a session its record, its links and its places in the wheel and the creation list. The caller
    /// updates the counts, except `active`. Unless `isNewest` is true, it takes a step for each session of
    /// the shard that was created later.
    @inline(__always)
    mutating func link(
        _ key: IdentifierKey,
        created: Int64,
        lastAccessed: Int64,
        overrides: SparseFields,
        mark: UInt16,
        isNewest: Bool
    ) -> UnsafeMutablePointer<SessionRecord> {
        makeRoom()
        if ends.isOn { ends.forget(RememberedEnds.Key(key)) }
        let hash = Self.hash(key, hashing)
        let (slot, opensChunk) = slots.allocate()
        if opensChunk {
            links.open(chunkOf: slot)
            if sizes != nil { openSizes(chunkOf: slot) }
        }
        let link = SessionLinks(
            hash: hash,
            sparseFields: SessionLinks.none,
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
        if !overrides.isEmpty { changeSparseFields(of: record) { $0 = overrides } }
        // A rotated session may have leases, and the end of a lease brings its deadline nearer.
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

    /// Removes a session that ends at this time. Returns whether the chunk of its slot is now empty.
    @usableFromInline mutating func remove(
        _ record: UnsafeMutablePointer<SessionRecord>,
        reason: EndReason,
        details: EventDetails?,
        at now: Int64
    ) -> Bool {
        ended[reason.ordinal] += 1
        if reason == .expired(.idle), let overrides = overrides(record), overrides.leases > 0 {
            leasesCutOff += 1
        }
        if ends.isOn { remember(record, reason, details, at: now) }
        return unlink(record)
    }

    /// Removes a session from the table and the lists. The caller updates the counts, except `active`.
    /// Returns whether the chunk of its slot is now empty.
    @inline(__always)
    mutating func unlink(_ record: UnsafeMutablePointer<SessionRecord>) -> Bool {
        let slot = record.pointee.slot
        if links[slot].pointee.sparseFields != SessionLinks.none { detachSparseFields(from: record) }
        if record.pointee.leases > 0 { leasedRecords -= 1 }
        wheel.unlink(slot, links)
        creation.remove(slot, links)
        record.pointee.releaseIdentifier()
        let hash = links[slot].pointee.hash
        if !table.remove(record, hash: hash) { _ = old?.remove(record, hash: hash) }
        let chunkIsEmpty = slots.release(slot)
        if chunkIsEmpty {
            links.close(chunkOf: slot)
            sizes?.close(chunkOf: slot)
        }
        active -= 1
        shrinkIfSparse()
        return chunkIsEmpty
    }

    /// Returns the lowest slot in use that is `slot` or above, or `nil` if there is none.
    @usableFromInline func nextSlot(from slot: Int) -> UInt32? { slots.next(from: slot) }

    /// A number that is greater than all slots in use.
    var slotLimit: Int { slots.limit }
}

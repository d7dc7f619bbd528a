import Synchronization

/// Which sessions a shard holds, when each was created and accessed, and when each has to be looked at:
/// everything but the values. Plain and synchronous; whoever owns it locks.
///
/// Invariants: each session has one line, in `table` or, while that grows, in `old`; one slot, which the line
/// names; one record there, under whose hash the line is found; a place in the wheel and one in the creation
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
    var table: LineTable
    @usableFromInline var deadlines: Deadlines
    var hashing = Hashing.quick
    /// Whether the shard was shut down: nothing changes any more.
    @usableFromInline var isClosed = false

    /// The `ShardState` that this is a part of, whose type only the shard knows.
    @usableFromInline var state: UnsafeMutableRawPointer?

    var old: LineTable?
    var emptied = 0
    var oldHashing = Hashing.quick

    var slots = SlotAllocator()
    @usableFromInline var records = ChunkedStorage<Record>()
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
    /// How many of the lines count a lease.
    var leasedLines = 0

    @usableFromInline init(deadlines: Deadlines, seed: HashSeed, now: Int64) {
        self.deadlines = deadlines
        self.seed = seed
        table = LineTable(groups: Self.smallestTable)
        wheel = TimingWheel(span: min(deadlines.idle, deadlines.lifetime), now: now)
    }

    /// Gives all memory back.
    @usableFromInline mutating func deallocate() {
        table.forEachLine { $0.pointee.releaseIdentifier() }
        old?.forEachLine { $0.pointee.releaseIdentifier() }
        table.deallocate()
        old?.deallocate()
        records.deallocate()
        overrideStorage.deallocate()
        wheel.deallocate()
    }

    /// The memory it takes, in bytes, but for that of long ids.
    @usableFromInline var bytes: Int {
        table.bytes + (old?.bytes ?? 0) + records.bytes + overrideStorage.bytes + slots.bytes
            + overrideSlots.bytes
            + TimingWheel.bytes
    }

    // MARK: Finding

    /// The session with this id, dead or alive.
    @inline(__always)
    @usableFromInline func find(_ key: IdentifierKey) -> UnsafeMutablePointer<Line>? {
        if let line = table.find(Self.hash(key, hashing), { $0.pointee.matches(key) }) { return line }
        return old == nil ? nil : findInOld(key)
    }

    /// The session with this id of up to 40 bytes, dead or alive.
    @inline(__always)
    func find(_ key: InlineIdentifier) -> UnsafeMutablePointer<Line>? {
        // Tables have the quick hash both or neither, for the change to the other one empties the old.
        guard hashing == .quick else { return findKeyed(key) }
        let folded = Self.fold(key.hash)
        if let line = table.find(folded, { $0.pointee.matches(key.words, length: key.length) }) {
            return line
        }
        return old?.find(folded) { $0.pointee.matches(key.words, length: key.length) }
    }

    @inline(never)
    private func findKeyed(_ key: InlineIdentifier) -> UnsafeMutablePointer<Line>? {
        find(IdentifierKey(key))
    }

    @inline(never)
    private func findInOld(_ key: IdentifierKey) -> UnsafeMutablePointer<Line>? {
        old?.find(Self.hash(key, oldHashing)) { $0.pointee.matches(key) }
    }

    /// The line of the session in this slot.
    @usableFromInline func line(_ slot: UInt32) -> UnsafeMutablePointer<Line> {
        let hash = records[slot].pointee.hash
        let found =
            table.find(hash) { $0.pointee.slot == slot } ?? old?.find(hash) { $0.pointee.slot == slot }
        // A slot in use without a line is a broken invariant of the engine, which its tests check.
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

    func hash(_ line: Line, _ hashing: Hashing) -> UInt32 {
        switch hashing {
        case .keyed: Self.fold(line.withIdentifierBytes(IdentifierKey.keyedHash))
        case .quick where line.isLong: Self.fold(line.id.w0)
        case .quick: Self.fold(seed.hash(line.id, length: Int(line.length)))
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
    ) -> UnsafeMutablePointer<Line> {
        created += 1
        return link(key, created: now, lastAccessed: now, overrides: overrides, mark: mark, isNewest: true)
    }

    /// Gives a session its line, its record and its places in the wheel and the creation list; who calls it
    /// counts. Unless it is the newest it costs a step for each session of the shard that was created later.
    @inline(__always)
    mutating func link(
        _ key: IdentifierKey,
        created: Int64,
        lastAccessed: Int64,
        overrides: DeadlineOverrides,
        mark: UInt16,
        isNewest: Bool
    ) -> UnsafeMutablePointer<Line> {
        makeRoom()
        let hash = Self.hash(key, hashing)
        let (slot, opensChunk) = slots.allocate()
        if opensChunk { records.open(chunkOf: slot) }
        let record = Record(
            hash: hash,
            overrides: Record.none,
            wheelNext: Record.none,
            wheelPrevious: Record.none,
            createdNext: Record.none,
            createdPrevious: Record.none
        )
        records[slot].initialize(to: record)
        let (line, passed) = table.insert(hash)
        line.initialize(
            to: Line(key, created: created, lastAccessed: lastAccessed, slot: slot, mark: mark)
        )
        if !overrides.isEmpty { attach(overrides, to: line) }
        // A session that is rotated may have leases, and one that ends brings its deadline nearer.
        let deadline = nextLook(line, at: lastAccessed)
        wheel.link(slot, into: wheel.bucket(deadline: deadline), deadline: deadline, records)
        if isNewest {
            creation.append(slot, records)
        } else {
            insertBeforeYounger(slot)
        }
        active += 1
        guard passed > LineTable.probeLimit && hashing == .quick else { return line }
        changeToKeyedHash()
        return self.line(slot)
    }

    @inline(never)
    private mutating func insertBeforeYounger(_ slot: UInt32) {
        var creation = creation
        creation.insert(slot, records) { line($0).pointee.created }
        self.creation = creation
    }

    /// Takes a session that ends out; returns whether the chunk of its slot is empty now.
    @usableFromInline mutating func remove(_ line: UnsafeMutablePointer<Line>, reason: EndReason) -> Bool {
        ended[reason.ordinal] += 1
        return unlink(line)
    }

    /// Takes a session out of the table and the lists; who calls it counts. Returns whether the chunk of its
    /// slot is empty now.
    @inline(__always)
    mutating func unlink(_ line: UnsafeMutablePointer<Line>) -> Bool {
        let slot = line.pointee.slot
        if line.pointee.hasOverrides { detachOverrides(from: line) }
        if line.pointee.leases > 0 { leasedLines -= 1 }
        wheel.unlink(slot, records)
        creation.remove(slot, records)
        line.pointee.releaseIdentifier()
        let hash = records[slot].pointee.hash
        if !table.remove(line, hash: hash) { _ = old?.remove(line, hash: hash) }
        let chunkIsEmpty = slots.release(slot)
        if chunkIsEmpty { records.close(chunkOf: slot) }
        active -= 1
        shrinkIfSparse()
        return chunkIsEmpty
    }

    /// The lowest slot in use that is `slot` or above.
    @usableFromInline func nextSlot(from slot: Int) -> UInt32? { slots.next(from: slot) }

    /// When the oldest session was created, and the newest; `nil` where there is none.
    @usableFromInline var createdRange: (oldest: Int64, newest: Int64)? {
        guard creation.oldest != Record.none else { return nil }
        return (line(creation.oldest).pointee.created, line(creation.newest).pointee.created)
    }

    // MARK: Leases and timeouts of a session's own

    private mutating func attach(_ overrides: DeadlineOverrides, to line: UnsafeMutablePointer<Line>) {
        let (place, opensChunk) = overrideSlots.allocate()
        if opensChunk { overrideStorage.open(chunkOf: place) }
        overrideStorage[place].initialize(to: overrides)
        records[line.pointee.slot].pointee.overrides = place
        line.pointee.flags |= Line.Flags.overrides
    }

    private mutating func detachOverrides(from line: UnsafeMutablePointer<Line>) {
        let record = records[line.pointee.slot]
        // The last chunk stays: where requests hold sessions one at a time, it would come and go with each.
        if overrideSlots.release(record.pointee.overrides) && overrideStorage.allocated > 1 {
            overrideStorage.close(chunkOf: record.pointee.overrides)
        }
        record.pointee.overrides = Record.none
        line.pointee.flags &= ~Line.Flags.overrides
    }

    /// One lease more holds the session.
    @usableFromInline mutating func addLease(to line: UnsafeMutablePointer<Line>) {
        let leases = line.pointee.leases
        guard leases < Line.maximumLeases else { return changeFurtherLeases(of: line, by: 1) }
        line.pointee.flags += Line.Flags.lease
        if leases == 0 { leasedLines += 1 }
    }

    /// One lease less holds the session.
    @usableFromInline mutating func removeLease(from line: UnsafeMutablePointer<Line>) {
        let leases = line.pointee.leases
        guard leases > 0 else { return changeFurtherLeases(of: line, by: -1) }
        line.pointee.flags -= Line.Flags.lease
        if leases == 1 { leasedLines -= 1 }
    }

    /// Changes how many leases there are beyond those that the line counts, by one.
    @inline(never)
    private mutating func changeFurtherLeases(of line: UnsafeMutablePointer<Line>, by change: Int) {
        if !line.pointee.hasOverrides { attach(DeadlineOverrides(), to: line) }
        let overrides = overrideStorage[records[line.pointee.slot].pointee.overrides]
        overrides.pointee.leases = UInt32(truncatingIfNeeded: Int(overrides.pointee.leases) + change)
        if overrides.pointee.isEmpty { detachOverrides(from: line) }
    }
}

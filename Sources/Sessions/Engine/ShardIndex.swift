/// Which sessions a shard holds, when each was created and accessed, and when each has to be looked at:
/// everything but the values. Plain and synchronous; whoever owns it locks.
///
/// Invariants: each session has one line, in `table` or, while that grows, in `old`; one slot, which the line
/// names; one record there, under whose hash the line is found; a place in the wheel and one in the creation
/// list. `active == created + restored − ended`.
@usableFromInline struct ShardIndex: ~Copyable {
    /// Where a table's hash comes from.
    private enum Hashing {
        case quick
        /// SipHash with a key of the process, once somebody found colliding ids.
        case keyed
    }

    /// How many groups of the old table each create and each end empties while the table grows.
    private static let groupsPerStep = 4
    /// And each cleanup.
    private static let groupsPerCleanup = 32
    /// No table is smaller.
    private static let smallestTable = 1

    // What an access reads comes first.
    private var table: LineTable
    @usableFromInline private(set) var deadlines: Deadlines
    private var hashing = Hashing.quick
    /// Whether the shard was shut down: nothing changes any more.
    @usableFromInline var isClosed = false

    private var old: LineTable?
    private var emptied = 0
    private var oldHashing = Hashing.quick

    private var slots = SlotAllocator()
    @usableFromInline private(set) var records = ChunkedStorage<Record>()
    private var extraSlots = SlotAllocator()
    private var extras = ChunkedStorage<Extra>()
    private(set) var wheel: TimingWheel
    private var creation = CreationList()

    private let seed: HashSeed

    /// How many sessions were created.
    @usableFromInline private(set) var created = 0
    /// How many were read back from a store.
    @usableFromInline private(set) var restored = 0
    /// How many ended, for each reason's ordinal.
    @usableFromInline private(set) var ended = InlineCounters()
    /// How many there are.
    @usableFromInline private(set) var active = 0

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
        extras.deallocate()
        wheel.deallocate()
    }

    /// The memory it takes, in bytes, but for that of long ids.
    @usableFromInline var bytes: Int {
        table.bytes + (old?.bytes ?? 0) + records.bytes + extras.bytes + slots.bytes + extraSlots.bytes
            + TimingWheel.bytes
    }

    // MARK: Finding

    /// The session with this id, dead or alive.
    @inline(__always)
    @usableFromInline func find(_ key: IdentifierKey) -> UnsafeMutablePointer<Line>? {
        if let line = table.find(Self.hash(key, hashing), { $0.pointee.matches(key) }) { return line }
        return old == nil ? nil : findInOld(key)
    }

    /// The session with this id of up to 40 bytes, dead or alive, if it takes no second look; `nil` does not
    /// mean that there is none.
    @inline(__always)
    func find(_ words: InlineWords, length: Int, hash: UInt64) -> UnsafeMutablePointer<Line>? {
        guard hashing == .quick else { return nil }
        let folded = Self.fold(hash)
        if let line = table.find(folded, { $0.pointee.matches(words, length: length) }) { return line }
        return old?.find(folded) { $0.pointee.matches(words, length: length) }
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
    private static func fold(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 24) }

    private func hash(_ line: Line, _ hashing: Hashing) -> UInt32 {
        switch hashing {
        case .keyed: Self.fold(line.withIdentifierBytes(IdentifierKey.keyedHash))
        case .quick where line.isLong: Self.fold(line.id.w0)
        case .quick: Self.fold(seed.hash(line.id, length: Int(line.length)))
        }
    }

    // MARK: Deadlines

    /// The session with this id, and whether it is alive.
    @usableFromInline
    func locate(_ key: IdentifierKey, at now: Int64) -> (line: UnsafeMutablePointer<Line>, isAlive: Bool)? {
        guard let line = find(key) else { return nil }
        return (line, isAlive(line, at: now))
    }

    @usableFromInline func extra(_ line: UnsafePointer<Line>) -> Extra? {
        guard line.pointee.hasExtra else { return nil }
        return extras[records[line.pointee.slot].pointee.extra].pointee
    }

    /// The timeouts of this session.
    @inline(__always)
    @usableFromInline func deadlines(_ line: UnsafePointer<Line>) -> Deadlines {
        guard line.pointee.hasExtra, let extra = extra(line) else { return deadlines }
        return deadlines.overridden(by: extra)
    }

    /// When the wheel has to look at a session that is looked at now: at its deadline. A lease that ends may
    /// bring the deadline of a session nearer, but not nearer than the idle timeout from now.
    private func nextLook(_ line: UnsafePointer<Line>, at now: Int64) -> Int64 {
        guard line.pointee.hasExtra, var extra = extra(line), extra.leases > 0 else {
            return deadlines(line).deadline(line)
        }
        extra.leases = 0
        let unheld = deadlines.overridden(by: extra)
        return min(unheld.lifetimeDeadline(line), now.addingSaturating(unheld.idle))
    }

    @inline(__always)
    @usableFromInline func isAlive(_ line: UnsafePointer<Line>, at now: Int64) -> Bool {
        deadlines(line).isAlive(line, at: now)
    }

    // MARK: Beginning and ending

    /// Adds a session; there must be none with this id.
    @usableFromInline
    mutating func insert(
        _ key: IdentifierKey,
        now: Int64,
        extra: Extra,
        mark: UInt16
    ) -> UnsafeMutablePointer<Line> {
        makeRoom()
        let hash = Self.hash(key, hashing)
        let (slot, opensChunk) = slots.allocate()
        if opensChunk { records.open(chunkOf: slot) }
        let record = Record(
            hash: hash,
            extra: Record.none,
            wheelNext: Record.none,
            wheelPrevious: Record.none,
            createdNext: Record.none,
            createdPrevious: Record.none
        )
        records[slot].initialize(to: record)
        let (line, passed) = table.insert(hash)
        line.initialize(
            to: Line(
                lastAccessed: now,
                created: now,
                id: InlineWords(0, 0, 0, 0, 0),
                slot: slot,
                accessedMark: mark,
                length: 0,
                flags: 0
            )
        )
        line.pointee.store(key)
        if !extra.isEmpty { attach(extra, to: line) }
        let deadline = deadlines(line).deadline(line)
        wheel.link(slot, into: wheel.bucket(deadline: deadline), records)
        creation.append(slot, records)
        created += 1
        active += 1
        guard passed > LineTable.probeLimit && hashing == .quick else { return line }
        changeToKeyedHash()
        return self.line(slot)
    }

    /// Takes a session out; returns whether the chunk of its slot is empty now.
    @usableFromInline mutating func remove(_ line: UnsafeMutablePointer<Line>, reason: EndReason) -> Bool {
        let slot = line.pointee.slot
        if line.pointee.hasExtra { detachExtra(from: line) }
        wheel.unlink(slot, records)
        creation.remove(slot, records)
        line.pointee.releaseIdentifier()
        let hash = records[slot].pointee.hash
        if table.holds(line) {
            table.remove(line, hash: hash)
        } else {
            old?.remove(line, hash: hash)
        }
        let chunkIsEmpty = slots.release(slot)
        if chunkIsEmpty { records.close(chunkOf: slot) }
        ended[reason.ordinal] += 1
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

    private mutating func attach(_ extra: Extra, to line: UnsafeMutablePointer<Line>) {
        let (place, opensChunk) = extraSlots.allocate()
        if opensChunk { extras.open(chunkOf: place) }
        extras[place].initialize(to: extra)
        records[line.pointee.slot].pointee.extra = place
        line.pointee.flags |= Line.Flags.extra
    }

    private mutating func detachExtra(from line: UnsafeMutablePointer<Line>) {
        let record = records[line.pointee.slot]
        if extraSlots.release(record.pointee.extra) { extras.close(chunkOf: record.pointee.extra) }
        record.pointee.extra = Record.none
        line.pointee.flags &= ~Line.Flags.extra
    }

    /// Changes how many leases hold a session, by one.
    @usableFromInline mutating func changeLeases(of line: UnsafeMutablePointer<Line>, by change: Int) {
        if !line.pointee.hasExtra { attach(Extra(), to: line) }
        let extra = extras[records[line.pointee.slot].pointee.extra]
        extra.pointee.leases = UInt32(truncatingIfNeeded: Int(extra.pointee.leases) + change)
        if extra.pointee.isEmpty { detachExtra(from: line) }
    }

    // MARK: What is due

    /// Whether the wheel has no session to look at up to now.
    ///
    /// A cleanup asks this first, and brings a table that stopped growing halfway a step further on the way.
    mutating func hasNothingDue(at now: Int64) -> Bool {
        if old != nil { moveSomeGroups(Self.groupsPerCleanup) }
        return wheel.nextDue(now, records) == nil
    }

    /// The next session that is past its deadline; `nil` when none is, or when the budget, which each session
    /// looked at takes one from, is used up.
    ///
    /// The caller removes it before it asks again.
    @usableFromInline mutating func nextDead(at now: Int64, budget: inout Int) -> UnsafeMutablePointer<Line>?
    {
        while budget > 0 {
            guard let (slot, moment) = wheel.nextDue(now, records) else { return nil }
            budget -= 1
            let line = line(slot)
            let deadlines = deadlines(line)
            if !deadlines.isAlive(line, at: moment) { return line }
            wheel.revisit(slot, deadline: nextLook(line, at: moment), at: moment, records)
        }
        return nil
    }

    /// Changes the timeouts of all sessions; returns how many are past their deadline under the new ones.
    ///
    /// It looks at every session once: a hundred nanoseconds each where they don't fit into the cache.
    @usableFromInline mutating func change(to deadlines: Deadlines, now: Int64) -> Int {
        self.deadlines = deadlines
        wheel.reset(span: min(deadlines.idle, deadlines.lifetime), now: now)
        var pastDeadline = 0
        forEachLine { index, line in
            if !index.isAlive(line, at: now) { pastDeadline += 1 }
            let bucket = index.wheel.bucket(deadline: index.nextLook(line, at: now))
            index.wheel.link(line.pointee.slot, into: bucket, index.records)
        }
        return pastDeadline
    }

    /// How many living sessions would be past their deadline under these timeouts.
    @usableFromInline func countPastDeadline(under deadlines: Deadlines, at now: Int64) -> Int {
        var count = 0
        func look(_ line: UnsafeMutablePointer<Line>) {
            let own = extra(line).map { deadlines.overridden(by: $0) } ?? deadlines
            if isAlive(line, at: now) && !own.isAlive(line, at: now) { count += 1 }
        }
        table.forEachLine { look($0) }
        old?.forEachLine { look($0) }
        return count
    }

    private mutating func forEachLine(_ body: (inout ShardIndex, UnsafeMutablePointer<Line>) -> Void) {
        let (table, old) = (table, old)
        table.forEachLine { body(&self, $0) }
        old?.forEachLine { body(&self, $0) }
    }

    /// A session that was not used for long, as a victim of eviction: of the eight that the wheel looks at
    /// soonest, the one longest unused that no lease holds.
    @usableFromInline func leastRecentlyUsedOfSample() -> UnsafeMutablePointer<Line>? {
        var victim: UnsafeMutablePointer<Line>?
        var sampled = 0
        wheel.forEachSoonest(records) { slot in
            let candidate = line(slot)
            if let extra = extra(candidate), extra.leases > 0 { return true }
            if victim.map({ candidate.pointee.lastAccessed < $0.pointee.lastAccessed }) ?? true {
                victim = candidate
            }
            sampled += 1
            return sampled < 8
        }
        return victim
    }
}

// MARK: Growth

extension ShardIndex {
    /// Makes sure that the table takes one more line; grows by a quarter, a few groups with each call.
    private mutating func makeRoom() {
        moveSomeGroups(Self.groupsPerStep)
        guard table.count >= table.capacity else { return }
        moveSomeGroups(.max)
        replaceTable(groups: table.groups + max(1, table.groups / 4), hashing: hashing)
        moveSomeGroups(Self.groupsPerStep)
    }

    /// Gives back memory after a burst: a table that is less than a quarter full shrinks by half.
    private mutating func shrinkIfSparse() {
        if old != nil {
            moveSomeGroups(Self.groupsPerStep)
        } else if table.groups > Self.smallestTable && table.count < table.capacity / 4 {
            replaceTable(groups: table.groups / 2, hashing: hashing)
        }
    }

    /// Whether somebody found ids that collide under the quick hash.
    @usableFromInline var usesKeyedHash: Bool { hashing == .keyed }

    @inline(never)
    private mutating func changeToKeyedHash() {
        moveSomeGroups(.max)
        replaceTable(groups: table.groups, hashing: .keyed)
    }

    private mutating func replaceTable(groups: Int, hashing: Hashing) {
        old = table
        oldHashing = self.hashing
        emptied = 0
        table = LineTable(groups: groups)
        self.hashing = hashing
    }

    private mutating func moveSomeGroups(_ count: Int) {
        guard var old else { return }
        let changesHash = hashing != oldHashing
        var left = count
        while emptied < old.groups && left > 0 {
            old.removeGroup(emptied) { line in
                let hash = hash(line.pointee, hashing)
                if changesHash { records[line.pointee.slot].pointee.hash = hash }
                table.insert(hash).line.initialize(to: line.pointee)
            }
            emptied += 1
            left -= 1
        }
        if emptied == old.groups {
            old.deallocate()
            self.old = nil
        } else {
            self.old = old
        }
    }
}

// MARK: Invariants

extension ShardIndex {
    /// What is wrong, if anything; looks at everything.
    @usableFromInline func brokenInvariant() -> String? {
        if created + restored - ended.sum != active { return "the counts do not add up" }
        let lines = table.count + (old?.count ?? 0)
        if lines != active { return "\(lines) lines for \(active) sessions" }
        if table.count > table.capacity { return "the table is overfull" }
        var slot = 0
        var used = 0
        while let next = slots.next(from: slot) {
            used += 1
            slot = Int(next) + 1
            if line(next).pointee.slot != next { return "slot \(next) has another's line" }
        }
        if used != active { return "\(used) slots for \(active) sessions" }
        let records = records
        let hash = { (line: UnsafeMutablePointer<Line>) in records[line.pointee.slot].pointee.hash }
        if let broken = table.brokenInvariant(isBeingEmptied: false, hash: hash) { return broken }
        if let broken = old?.brokenInvariant(isBeingEmptied: true, hash: hash) { return broken }
        if let broken = creation.brokenInvariant(
            count: active,
            records,
            created: { line($0).pointee.created }
        ) {
            return broken
        }
        return wheel.brokenInvariant(count: active, records) { slot in
            let line = line(slot)
            return deadlines(line).deadline(line)
        }
    }
}

/// A hash table whose entries are ``SessionRecord``s: one miss of the cache finds a session.
///
/// Records lie in groups of fifteen. Beside the records, a group has sixteen bytes of control: a tag for each
/// place, zero where there is no record, and in the last byte how many records had to go on to the next group
/// because this one was full. The hash says which group a record belongs to and, within it, which place it
/// prefers. Most records are there, and the tag says so, so that a look-up reads the preferred record together
/// with the control instead of after it. Else it compares eight tags at once, touches a record only where the
/// tag matches, and ends at the first group past which nobody went. A removal takes its own marks back, so
/// there are no tombstones. The control of a million sessions takes a megabyte and a half.
///
/// The records are in segments of 64 groups, which are allocated when the first record comes and, in a table that is
/// being emptied, given back when the last has left: so the memory that a smaller table leaves is what the larger
/// one goes on with.
///
/// After Google's Swiss tables (Kulukundis, CppCon 2017) and Facebook's F14 (Bronson and Shi, 2019). The group
/// of a hash is its product with the number of groups, shifted (Lemire, 2018), so a table may have any size.
///
/// Invariants: `count` tags are not zero; the record under each is initialised and its home is its group or one
/// before it; a tag has the mark of preference only if its record is in its home group at its preferred place;
/// each group between home and place counts it (a count of 255 stays); no two records have one id.
struct SessionTable {
    static let recordsPerGroup = 15
    /// A table is full at this many records a group. Above it groups overflow into runs of full ones, which look
    /// like ids that collide on purpose.
    private static let fullGroup = 12
    /// A record further than this many groups from its home means ids that collide on purpose: at the highest
    /// load, a run of so many full groups comes up once in 10¹⁰ groups by chance.
    static let probeLimit = 64

    private static let lowBytes: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    /// The high bits of the seven tags in a group's second word; its last byte counts overflow.
    private static let highBitsOfSeven: UInt64 = 0x0080_8080_8080_8080
    /// In a tag: there is a record.
    private static let occupied: UInt8 = 0x80
    /// In a tag: the record is at its preferred place.
    private static let preferred: UInt8 = 0x40

    let groups: Int
    /// How many records it takes before it is full.
    let capacity: Int
    private(set) var count = 0
    /// Sixteen bytes a group.
    private let control: UnsafeMutablePointer<UInt8>
    private let segments: UnsafeMutablePointer<UnsafeMutablePointer<SessionRecord>?>
    private var allocatedGroups = 0

    private static let groupsPerSegment = 64

    init(groups: Int) {
        self.groups = groups
        capacity = groups * Self.fullGroup
        control = Self.allocate(UInt8.self, count: groups * 16)
        control.initialize(repeating: 0, count: groups * 16)
        let count = Self.segmentCount(groups)
        segments = .allocate(capacity: count)
        segments.initialize(repeating: nil, count: count)
    }

    private static func segmentCount(_ groups: Int) -> Int {
        (groups + groupsPerSegment - 1) / groupsPerSegment
    }

    /// How many groups the segment has: the last may have fewer.
    private func groups(of segment: Int) -> Int {
        min(Self.groupsPerSegment, groups - segment * Self.groupsPerSegment)
    }

    @inline(__always)
    private mutating func openSegment(of group: Int) {
        if segments[group >> 6] == nil { allocateSegment(group >> 6) }
    }

    @inline(never)
    private mutating func allocateSegment(_ segment: Int) {
        let groups = groups(of: segment)
        segments[segment] = Self.allocate(SessionRecord.self, count: groups * Self.recordsPerGroup)
        allocatedGroups += groups
    }

    /// Gives the segment of this group back, if this is its last group: for a table that is being emptied in
    /// the order of its groups.
    private mutating func closeSegment(after group: Int) {
        guard group & 63 == 63 || group == groups - 1, let records = segments[group >> 6] else { return }
        records.deallocate()
        segments[group >> 6] = nil
        allocatedGroups -= groups(of: group >> 6)
    }

    private static func allocate<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<T>.stride, alignment: 64)
            .bindMemory(to: T.self, capacity: count)
    }

    func deallocate() {
        for segment in 0..<Self.segmentCount(groups) { segments[segment]?.deallocate() }
        segments.deallocate()
        control.deallocate()
    }

    var bytes: Int {
        groups * 16 + Self.segmentCount(groups) * 8
            + allocatedGroups * Self.recordsPerGroup * MemoryLayout<SessionRecord>.stride
    }

    // MARK: What a hash says

    /// Where the search for this hash begins.
    @inline(__always)
    func home(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: groups)) >> 32)
    }

    /// The place in its home group that it prefers. The home comes from the upper bits, this and the tag from
    /// the lower ones.
    @inline(__always)
    private static func place(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: ((hash >> 6 & 0xFF) &* UInt32(recordsPerGroup)) >> 8)
    }

    @inline(__always)
    private static func tag(_ hash: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: hash & 0x3F) | occupied }

    // MARK: Records and their control

    /// The record at this place of a group whose segment is there, as it is where any record of it was ever added.
    @inline(__always)
    private func record(_ group: Int, _ place: Int) -> UnsafeMutablePointer<SessionRecord> {
        segments[group >> 6].unsafelyUnwrapped + ((group & 63) &* Self.recordsPerGroup &+ place)
    }

    /// Eight bytes of a group's control, the first in the lowest place: the first word or the second.
    @inline(__always)
    private func word(_ group: Int, _ number: Int) -> UInt64 {
        let bytes = UnsafeRawPointer(control + (group &* 16 &+ number &* 8))
        return UInt64(littleEndian: bytes.load(as: UInt64.self))
    }

    @inline(__always)
    private func tag(_ group: Int, _ place: Int) -> UInt8 { control[group &* 16 &+ place] }

    @inline(__always)
    private func setTag(_ group: Int, _ place: Int, _ tag: UInt8) { control[group &* 16 &+ place] = tag }

    /// How many records went past this group; 255 stands for as many or more.
    @inline(__always)
    private func overflow(_ group: Int) -> UInt8 { control[group &* 16 &+ 15] }

    private func changeOverflow(_ group: Int, by change: Int8) {
        let byte = control + (group &* 16 &+ 15)
        if byte.pointee < 255 { byte.pointee = byte.pointee &+ UInt8(bitPattern: change) }
    }

    /// The lowest place of the group without a record.
    private func freePlace(_ group: Int) -> Int? {
        let first = ~word(group, 0) & Self.highBits
        if first != 0 { return first.trailingZeroBitCount >> 3 }
        let second = ~word(group, 1) & Self.highBitsOfSeven
        return second == 0 ? nil : 8 &+ second.trailingZeroBitCount >> 3
    }

    @inline(__always)
    private func next(_ group: Int) -> Int { group &+ 1 == groups ? 0 : group &+ 1 }

    /// A high bit for each byte of `word` that equals the tag; it may have more, above a byte that does and
    /// only where there is a record.
    @inline(__always)
    private static func matches(_ word: UInt64, _ tag: UInt8) -> UInt64 {
        let difference = word ^ (UInt64(tag) &* lowBytes)
        return (difference &- lowBytes) & ~difference & highBits
    }

    // MARK: Finding, adding, removing

    /// The record under this hash that `isMatch` accepts.
    @inline(__always)
    func find(_ hash: UInt32, _ isMatch: (UnsafeMutablePointer<SessionRecord>) -> Bool)
        -> UnsafeMutablePointer<SessionRecord>?
    {
        let group = home(hash)
        let place = Self.place(hash)
        // The processor guesses how this ends and reads the record before it has the tag.
        if tag(group, place) == Self.tag(hash) | Self.preferred {
            let record = record(group, place)
            if isMatch(record) { return record }
        }
        return findDisplaced(hash, from: group, isMatch)
    }

    /// Some bytes of what a look-up of this hash, or the insertion of a record under it, begins with.
    @inline(__always)
    func peek(_ hash: UInt32) -> UInt8 {
        let group = home(hash)
        guard let records = segments[group >> 6] else { return 0 }
        let record = UnsafeRawPointer(records + ((group & 63) &* Self.recordsPerGroup &+ Self.place(hash)))
        return record.load(as: UInt8.self) &+ overflow(group)
    }

    /// The record under this hash that `isMatch` accepts, among those that are not at their preferred place.
    @inline(__always)
    private func findDisplaced(
        _ hash: UInt32,
        from home: Int,
        _ isMatch: (UnsafeMutablePointer<SessionRecord>) -> Bool
    ) -> UnsafeMutablePointer<SessionRecord>? {
        let tag = Self.tag(hash)
        var group = home
        var left = groups
        while true {
            var found = Self.matches(word(group, 0), tag)
            while found != 0 {
                let record = record(group, found.trailingZeroBitCount >> 3)
                if isMatch(record) { return record }
                found &= found &- 1
            }
            found = Self.matches(word(group, 1), tag) & Self.highBitsOfSeven
            while found != 0 {
                let record = record(group, 8 &+ found.trailingZeroBitCount >> 3)
                if isMatch(record) { return record }
                found &= found &- 1
            }
            left &-= 1
            if overflow(group) == 0 || left == 0 { return nil }
            group = next(group)
        }
    }

    /// Makes room for a record under this hash and says how many groups it had to pass; the caller initialises
    /// the record. There must be room. Another record may move within its group.
    mutating func insert(_ hash: UInt32) -> (record: UnsafeMutablePointer<SessionRecord>, passed: Int) {
        count &+= 1
        var group = home(hash)
        let place = Self.place(hash)
        let tag = Self.tag(hash)
        openSegment(of: group)
        if takePreferred(group, place) {
            setTag(group, place, tag | Self.preferred)
            return (record(group, place), 0)
        }
        var passed = 0
        while true {
            if let free = freePlace(group) {
                setTag(group, free, tag)
                return (record(group, free), passed)
            }
            changeOverflow(group, by: 1)
            passed &+= 1
            group = next(group)
            openSegment(of: group)
        }
    }

    /// Frees this place for a record that prefers it, unless one is there that prefers it too, or the group is
    /// full.
    private func takePreferred(_ group: Int, _ place: Int) -> Bool {
        let present = tag(group, place)
        if present == 0 { return true }
        guard present & Self.preferred == 0, let free = freePlace(group) else { return false }
        record(group, free).initialize(to: record(group, place).pointee)
        setTag(group, free, present)
        return true
    }

    /// Takes the record out if it is one of this table's; its hash must be the one that it was inserted under.
    mutating func remove(_ record: UnsafeMutablePointer<SessionRecord>, hash: UInt32) -> Bool {
        let home = home(hash)
        var group = home
        var left = groups
        while true {
            if let place = place(of: record, in: group) {
                setTag(group, place, 0)
                count &-= 1
                break
            }
            left &-= 1
            if overflow(group) == 0 || left == 0 { return false }
            group = next(group)
        }
        var passed = home
        while passed != group {
            changeOverflow(passed, by: -1)
            passed = next(passed)
        }
        return true
    }

    @inline(__always)
    private func place(of record: UnsafeMutablePointer<SessionRecord>, in group: Int) -> Int? {
        guard let records = segments[group >> 6] else { return nil }
        let first = records + (group & 63) &* Self.recordsPerGroup
        return record >= first && record < first + Self.recordsPerGroup ? record - first : nil
    }

    /// Takes all records out of a group and passes each to `body`. Marks of overflow stay: for a table that is
    /// being emptied for good.
    mutating func removeGroup(_ group: Int, _ body: (UnsafeMutablePointer<SessionRecord>) -> Void) {
        for place in 0..<Self.recordsPerGroup where tag(group, place) != 0 {
            body(record(group, place))
            setTag(group, place, 0)
            count &-= 1
        }
        closeSegment(after: group)
    }

    /// Passes every record to `body`, in the order in which they lie in memory.
    func forEachRecord(_ body: (UnsafeMutablePointer<SessionRecord>) -> Void) {
        for group in 0..<groups {
            for place in 0..<Self.recordsPerGroup where tag(group, place) != 0 { body(record(group, place)) }
        }
    }

    /// What is wrong with the table, if anything; `hash` must give the hash that a record was inserted under.
    func brokenInvariant(
        isBeingEmptied: Bool,
        hash: (UnsafeMutablePointer<SessionRecord>) -> UInt32
    ) -> String? {
        var overflow = [Int](repeating: 0, count: groups)
        var total = 0
        var complaint: String?
        for group in 0..<groups {
            for place in 0..<Self.recordsPerGroup where tag(group, place) != 0 {
                total += 1
                let hash = hash(record(group, place))
                let home = home(hash)
                let isMarked = tag(group, place) & Self.preferred != 0
                if tag(group, place) & ~Self.preferred != Self.tag(hash) {
                    complaint = "group \(group) place \(place): tag is not its hash's"
                }
                if isMarked && (home != group || Self.place(hash) != place) {
                    complaint = "group \(group) place \(place): not where its record prefers to be"
                }
                var passed = home
                while passed != group {
                    overflow[passed] += 1
                    passed = next(passed)
                }
            }
        }
        for group in 0..<groups {
            let counted = Int(self.overflow(group))
            if counted < 255 && (isBeingEmptied ? counted < overflow[group] : counted != overflow[group]) {
                complaint =
                    "group \(group) counts \(counted) records that passed it, there are \(overflow[group])"
            }
        }
        if total != count { complaint = "\(total) records, but a count of \(count)" }
        return complaint
    }
}

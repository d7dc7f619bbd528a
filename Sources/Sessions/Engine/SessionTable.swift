/// A hash table of ``SessionRecord``s. A lookup usually costs one cache miss.
///
/// Records are stored in groups of fifteen. Beside its records, a group has sixteen control bytes: a tag
/// for each place, which is zero if the place is empty, and a last byte that counts the records that had to
/// move on to a later group because this one was full. A hash selects a record's home group and its
/// preferred place in this group. Most records are at their preferred place, and their tag says so. A
/// lookup can therefore read the preferred record at the same time as the control bytes instead of after
/// them. Otherwise a lookup compares eight tags at once, reads a record only if its tag matches, and ends
/// at the first group that no record has passed. A removal reverses its own counts, so there are no
/// tombstones. The control bytes of a million sessions take 1.5 MB.
///
/// The records are in segments of 64 groups. A segment is allocated with its first record. While a table is
/// being emptied, a segment is freed with its last record, so that the larger table can reuse the memory of
/// the smaller one.
///
/// The design follows Google's Swiss tables (Kulukundis, CppCon 2017) and Facebook's F14 (Bronson and Shi,
/// 2019). The group of a hash is the product of the hash and the number of groups, shifted (Lemire, 2018),
/// so a table may have any size.
///
/// Invariants: `count` tags are not zero; the record under each of them is initialised, and its home is its
/// group or an earlier group; a tag has the mark `preferred` only if its record is at its preferred place
/// in its home group; each group between a record's home and its place counts the record (a count of 255
/// never changes); no two records have the same id.
struct SessionTable {
    static let recordsPerGroup = 15
    /// The number of records per group at which a table is full. Above it, groups overflow into runs of
    /// full groups, which look like ids that collide on purpose.
    private static let fullGroup = 12
    /// The maximum distance of a record from its home, in groups. A greater distance indicates ids that
    /// collide on purpose: at the highest load, a run of this many full groups occurs by chance once in
    /// 10¹⁰ groups.
    static let probeLimit = 64

    private static let lowBytes: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    /// The high bits of the seven tags in the second control word of a group. The last byte of the word
    /// counts overflow.
    private static let highBitsOfSeven: UInt64 = 0x0080_8080_8080_8080
    /// The bit of a tag that marks a place with a record.
    private static let occupied: UInt8 = 0x80
    /// The bit of a tag that marks a record at its preferred place.
    private static let preferred: UInt8 = 0x40

    let groups: Int
    /// The number of records at which the table is full.
    let capacity: Int
    private(set) var count = 0
    /// Sixteen bytes per group.
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

    /// Returns the number of groups in the segment. The last segment may have fewer than the others.
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

    /// Frees the segment of this group if this is its last group. Call it only while the table is being
    /// emptied in the order of its groups.
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

    // MARK: Hashes

    /// Returns the home group of a hash, where a search begins.
    @inline(__always)
    func home(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: groups)) >> 32)
    }

    /// Returns the preferred place of a hash in its home group. The home group comes from the upper bits of
    /// the hash, the place and the tag from the lower bits.
    @inline(__always)
    private static func place(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: ((hash >> 6 & 0xFF) &* UInt32(recordsPerGroup)) >> 8)
    }

    @inline(__always)
    private static func tag(_ hash: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: hash & 0x3F) | occupied }

    // MARK: Records and control bytes

    /// Returns the record at a place of a group. The segment of the group must be allocated, as it is if
    /// the group ever had a record.
    @inline(__always)
    private func record(_ group: Int, _ place: Int) -> UnsafeMutablePointer<SessionRecord> {
        segments[group >> 6].unsafelyUnwrapped + ((group & 63) &* Self.recordsPerGroup &+ place)
    }

    /// Returns the first or the second control word of a group, with the first byte in the lowest place.
    @inline(__always)
    private func word(_ group: Int, _ number: Int) -> UInt64 {
        let bytes = UnsafeRawPointer(control + (group &* 16 &+ number &* 8))
        return UInt64(littleEndian: bytes.load(as: UInt64.self))
    }

    @inline(__always)
    private func tag(_ group: Int, _ place: Int) -> UInt8 { control[group &* 16 &+ place] }

    @inline(__always)
    private func setTag(_ group: Int, _ place: Int, _ tag: UInt8) { control[group &* 16 &+ place] = tag }

    /// Returns the number of records that passed this group. A count of 255 means 255 or more.
    @inline(__always)
    private func overflow(_ group: Int) -> UInt8 { control[group &* 16 &+ 15] }

    private func changeOverflow(_ group: Int, by change: Int8) {
        let byte = control + (group &* 16 &+ 15)
        if byte.pointee < 255 { byte.pointee = byte.pointee &+ UInt8(bitPattern: change) }
    }

    /// Returns the lowest empty place of the group, or `nil` if the group is full.
    private func freePlace(_ group: Int) -> Int? {
        let first = ~word(group, 0) & Self.highBits
        if first != 0 { return first.trailingZeroBitCount >> 3 }
        let second = ~word(group, 1) & Self.highBitsOfSeven
        return second == 0 ? nil : 8 &+ second.trailingZeroBitCount >> 3
    }

    @inline(__always)
    private func next(_ group: Int) -> Int { group &+ 1 == groups ? 0 : group &+ 1 }

    /// Returns a word with the high bit of each byte of `word` that equals the tag. It may have further
    /// high bits, but only above a byte that equals the tag and only for places with a record.
    @inline(__always)
    private static func matches(_ word: UInt64, _ tag: UInt8) -> UInt64 {
        let difference = word ^ (UInt64(tag) &* lowBytes)
        return (difference &- lowBytes) & ~difference & highBits
    }

    // MARK: Finding, adding, removing

    /// Returns the record under this hash that `isMatch` accepts.
    @inline(__always)
    func find(_ hash: UInt32, _ isMatch: (UnsafeMutablePointer<SessionRecord>) -> Bool)
        -> UnsafeMutablePointer<SessionRecord>?
    {
        let group = home(hash)
        let place = Self.place(hash)
        // The processor predicts this branch, and so reads the record before it has the tag.
        if tag(group, place) == Self.tag(hash) | Self.preferred {
            let record = record(group, place)
            if isMatch(record) { return record }
        }
        return findDisplaced(hash, from: group, isMatch)
    }

    /// Reads bytes that a lookup of this hash, or an insertion under it, starts with, and returns a value
    /// that depends on them. Use it to bring them into the cache.
    @inline(__always)
    func peek(_ hash: UInt32) -> UInt8 {
        let group = home(hash)
        guard let records = segments[group >> 6] else { return 0 }
        let record = UnsafeRawPointer(records + ((group & 63) &* Self.recordsPerGroup &+ Self.place(hash)))
        return record.load(as: UInt8.self) &+ overflow(group)
    }

    /// Returns the record under this hash that `isMatch` accepts, among the records that are not at their
    /// preferred place.
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

    /// Adds a place for a record under this hash, and returns it with the number of groups that it passed.
    /// The caller initialises the record. The table must not be full. Another record may move within its
    /// group.
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

    /// Empties this place for a record that prefers it, and returns true. Returns false if the record at
    /// this place prefers it, too, or if the group is full.
    private func takePreferred(_ group: Int, _ place: Int) -> Bool {
        let present = tag(group, place)
        if present == 0 { return true }
        guard present & Self.preferred == 0, let free = freePlace(group) else { return false }
        record(group, free).initialize(to: record(group, place).pointee)
        setTag(group, free, present)
        return true
    }

    /// Removes a record and returns true, or returns false if the record is not in this table. The hash
    /// must be the one that the record was inserted under.
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

    /// Removes all records from a group and passes each to `body`. The counts of overflow do not change:
    /// call it only while the whole table is being emptied.
    mutating func removeGroup(_ group: Int, _ body: (UnsafeMutablePointer<SessionRecord>) -> Void) {
        for place in 0..<Self.recordsPerGroup where tag(group, place) != 0 {
            body(record(group, place))
            setTag(group, place, 0)
            count &-= 1
        }
        closeSegment(after: group)
    }

    /// Returns the record at this place of this group, or `nil` if the place is empty.
    func record(at place: Int, of group: Int) -> UnsafeMutablePointer<SessionRecord>? {
        tag(group, place) == 0 ? nil : record(group, place)
    }

    /// Passes every record to `body`, in the order of their memory.
    func forEachRecord(_ body: (UnsafeMutablePointer<SessionRecord>) -> Void) {
        for group in 0..<groups {
            for place in 0..<Self.recordsPerGroup where tag(group, place) != 0 { body(record(group, place)) }
        }
    }

    /// Returns a description of a broken invariant, or `nil` if the table is intact. `hash` must return the
    /// hash that a record was inserted under.
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

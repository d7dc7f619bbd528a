/// A hash table whose entries are ``Line``s: one miss of the cache finds a session.
///
/// Lines lie in groups of fifteen. Beside the lines, a group has sixteen bytes of control: a tag of each
/// line's hash, zero where there is no line, and in the last byte how many lines had to go on to the next
/// group because this one was full. A look-up compares eight tags at once, touches a line only where the tag
/// matches, and ends at the first group past which nobody went. A removal takes its own marks back, so there
/// are no tombstones. The control of a million sessions is about a megabyte and stays in the cache.
///
/// After Google's Swiss tables (Kulukundis, CppCon 2017) and Facebook's F14 (Bronson and Shi, 2019). The group
/// of a hash is its product with the number of groups, shifted (Lemire, 2018), so a table may have any size.
///
/// Invariants: `count` tags are not zero; the line under each is initialised and its home is its group or one
/// before it; each group between home and place counts it (a count of 255 stays); no two lines have one id.
struct LineTable {
    static let linesPerGroup = 15
    /// A table is full at this many lines a group; the rest keeps groups from overflowing too often.
    private static let fillNumerator = 7
    private static let fillDenominator = 8
    /// A line further than this many groups from its home means ids that collide on purpose.
    static let probeLimit = 16

    private static let lowBytes: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    /// The high bits of the seven tags in a group's second word; its last byte counts overflow.
    private static let highBitsOfSeven: UInt64 = 0x0080_8080_8080_8080
    private static let overflowUnit: UInt64 = 1 << 56

    let groups: Int
    /// How many lines it takes before it is full.
    let capacity: Int
    private(set) var count = 0
    private let control: UnsafeMutablePointer<UInt64>
    private let lines: UnsafeMutablePointer<Line>

    init(groups: Int) {
        self.groups = groups
        capacity = groups * Self.linesPerGroup * Self.fillNumerator / Self.fillDenominator
        control = Self.allocate(UInt64.self, count: groups * 2)
        control.initialize(repeating: 0, count: groups * 2)
        lines = Self.allocate(Line.self, count: groups * Self.linesPerGroup)
    }

    private static func allocate<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<T>.stride, alignment: 64)
            .bindMemory(to: T.self, capacity: count)
    }

    func deallocate() {
        control.deallocate()
        lines.deallocate()
    }

    var bytes: Int { groups * (16 + Self.linesPerGroup * MemoryLayout<Line>.stride) }

    /// Where the search for this hash begins.
    @inline(__always)
    func home(_ hash: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: groups)) >> 32)
    }

    @inline(__always)
    private static func tag(_ hash: UInt32) -> UInt64 { UInt64(hash & 0x7F) | 0x80 }

    /// A high bit for each byte of `word` that equals the tag; it may have more, above a byte that does and
    /// only where there is a line.
    @inline(__always)
    private static func matches(_ word: UInt64, _ tag: UInt64) -> UInt64 {
        let difference = word ^ (tag &* lowBytes)
        return (difference &- lowBytes) & ~difference & highBits
    }

    /// The line under this hash that `isMatch` accepts.
    @inline(__always)
    func find(_ hash: UInt32, _ isMatch: (UnsafeMutablePointer<Line>) -> Bool) -> UnsafeMutablePointer<Line>?
    {
        let tag = Self.tag(hash)
        var group = home(hash)
        var left = groups
        while true {
            let first = control[group &* 2]
            let second = control[group &* 2 &+ 1]
            var found = Self.matches(first, tag)
            while found != 0 {
                let line = lines + (group &* Self.linesPerGroup &+ found.trailingZeroBitCount >> 3)
                if isMatch(line) { return line }
                found &= found &- 1
            }
            found = Self.matches(second, tag) & Self.highBitsOfSeven
            while found != 0 {
                let line = lines + (group &* Self.linesPerGroup &+ 8 &+ found.trailingZeroBitCount >> 3)
                if isMatch(line) { return line }
                found &= found &- 1
            }
            left &-= 1
            if second >> 56 == 0 || left == 0 { return nil }
            group &+= 1
            if group == groups { group = 0 }
        }
    }

    /// Makes room for a line under this hash and says how many groups it had to pass; the caller initialises
    /// the line. There must be room.
    mutating func insert(_ hash: UInt32) -> (line: UnsafeMutablePointer<Line>, passed: Int) {
        let tag = Self.tag(hash)
        var group = home(hash)
        var passed = 0
        while true {
            let place = group &* 2
            let emptyOfFirst = ~control[place] & Self.highBits
            if emptyOfFirst != 0 {
                let index = emptyOfFirst.trailingZeroBitCount >> 3
                control[place] |= tag << UInt64(index &* 8)
                count &+= 1
                return (lines + (group &* Self.linesPerGroup &+ index), passed)
            }
            let second = control[place &+ 1]
            let emptyOfSecond = ~second & Self.highBitsOfSeven
            if emptyOfSecond != 0 {
                let index = emptyOfSecond.trailingZeroBitCount >> 3
                control[place &+ 1] |= tag << UInt64(index &* 8)
                count &+= 1
                return (lines + (group &* Self.linesPerGroup &+ 8 &+ index), passed)
            }
            if second >> 56 < 255 { control[place &+ 1] = second &+ Self.overflowUnit }
            passed &+= 1
            group &+= 1
            if group == groups { group = 0 }
        }
    }

    /// Whether `line` is one of this table's.
    @inline(__always)
    func holds(_ line: UnsafeMutablePointer<Line>) -> Bool {
        line >= lines && line < lines + groups &* Self.linesPerGroup
    }

    /// Takes the line out; its hash must be the one that it was inserted under.
    mutating func remove(_ line: UnsafeMutablePointer<Line>, hash: UInt32) {
        let index = line - lines
        let place = index / Self.linesPerGroup
        clear(group: place, index: index % Self.linesPerGroup)
        var group = home(hash)
        while group != place {
            let second = control[group &* 2 &+ 1]
            if second >> 56 < 255 { control[group &* 2 &+ 1] = second &- Self.overflowUnit }
            group &+= 1
            if group == groups { group = 0 }
        }
    }

    private mutating func clear(group: Int, index: Int) {
        let word = group &* 2 &+ index >> 3
        control[word] &= ~(0xFF << UInt64((index & 7) &* 8))
        count &-= 1
    }

    /// Takes all lines out of a group and passes each to `body`. Marks of overflow stay: for a table that is
    /// being emptied for good.
    mutating func removeGroup(_ group: Int, _ body: (UnsafeMutablePointer<Line>) -> Void) {
        forEachLine(in: group) { line, index in body(line) }
        count &-= occupied(group)
        control[group &* 2] = 0
        control[group &* 2 &+ 1] &= ~(Self.overflowUnit &- 1)
    }

    private func occupied(_ group: Int) -> Int {
        (control[group &* 2] & Self.highBits).nonzeroBitCount
            &+ (control[group &* 2 &+ 1] & Self.highBitsOfSeven).nonzeroBitCount
    }

    private func forEachLine(in group: Int, _ body: (UnsafeMutablePointer<Line>, Int) -> Void) {
        for index in 0..<Self.linesPerGroup {
            let word = control[group &* 2 &+ index >> 3]
            if (word >> UInt64((index & 7) &* 8)) & 0x80 != 0 {
                body(lines + (group &* Self.linesPerGroup &+ index), index)
            }
        }
    }

    /// Passes every line to `body`, in the order in which they lie in memory.
    func forEachLine(_ body: (UnsafeMutablePointer<Line>) -> Void) {
        for group in 0..<groups { forEachLine(in: group) { line, _ in body(line) } }
    }

    /// What is wrong with the table, if anything; `hash` must give the hash that a line was inserted under.
    func brokenInvariant(
        isBeingEmptied: Bool,
        hash: (UnsafeMutablePointer<Line>) -> UInt32
    ) -> String? {
        var overflow = [Int](repeating: 0, count: groups)
        var total = 0
        var complaint: String?
        for group in 0..<groups {
            forEachLine(in: group) { line, index in
                total += 1
                let hash = hash(line)
                let word = control[group * 2 + index >> 3]
                let stored = (word >> UInt64((index & 7) * 8)) & 0xFF
                if stored != Self.tag(hash) {
                    complaint = "group \(group) line \(index): tag is not its hash's"
                }
                var passed = home(hash)
                while passed != group {
                    overflow[passed] += 1
                    passed = passed + 1 == groups ? 0 : passed + 1
                }
            }
        }
        for group in 0..<groups {
            let counted = Int(control[group * 2 + 1] >> 56)
            if counted < 255 && (isBeingEmptied ? counted < overflow[group] : counted != overflow[group]) {
                complaint =
                    "group \(group) counts \(counted) lines that passed it, there are \(overflow[group])"
            }
        }
        if total != count { complaint = "\(total) lines, but a count of \(count)" }
        return complaint
    }
}

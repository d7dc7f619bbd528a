/// The latest ends of a shard's sessions: a ring in which a new end takes the place of the oldest.
///
/// Ids are not kept. An end is found by two hashes of its id that don't depend on each other: SipHash with the
/// process's key, and the manager's hash with its secret seed. By chance, one of n remembered ends is taken for that of
/// another id with a probability of n / 2¹²⁸. A caller who could make ids collide under the manager's hash would still
/// need 2⁶⁴ / n attempts for the other.
///
/// An end takes 40 bytes, and 4 to 8 bytes of the table that finds it. Deletions with a reason share the object that
/// their event has.
///
/// Invariants: the chain of each bucket has the remembered ends whose hash selects it, each once, latest first; an id
/// has at most one end.
struct RememberedEnds {
    /// The hashes of an id.
    struct Key: Equatable {
        let keyed: UInt64
        let quick: UInt64
    }

    struct End {
        let reason: EndReason
        let details: EventDetails?
        /// The time of the end, in nanoseconds.
        let at: Int64
        /// Whether the session had an owner.
        var hadOwner = false
    }

    private struct Entry {
        let key: Key
        // The fields of an ``End``: as one value they would take eight bytes more.
        let at: Int64
        let details: EventDetails?
        /// The next entry of the same bucket, or ``none``.
        var next: UInt32
        let reason: EndReason
        let hadOwner: Bool
        var isRemembered = true

        init(_ key: Key, _ end: End, next: UInt32) {
            self.key = key
            at = end.at
            details = end.details
            reason = end.reason
            hadOwner = end.hadOwner
            self.next = next
        }

        var end: End { End(reason: reason, details: details, at: at, hadOwner: hadOwner) }
    }

    private static let none = UInt32.max

    /// The maximum number of ends.
    private(set) var capacity: Int
    private var entries: ContiguousArray<Entry> = []
    /// The first entry of each bucket. The number of buckets is a power of two.
    private var buckets: ContiguousArray<UInt32> = []
    /// The oldest entry once the ring is full.
    private var oldest = 0

    init(capacity: Int = 0) { self.capacity = capacity }

    /// Whether ends are remembered at all.
    var isOn: Bool { capacity > 0 }

    /// The size in memory, in bytes.
    var bytes: Int { entries.capacity * MemoryLayout<Entry>.stride + buckets.capacity * 4 }

    /// Remembers an end. No end may be remembered under this key.
    mutating func add(_ key: Key, _ end: End) {
        guard isOn else { return }
        if buckets.isEmpty { allocate() }
        var place = entries.count
        if place == capacity {
            place = oldest
            oldest = (oldest + 1) % capacity
            unlink(place)
        }
        let bucket = bucket(key)
        let entry = Entry(key, end, next: buckets[bucket])
        if place == entries.count { entries.append(entry) } else { entries[place] = entry }
        buckets[bucket] = UInt32(truncatingIfNeeded: place)
    }

    func find(_ key: Key) -> End? { place(key).map { entries[$0].end } }

    /// Forgets the end under this key, because a session with the id begins.
    mutating func forget(_ key: Key) {
        guard let place = place(key) else { return }
        unlink(place)
        entries[place].isRemembered = false
    }

    /// Changes the maximum number of ends, and forgets the oldest ends that are too many.
    mutating func resize(to capacity: Int) {
        guard capacity != self.capacity else { return }
        let inOrder = (entries[oldest...] + entries[..<oldest]).filter(\.isRemembered)
        self = RememberedEnds(capacity: capacity)
        for entry in inOrder.suffix(capacity) { add(entry.key, entry.end) }
    }

    private mutating func allocate() {
        var count = 1
        while count < capacity { count *= 2 }
        buckets = ContiguousArray(repeating: Self.none, count: count)
        entries.reserveCapacity(capacity)
    }

    private func bucket(_ key: Key) -> Int { Int(truncatingIfNeeded: key.keyed) & (buckets.count - 1) }

    private func place(_ key: Key) -> Int? {
        guard !buckets.isEmpty else { return nil }
        var place = buckets[bucket(key)]
        while place != Self.none {
            if entries[Int(place)].key == key { return Int(place) }
            place = entries[Int(place)].next
        }
        return nil
    }

    /// Removes an entry from its bucket, if it is in one.
    private mutating func unlink(_ place: Int) {
        guard entries[place].isRemembered else { return }
        let bucket = bucket(entries[place].key)
        let next = entries[place].next
        if buckets[bucket] == UInt32(truncatingIfNeeded: place) {
            buckets[bucket] = next
            return
        }
        var previous = Int(buckets[bucket])
        while entries[previous].next != UInt32(truncatingIfNeeded: place) {
            previous = Int(entries[previous].next)
        }
        entries[previous].next = next
    }
}

extension RememberedEnds.Key {
    init(_ key: IdentifierKey) {
        keyed = key.keyedHash
        quick = key.hash
    }

    init(_ record: SessionRecord, seed: HashSeed) {
        keyed = record.withIdentifierBytes(IdentifierKey.keyedHash)
        quick = record.isLong ? record.id.w0 : seed.hash(record.id, length: Int(record.length))
    }
}

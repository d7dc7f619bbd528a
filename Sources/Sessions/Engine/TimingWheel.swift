/// A timing wheel that holds each session in the bucket of the tick at which its deadline must be checked.
///
/// It is a hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987) that is
/// lazy: an access moves nothing. When the tick of a bucket comes, the sessions that were accessed in the
/// meantime move to the bucket of their new deadline, and the rest are due. A session whose deadline is
/// beyond the wheel waits in the last bucket and moves on from there.
///
/// Invariants: each session is in one bucket; a session's bucket is visited at its deadline or before;
/// parked sessions belong to the bucket that the sweep visits; `cursor` is the first tick whose bucket may
/// hold a session that was not visited; a bit of `occupied` is set iff its bucket is not empty. Whether a
/// session is alive never depends on its bucket.
struct TimingWheel {
    static let buckets = 512
    private static let mask = Int64(buckets - 1)
    /// The extra bucket for sessions that stay in the bucket that a sweep visits, so that the sweep meets
    /// each session once.
    static let parking = buckets
    private static let head: UInt32 = 1 << 31

    private let heads: UnsafeMutablePointer<UInt32>
    private let occupied: UnsafeMutablePointer<UInt64>
    /// The length of a tick is `1 << shift` nanoseconds.
    private(set) var shift: Int64
    private(set) var cursor: Int64
    /// The moment of the sweep in progress, or `nil`.
    private var sweep: Int64?
    /// The moment up to which all sessions were visited.
    private var completed = Int64.min
    /// The earliest deadline of the sessions that the sweep parked in the bucket that it visits last.
    private var leastParked = Int64.max
    /// The moment until which no session in the cursor's bucket is due, as found by the last sweep. A
    /// second sweep in the same tick need not examine the bucket again.
    private var quietUntil = Int64.min

    /// Creates a wheel for sessions that usually live for `span` nanoseconds from `now` on.
    init(span: Int64, now: Int64) {
        heads = .allocate(capacity: Self.buckets + 1)
        heads.initialize(repeating: SessionLinks.none, count: Self.buckets + 1)
        occupied = .allocate(capacity: Self.buckets / 64)
        occupied.initialize(repeating: 0, count: Self.buckets / 64)
        shift = Self.shift(span: span)
        cursor = now >> shift
    }

    func deallocate() {
        heads.deallocate()
        occupied.deallocate()
    }

    static var bytes: Int { (buckets + 1) * 4 + buckets / 8 }

    /// Returns the shift of the finest tick for which half the wheel covers the span. A tick is at least
    /// 2²⁰ nanoseconds, about a millisecond.
    private static func shift(span: Int64) -> Int64 {
        var shift: Int64 = 20
        while span >> shift > Int64(buckets) / 2 - 1 { shift += 1 }
        return shift
    }

    /// Empties the wheel and sets another span. It does not read the links of the sessions.
    mutating func reset(span: Int64, now: Int64) {
        heads.update(repeating: SessionLinks.none, count: Self.buckets + 1)
        occupied.update(repeating: 0, count: Self.buckets / 64)
        shift = Self.shift(span: span)
        cursor = now >> shift
        sweep = nil
        completed = .min
        quietUntil = .min
    }

    @inline(__always)
    func tick(_ time: Int64) -> Int64 { time >> shift }

    /// Returns the bucket in which a session with this deadline must wait.
    @inline(__always)
    func bucket(deadline: Int64) -> Int {
        let tick = min(max(tick(deadline), cursor), cursor &+ Self.mask)
        return Int(truncatingIfNeeded: tick & Self.mask)
    }

    /// Adds a session with this deadline to a bucket.
    mutating func link(
        _ slot: UInt32,
        into bucket: Int,
        deadline: Int64,
        _ links: ChunkedStorage<SessionLinks>
    ) {
        if bucket == Int(truncatingIfNeeded: cursor & Self.mask) { quietUntil = min(quietUntil, deadline) }
        let next = heads[bucket]
        let link = links[slot]
        link.pointee.wheelNext = next
        link.pointee.wheelPrevious = UInt32(truncatingIfNeeded: bucket) | Self.head
        if next != SessionLinks.none { links[next].pointee.wheelPrevious = slot }
        heads[bucket] = slot
        if bucket < Self.parking { occupied[bucket >> 6] |= 1 << UInt64(bucket & 63) }
    }

    mutating func unlink(_ slot: UInt32, _ links: ChunkedStorage<SessionLinks>) {
        let link = links[slot].pointee
        if link.wheelNext != SessionLinks.none {
            links[link.wheelNext].pointee.wheelPrevious = link.wheelPrevious
        }
        if link.wheelPrevious & Self.head == 0 {
            links[link.wheelPrevious].pointee.wheelNext = link.wheelNext
        } else {
            let bucket = Int(link.wheelPrevious & ~Self.head)
            heads[bucket] = link.wheelNext
            if link.wheelNext == SessionLinks.none && bucket < Self.parking {
                occupied[bucket >> 6] &= ~(1 << UInt64(bucket & 63))
            }
        }
    }

    /// Returns the next session to visit so that all sessions up to `now` are visited, and the moment at
    /// which to judge it. Returns `nil` if all are visited. Before the next call, the caller removes the
    /// session or moves it with ``revisit(_:deadline:at:_:)``.
    ///
    /// Calls of several callers may interleave: they continue the sweep in progress, which has its own
    /// moment, before a later sweep begins.
    mutating func nextDue(_ now: Int64, _ links: ChunkedStorage<SessionLinks>) -> (slot: UInt32, at: Int64)? {
        while true {
            guard let at = sweep ?? begin(now) else { return nil }
            let target = tick(at)
            while true {
                let bucket = Int(truncatingIfNeeded: cursor & Self.mask)
                if heads[bucket] != SessionLinks.none { return (heads[bucket], at) }
                unpark(into: bucket, links)
                if cursor >= target { break }
                cursor += min(emptyBuckets(after: bucket), target - cursor)
            }
            sweep = nil
            completed = at
            quietUntil = leastParked
        }
    }

    /// Begins a sweep, unless all sessions up to `now` were already visited.
    private mutating func begin(_ now: Int64) -> Int64? {
        guard now > completed else { return nil }
        guard tick(now) != cursor || now > quietUntil else {
            completed = now
            return nil
        }
        leastParked = .max
        // After a long pause, every bucket is visited, but none of them more than once.
        cursor = max(cursor, tick(now) - Self.mask)
        sweep = now
        return now
    }

    /// Returns the number of ticks from `bucket` to the next bucket that is not empty; at most the size of
    /// the wheel.
    private func emptyBuckets(after bucket: Int) -> Int64 {
        var distance = 1
        while distance < Self.buckets {
            let next = (bucket + distance) & Int(Self.mask)
            let rest = occupied[next >> 6] >> UInt64(next & 63)
            if rest != 0 { return Int64(min(distance + rest.trailingZeroBitCount, Self.buckets)) }
            distance += 64 - (next & 63)
        }
        return Int64(Self.buckets)
    }

    /// Moves a session to the bucket of its deadline. ``nextDue(_:_:)`` must have returned the session, and
    /// it must be alive at that moment.
    mutating func revisit(_ slot: UInt32, deadline: Int64, at: Int64, _ links: ChunkedStorage<SessionLinks>) {
        let current = Int(truncatingIfNeeded: cursor & Self.mask)
        let target = max(cursor, tick(at))
        let tick = min(max(tick(deadline), target), target &+ Self.mask)
        let bucket = Int(truncatingIfNeeded: tick & Self.mask)
        unlink(slot, links)
        if bucket == current {
            leastParked = min(leastParked, deadline)
            link(slot, into: Self.parking, deadline: deadline, links)
        } else {
            link(slot, into: bucket, deadline: deadline, links)
        }
    }

    /// Moves the parked sessions back into their bucket, which is empty.
    private mutating func unpark(into bucket: Int, _ links: ChunkedStorage<SessionLinks>) {
        let first = heads[Self.parking]
        guard first != SessionLinks.none else { return }
        heads[Self.parking] = SessionLinks.none
        heads[bucket] = first
        links[first].pointee.wheelPrevious = UInt32(truncatingIfNeeded: bucket) | Self.head
        occupied[bucket >> 6] |= 1 << UInt64(bucket & 63)
    }

    /// Returns a description of a broken invariant, or `nil` if the wheel is intact. `deadline` returns the
    /// deadline of a session, and `count` is the number of sessions.
    func brokenInvariant(
        count: Int,
        _ links: ChunkedStorage<SessionLinks>,
        deadline: (UInt32) -> Int64
    ) -> String? {
        var seen = 0
        for bucket in 0...Self.parking {
            if bucket < Self.parking {
                let marked = occupied[bucket >> 6] >> UInt64(bucket & 63) & 1 == 1
                if marked != (heads[bucket] != SessionLinks.none) {
                    return "bucket \(bucket) is marked wrongly"
                }
            }
            var previous = UInt32(bucket) | Self.head
            var slot = heads[bucket]
            while slot != SessionLinks.none {
                seen += 1
                if seen > count { return "a bucket's list has more sessions than there are, or a circle" }
                if links[slot].pointee.wheelPrevious != previous { return "slot \(slot): wrong way back" }
                if bucket < Self.parking {
                    // Ticks from the cursor on, until the bucket is visited.
                    let wait = (Int64(bucket) - cursor) & Self.mask
                    if cursor + wait > max(tick(deadline(slot)), sweep.map(tick) ?? cursor, cursor) {
                        return "slot \(slot): visited \(wait) ticks from now, after its deadline"
                    }
                }
                previous = slot
                slot = links[slot].pointee.wheelNext
            }
        }
        return seen == count ? nil : "\(seen) sessions in the wheel of \(count)"
    }
}

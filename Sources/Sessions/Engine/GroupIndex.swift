import Synchronization

/// Finds a manager's sessions by owner and by key.
///
/// The groups are divided among 64 parts by their hash. Each part has a lock, which is the last of all locks: a thread
/// can take it while it holds the locks of shards, and takes no other lock while it holds it.
///
/// Invariant, outside the locks of shards: the members of a group are exactly the sessions whose attributes name it. So
/// a thread that has locked the shard of a member, and finds the member in its group, can rely on the session in the
/// member's slot.
///
/// It also keeps the limits of owners. A session that is about to get an owner reserves its place first, so an owner never
/// has more sessions than the limit, whatever other threads do in between.
///
/// It is the address of plain memory, as a ``ShardHead`` is: threads that use different parts would contend for the
/// reference count of an object.
struct GroupIndex: @unchecked Sendable {  // engine's storage: a part is reached under its lock only
    /// Stands for a missing node or group.
    static let none: UInt32 = .max

    /// The number of parts; a power of two.
    static let partCount = 64
    private static let partBits = UInt32(partCount.trailingZeroBitCount)

    private struct Limits: ~Copyable {
        /// The maximum number of sessions of an owner; `Int.max` for no limit.
        let maximum = Atomic<Int>(.max)
        /// The time that each create of an owner takes from its second, in nanoseconds; zero for no limit.
        let createInterval = Atomic<Int64>(0)
        let rejections = Atomic<Int>(0)
    }

    // As in a shard, a part and its lock are separate values side by side, from the start of a cache line.
    private static var partOffset: Int { 16 }
    private static var partStride: Int { (partOffset + MemoryLayout<GroupPart>.size + 63) & ~63 }

    private let memory: UnsafeMutableRawPointer
    private let limits: UnsafeMutablePointer<Limits>

    private func lock(_ number: Int) -> UnsafeMutablePointer<Lock> {
        (memory + number &* Self.partStride).assumingMemoryBound(to: Lock.self)
    }

    private func part(_ number: Int) -> UnsafeMutablePointer<GroupPart> {
        (memory + number &* Self.partStride + Self.partOffset).assumingMemoryBound(to: GroupPart.self)
    }

    init() {
        memory = .allocate(byteCount: Self.partCount * Self.partStride, alignment: 64)
        for number in 0..<Self.partCount {
            let start = memory + number * Self.partStride
            start.bindMemory(to: Lock.self, capacity: 1).initialize(to: Lock())
            (start + Self.partOffset).bindMemory(to: GroupPart.self, capacity: 1).initialize(to: GroupPart())
        }
        limits = .allocate(capacity: 1)
        limits.initialize(to: Limits())
    }

    /// Deallocates all memory.
    func deallocate() {
        for number in 0..<Self.partCount {
            part(number).pointee.deallocate()
            part(number).deinitialize(count: 1)
            lock(number).deinitialize(count: 1)
        }
        memory.deallocate()
        limits.deinitialize(count: 1)
        limits.deallocate()
    }

    /// The maximum number of sessions of an owner; `Int.max` for no limit.
    private var maximum: Int { limits.pointee.maximum.load(ordering: .relaxed) }

    /// Applies the limits of a policy.
    func setLimits(_ policy: SessionPolicy) {
        limits.pointee.maximum.store(policy.maximumSessionsPerOwner ?? .max, ordering: .relaxed)
        let interval = policy.createsPerSecondPerOwner.map { 1_000_000_000 / Int64($0) } ?? 0
        limits.pointee.createInterval.store(interval, ordering: .relaxed)
    }

    @inline(__always)
    private func withPart<R>(_ number: Int, _ body: (inout GroupPart) -> R) -> R {
        let lock = lock(number)
        lock.pointee.lock()
        defer { lock.pointee.unlock() }
        return body(&part(number).pointee)
    }

    @inline(__always)
    private func withPart<R>(of key: GroupKey, _ body: (inout GroupPart) -> R) -> R {
        withPart(key.part, body)
    }

    // A node's number has the number of its part in the lowest bits, so a session's nodes lead to their parts.

    private static func number(_ node: UInt32, in part: Int) -> UInt32 {
        node << partBits | UInt32(truncatingIfNeeded: part)
    }

    private func withPart<R>(of number: UInt32, _ body: (inout GroupPart, _ node: UInt32) -> R) -> R {
        withPart(Int(number) & (Self.partCount - 1)) { body(&$0, number >> Self.partBits) }
    }

    // MARK: Changes, under the lock of the session's shard

    /// Adds a session to all of its groups, whether or not its owner has too many sessions, and returns its nodes.
    func join(_ kept: KeptAttributes, at place: SessionPlace) -> GroupNodes {
        var unreserved: GroupKey?
        return replace(nil, with: kept, at: place, byAnother: false, &unreserved)
    }

    /// Adds a new session to all of its groups, and returns its nodes. Returns `nil` and changes nothing if its owner has as
    /// many sessions and reserved places as the policy allows. One step under one lock checks the limit and joins.
    ///
    /// - Parameter reserved: The owner for whom a place was reserved. The session takes the place if it has this owner.
    func join(
        ifAllowed kept: KeptAttributes,
        at place: SessionPlace,
        _ reserved: inout GroupKey?
    ) -> GroupNodes? {
        var nodes = GroupNodes()
        var limit = kept.value.owner == nil ? .max : maximum
        for number in 0..<kept.groupCount {
            // Only the first group can be the owner's, so nothing was joined if it is full.
            nodes[number] = join(kept.group(number), at: place, &reserved, limit: limit)
            if nodes[number] == Self.none { return nil }
            limit = .max
        }
        return nodes
    }

    private func join(
        _ key: GroupKey,
        at place: SessionPlace,
        _ reserved: inout GroupKey?,
        limit: Int = .max
    ) -> UInt32 {
        let isReserved = reserved.map { $0 == key } ?? false
        if isReserved { reserved = nil }
        let node = withPart(of: key) { $0.join(key, at: place, isReserved: isReserved, limit: limit) }
        return node == Self.none ? node : Self.number(node, in: key.part)
    }

    /// Removes the session from all of its groups.
    func leave(_ attributed: AttributedSession) {
        for number in 0..<attributed.kept.groupCount { leave(attributed.nodes[number]) }
    }

    private func leave(_ number: UInt32) {
        if number != Self.none { withPart(of: number) { $0.leave($1) } }
    }

    /// Records that the session has another place, because its id was rotated.
    func move(_ attributed: AttributedSession, to place: SessionPlace) {
        for number in 0..<attributed.kept.groupCount where attributed.nodes[number] != Self.none {
            withPart(of: attributed.nodes[number]) { $0.move($1, to: place) }
        }
    }

    /// Replaces the attributes of a session at this place. The session stays where it is in the groups that it keeps,
    /// unless another session takes its place: then that one joins them at the end, in the same step.
    func replace(
        _ old: AttributedSession?,
        with kept: KeptAttributes,
        at place: SessionPlace,
        byAnother: Bool,
        _ reserved: inout GroupKey?
    ) -> GroupNodes {
        var left = old?.nodes ?? GroupNodes()
        let oldCount = old?.kept.groupCount ?? 0
        var new = GroupNodes()
        for number in 0..<kept.groupCount {
            let key = kept.group(number)
            let former = (0..<oldCount).first { old?.kept.group($0) == key && left[$0] != Self.none }
            if let former {
                if byAnother { withPart(of: left[former]) { $0.rejoin($1, at: place) } }
                new[number] = left[former]
                left[former] = Self.none
            } else {
                new[number] = join(key, at: place, &reserved)
            }
        }
        for number in 0..<oldCount { leave(left[number]) }
        return new
    }

    // MARK: Limits of owners

    /// The number of creates and changes of an owner that were refused because the owner has too many sessions.
    var limitRejections: Int { limits.pointee.rejections.load(ordering: .relaxed) }

    /// The number of creates that were refused because the owner created sessions too fast.
    var paceRejections: Int { sum { $0.paceRejections } }

    /// Reserves a place among the sessions of an owner, and returns true; returns false if the owner has as many sessions
    /// and reserved places as the policy allows. Without a limit, no place is reserved.
    ///
    /// - Parameter reserved: The owner for whom a place is reserved already. A place of another owner is given back.
    func reserve(_ owner: GroupKey, _ reserved: inout GroupKey?) -> Bool {
        if let reserved, reserved == owner { return true }
        cancel(&reserved)
        let limit = maximum
        if limit == .max { return true }
        guard withPart(of: owner, { $0.reserve(owner, limit: limit) }) else { return false }
        reserved = owner
        return true
    }

    /// Returns whether the owner has no more sessions and reserved places than the policy allows.
    func isWithinLimit(_ owner: GroupKey) -> Bool {
        let limit = maximum
        return withPart(of: owner) { $0.isWithin(limit, owner) }
    }

    /// Returns whether other calls have reserved places among the sessions of the owner.
    func hasReservedPlaces(_ owner: GroupKey) -> Bool {
        withPart(of: owner) { $0.reservedPlaces(owner) > 0 }
    }

    /// Takes a session out of its owner's group and reserves its place, and returns true. Returns false and changes nothing
    /// if the owner has more sessions than the policy allows. The session must end before its shard is unlocked.
    func exchange(_ attributed: inout AttributedSession, _ reserved: inout GroupKey?) -> Bool {
        guard let owner = attributed.kept.owner, attributed.nodes[0] != Self.none else { return false }
        cancel(&reserved)
        let limit = maximum
        guard withPart(of: attributed.nodes[0], { $0.exchange($1, limit: limit) }) else { return false }
        attributed.nodes[0] = Self.none
        reserved = owner
        return true
    }

    /// Gives a reserved place back.
    func cancel(_ reserved: inout GroupKey?) {
        if let owner = reserved { withPart(of: owner) { $0.cancel(owner) } }
        reserved = nil
    }

    /// Counts a create of the owner, or throws if there were too many in the last second.
    func countCreate(_ owner: GroupKey, at now: Int64) throws(SessionError) {
        let interval = limits.pointee.createInterval.load(ordering: .relaxed)
        guard interval > 0 else { return }
        let wait = withPart(of: owner) { $0.countCreate(owner, every: interval, at: now) }
        if wait > 0 { throw .createRateExceeded(.nanoseconds(wait)) }
    }

    /// Counts a refusal because the owner has too many sessions.
    func countLimitRejection() { limits.pointee.rejections.wrappingAdd(1, ordering: .relaxed) }

    // MARK: Finding

    /// Returns members of the group, in the order in which they joined it, and where to continue, or `nil` at the end.
    ///
    /// - Parameters:
    ///   - cursor: Where to begin.
    ///   - last: The ``GroupMember/stamp`` up to which members are returned.
    ///   - limit: The maximum number of members.
    func members(
        of key: GroupKey,
        from cursor: GroupCursor = GroupCursor(),
        through last: UInt64 = .max,
        limit: Int = .max
    ) -> (members: [GroupMember], next: GroupCursor?) {
        withPart(of: key) { $0.members(of: key, from: cursor, through: last, limit: limit) }
    }

    /// Returns whether this member is in its group, at the same place.
    func has(_ member: GroupMember, in key: GroupKey) -> Bool {
        withPart(of: key) { $0.has(member, in: key) }
    }

    /// Returns the stamp of the last member that has joined the group or another one of its part.
    func newestStamp(of key: GroupKey) -> UInt64 { withPart(of: key) { $0.newest } }

    /// The size of the index in memory, in bytes, without the text of owners and keys.
    var bytes: Int { sum { $0.bytes } }

    private func sum(_ figure: (borrowing GroupPart) -> Int) -> Int {
        (0..<Self.partCount).reduce(0) { sum, number in sum + withPart(number) { figure($0) } }
    }

    // MARK: Invariants

    /// Returns a description of a broken invariant, or `nil` if the index is intact.
    ///
    /// - Parameter memberships: The number of memberships that the manager's sessions should have in all groups.
    func brokenInvariant(memberships: Int) -> String? {
        var members = 0
        for number in 0..<Self.partCount {
            let (broken, count) = withPart(number) { ($0.brokenInvariant(), $0.memberCount) }
            if let broken { return broken }
            members += count
        }
        return members == memberships ? nil : "\(members) members of groups for \(memberships) memberships"
    }

    /// Returns a description of what is wrong with the nodes of a session at this place, or `nil`.
    func brokenInvariant(of attributed: AttributedSession, at place: SessionPlace) -> String? {
        for number in 0..<attributed.kept.groupCount {
            let key = attributed.kept.group(number)
            let node = attributed.nodes[number]
            if node == Self.none { return "\(place) is missing in \(key.group)" }
            if Int(node) & (Self.partCount - 1) != key.part { return "\(place) is in a wrong part" }
            if let broken = withPart(of: node, { $0.brokenInvariant($1, of: key, at: place) }) {
                return broken
            }
        }
        return nil
    }
}

/// Where a session is: its shard and its slot.
@usableFromInline struct SessionPlace: Equatable {
    @usableFromInline let shard: UInt32
    @usableFromInline let slot: UInt32
}

/// A member of a group.
@usableFromInline struct GroupMember {
    @usableFromInline let place: SessionPlace
    /// The number of the member's node in its part.
    let node: UInt32
    /// A number that grows with each join in the group's part.
    let stamp: UInt64
}

/// A position among the members of a group: the next member to visit.
@usableFromInline struct GroupCursor {
    /// The member's node. If the member has left the group, the members are searched for the next stamp.
    var node = GroupIndex.none
    var stamp: UInt64 = 0

    @usableFromInline init() {}

    init(node: UInt32 = GroupIndex.none, stamp: UInt64) {
        self.node = node
        self.stamp = stamp
    }
}

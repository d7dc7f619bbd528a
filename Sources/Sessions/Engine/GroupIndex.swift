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
final class GroupIndex: Sendable {
    /// Stands for a missing node or group.
    static let none: UInt32 = .max

    /// The number of parts; a power of two.
    static let partCount = 64
    private static let partBits = UInt32(partCount.trailingZeroBitCount)

    private let parts = ContiguousArray((0..<partCount).map { _ in Locked(GroupPart()) })

    /// The maximum number of sessions of an owner; `Int.max` for no limit.
    private let maximum = Atomic<Int>(.max)
    /// The time that each create of an owner takes from its second, in nanoseconds; zero for no limit.
    private let createInterval = Atomic<Int64>(0)
    private let rejectedForLimit = Atomic<Int>(0)

    /// Applies the limits of a policy.
    func setLimits(_ policy: SessionPolicy) {
        maximum.store(policy.maximumSessionsPerOwner ?? .max, ordering: .relaxed)
        let interval = policy.createsPerSecondPerOwner.map { 1_000_000_000 / Int64($0) } ?? 0
        createInterval.store(interval, ordering: .relaxed)
    }

    deinit {
        for part in parts { part.withLock { $0.deallocate() } }
    }

    private func part(of key: GroupKey) -> Locked<GroupPart> { parts[key.part] }

    // A node's number has the number of its part in the lowest bits, so a session's nodes lead to their parts.

    private static func number(_ node: UInt32, in part: Int) -> UInt32 {
        node << partBits | UInt32(truncatingIfNeeded: part)
    }

    private func withPart<R>(of number: UInt32, _ body: (inout GroupPart, _ node: UInt32) -> R) -> R {
        parts[Int(number) & (Self.partCount - 1)].withLock { body(&$0, number >> Self.partBits) }
    }

    // MARK: Changes, under the lock of the session's shard

    /// Adds the session to all of its groups.
    ///
    /// - Parameter reserved: The owner for whom a place was reserved. The session takes the place if it has this owner.
    func join(_ attributed: inout AttributedSession, at place: SessionPlace, _ reserved: inout GroupKey?) {
        for number in 0..<attributed.kept.groupCount {
            attributed.nodes[number] = join(attributed.kept.group(number), at: place, &reserved)
        }
    }

    private func join(_ key: GroupKey, at place: SessionPlace, _ reserved: inout GroupKey?) -> UInt32 {
        let isReserved = reserved.map { $0 == key } ?? false
        if isReserved { reserved = nil }
        let node = part(of: key).withLock { $0.join(key, at: place, isReserved: isReserved) }
        return Self.number(node, in: key.part)
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
        with kept: KeptAttributes?,
        at place: SessionPlace,
        byAnother: Bool,
        _ reserved: inout GroupKey?
    ) -> AttributedSession? {
        var left = old?.nodes ?? GroupNodes()
        let oldCount = old?.kept.groupCount ?? 0
        let new = kept.map { kept in
            var new = AttributedSession(kept: kept)
            for number in 0..<kept.groupCount {
                let key = kept.group(number)
                let former = (0..<oldCount).first { old?.kept.group($0) == key && left[$0] != Self.none }
                if let former {
                    if byAnother { withPart(of: left[former]) { $0.rejoin($1, at: place) } }
                    new.nodes[number] = left[former]
                    left[former] = Self.none
                } else {
                    new.nodes[number] = join(key, at: place, &reserved)
                }
            }
            return new
        }
        for number in 0..<oldCount { leave(left[number]) }
        return new
    }

    // MARK: Limits of owners

    /// The number of creates and changes of an owner that were refused because the owner has too many sessions.
    var limitRejections: Int { rejectedForLimit.load(ordering: .relaxed) }

    /// The number of creates that were refused because the owner created sessions too fast.
    var paceRejections: Int { parts.reduce(0) { sum, part in sum + part.withLock(\.paceRejections) } }

    /// Reserves a place among the sessions of an owner, and returns true; returns false if the owner has as many sessions
    /// and reserved places as the policy allows. Without a limit, no place is reserved.
    ///
    /// - Parameter reserved: The owner for whom a place is reserved already. A place of another owner is given back.
    func reserve(_ owner: GroupKey, _ reserved: inout GroupKey?) -> Bool {
        if let reserved, reserved == owner { return true }
        cancel(&reserved)
        let limit = maximum.load(ordering: .relaxed)
        if limit == .max { return true }
        guard part(of: owner).withLock({ $0.reserve(owner, limit: limit) }) else { return false }
        reserved = owner
        return true
    }

    /// Returns whether the owner has no more sessions and reserved places than the policy allows.
    func isWithinLimit(_ owner: GroupKey) -> Bool {
        let limit = maximum.load(ordering: .relaxed)
        return part(of: owner).withLock { $0.isWithin(limit, owner) }
    }

    /// Returns whether other calls have reserved places among the sessions of the owner.
    func hasReservedPlaces(_ owner: GroupKey) -> Bool {
        part(of: owner).withLock { $0.reservedPlaces(owner) > 0 }
    }

    /// Takes a session out of its owner's group and reserves its place, and returns true. Returns false and changes nothing
    /// if the owner has more sessions than the policy allows. The session must end before its shard is unlocked.
    func exchange(_ attributed: inout AttributedSession, _ reserved: inout GroupKey?) -> Bool {
        guard let owner = attributed.kept.owner, attributed.nodes[0] != Self.none else { return false }
        cancel(&reserved)
        let limit = maximum.load(ordering: .relaxed)
        guard withPart(of: attributed.nodes[0], { $0.exchange($1, limit: limit) }) else { return false }
        attributed.nodes[0] = Self.none
        reserved = owner
        return true
    }

    /// Gives a reserved place back.
    func cancel(_ reserved: inout GroupKey?) {
        if let owner = reserved { part(of: owner).withLock { $0.cancel(owner) } }
        reserved = nil
    }

    /// Counts a create of the owner, or throws if there were too many in the last second.
    func countCreate(_ owner: GroupKey, at now: Int64) throws(SessionError) {
        let interval = createInterval.load(ordering: .relaxed)
        guard interval > 0 else { return }
        let wait = part(of: owner).withLock { $0.countCreate(owner, every: interval, at: now) }
        if wait > 0 { throw .createRateExceeded(.nanoseconds(wait)) }
    }

    /// Counts a refusal because the owner has too many sessions.
    func countLimitRejection() { rejectedForLimit.wrappingAdd(1, ordering: .relaxed) }

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
        part(of: key).withLock { $0.members(of: key, from: cursor, through: last, limit: limit) }
    }

    /// Returns whether this member is in its group, at the same place.
    func has(_ member: GroupMember, in key: GroupKey) -> Bool {
        part(of: key).withLock { $0.has(member, in: key) }
    }

    /// Returns the stamp of the last member that has joined the group or another one of its part.
    func newestStamp(of key: GroupKey) -> UInt64 { part(of: key).withLock(\.newest) }

    /// The size of the index in memory, in bytes, without the text of owners and keys.
    var bytes: Int { parts.reduce(0) { sum, part in sum + part.withLock(\.bytes) } }

    // MARK: Invariants

    /// Returns a description of a broken invariant, or `nil` if the index is intact.
    ///
    /// - Parameter memberships: The number of memberships that the manager's sessions should have in all groups.
    func brokenInvariant(memberships: Int) -> String? {
        var members = 0
        for part in parts {
            let (broken, count) = part.withLock { ($0.brokenInvariant(), $0.memberCount) }
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
struct SessionPlace: Equatable {
    let shard: UInt32
    let slot: UInt32
}

/// A member of a group.
struct GroupMember {
    let place: SessionPlace
    /// The number of the member's node in its part.
    let node: UInt32
    /// A number that grows with each join in the group's part.
    let stamp: UInt64
}

/// A position among the members of a group: the next member to visit.
struct GroupCursor {
    /// The member's node. If the member has left the group, the members are searched for the next stamp.
    var node = GroupIndex.none
    var stamp: UInt64 = 0
}

import Sessions

/// The rules of a session's life in their simplest form: a dictionary that every operation scans.
///
/// The model shares only the public types with the engine.
struct NaiveManager {
    /// An id that is equal to another if their bytes are equal; `String` compares by canonical equivalence.
    struct ID: Hashable, CustomStringConvertible {
        let bytes: [UInt8]

        init(_ id: String) { bytes = Array(id.utf8) }

        var description: String { String(decoding: bytes, as: UTF8.self) }
    }

    struct Held: Equatable {
        var value: Int
        var created: Int64
        var lastAccessed: Int64
        var ownIdle: Int64?
        var ownLifetime: Int64?
        var leases = 0
        var hasExclusiveLease = false
        /// The owner and the keys.
        var attributes = SessionAttributes()
        /// The deadline that the session was last warned about.
        var warned: Int64?
        /// The number of the incarnation, in the order of creation.
        var number: Int
        /// The number of the version.
        var change: Int
    }

    struct End: Equatable {
        let reason: EndReason
        let deletion: DeletionDetails?
        let at: Int64
    }

    var held: [ID: Held] = [:]
    var now: Int64 = 0
    var idle: Int64
    var lifetime: Int64?
    var maximumLease: Int64?
    var warnBefore: Int64?
    /// The moment of the last sweep. Another sweep at the same moment does nothing.
    var swept: Int64?
    var leasesCutOff = 0
    var remembersEnds: Bool
    /// The last end of each id that was not used again.
    var ends: [ID: End] = [:]
    var maximum: Int
    var isShutDown = false
    var created = 0
    var restored = 0
    var ended: [EndReason: Int] = [:]
    var events: [EventRecord] = []
    /// The numbers of the sessions of each group, in the order in which they joined it.
    var members: [SessionGroup: [Int]] = [:]
    var maximumPerOwner: Int?
    var whenOwnerFull = SessionPolicy.OwnerOverflow.reject
    var createsPerSecond: Int?
    /// The time at which each owner may create sessions at the full pace again.
    var paces: [SessionGroup: Int64] = [:]

    /// The number of the version that the first change of a session exceeds.
    let changeFloor: Int

    var maximumBytes: Int?
    var maximumBytesPerSession: Int?
    var rejectedForBytes = 0
    var rejectedForValueSize = 0

    init(_ policy: SessionPolicy, epoch: Int) {
        changeFloor = epoch << 40
        idle = Self.nanoseconds(policy.idleTimeout)
        lifetime = policy.lifetime.map(Self.nanoseconds)
        maximumLease = policy.maximumLease.map(Self.nanoseconds)
        warnBefore = policy.warnBefore.map(Self.nanoseconds)
        maximum = policy.maximumSessions
        remembersEnds = policy.rememberedEnds > 0
        setOwnerLimits(policy)
        setByteLimits(policy)
    }

    mutating func setOwnerLimits(_ policy: SessionPolicy) {
        maximumPerOwner = policy.maximumSessionsPerOwner
        whenOwnerFull = policy.whenOwnerFull
        createsPerSecond = policy.createsPerSecondPerOwner
    }

    static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    func idleDeadline(_ session: Held) -> Int64? {
        let idle = session.ownIdle ?? idle
        if session.leases > 0 { return maximumLease.map { session.lastAccessed + max(idle, $0) } }
        return session.lastAccessed + idle
    }

    func lifetimeDeadline(_ session: Held) -> Int64? {
        (session.ownLifetime ?? lifetime).map { session.created + $0 }
    }

    func deadline(_ session: Held) -> Int64? {
        [idleDeadline(session), lifetimeDeadline(session)].compactMap { $0 }.min()
    }

    /// Raises the version of a session.
    mutating func change(_ id: ID) {
        if let change = held[id]?.change { held[id]?.change = max(change, changeFloor) + 1 }
    }

    func isAlive(_ session: Held) -> Bool { deadline(session).map { now <= $0 } ?? true }

    mutating func end(_ id: ID, _ reason: EndReason? = nil, _ deletion: DeletionDetails? = nil) {
        guard let session = held.removeValue(forKey: id) else { return }
        regroup(session.number, from: session.attributes, to: SessionAttributes())
        let reason = reason ?? .expired(deadline(session) == lifetimeDeadline(session) ? .lifetime : .idle)
        ended[reason, default: 0] += 1
        if reason == .expired(.idle) && session.leases > 0 { leasesCutOff += 1 }
        if remembersEnds, reason != .replaced { ends[id] = end(session, reason, deletion) }
        let kind = reason.timeout == nil ? "deleted" : "expired"
        emit(kind, id, session, reason, deletion, idle: now - session.lastAccessed)
    }

    private func end(_ session: Held, _ reason: EndReason, _ deletion: DeletionDetails?) -> End {
        let expired = reason.timeout == nil ? nil : deadline(session)
        return End(
            reason: reason,
            deletion: deletion,
            at: expired.map { max($0, session.lastAccessed) } ?? now
        )
    }

    func endOf(_ id: ID) -> End? {
        guard remembersEnds else { return nil }
        guard let session = held[id] else { return ends[id] }
        if isAlive(session) { return nil }
        return end(session, .expired(deadline(session) == lifetimeDeadline(session) ? .lifetime : .idle), nil)
    }

    mutating func emit(
        _ kind: String,
        _ id: ID,
        _ session: Held,
        _ reason: EndReason? = nil,
        _ deletion: DeletionDetails? = nil,
        timeouts: TimeoutsChangeDetails? = nil,
        idle: Int64 = 0
    ) {
        events.append(
            EventRecord(
                kind: kind,
                id: id.description,
                value: session.value,
                change: session.change,
                reason: reason,
                deletion: deletion,
                timeouts: timeouts,
                attributes: session.attributes == SessionAttributes() ? nil : session.attributes,
                created: session.created,
                deadline: deadline(session),
                instant: now,
                idle: idle,
                count: held.count
            )
        )
    }

    /// Returns the living session with this id, and ends a dead one.
    mutating func living(_ id: ID) -> Held? {
        guard let session = held[id] else { return nil }
        if isAlive(session) { return session }
        end(id)
        return nil
    }

    mutating func create(
        _ id: ID,
        _ value: Int,
        _ timeouts: Timeouts?,
        _ attributes: SessionAttributes = SessionAttributes()
    ) -> SessionError.Code? {
        if isShutDown { return .shutDown }
        if let owner = attributes.owner {
            if !countCreate(owner) { return .createRateExceeded }
        }
        if isTooLarge(value) {
            rejectedForValueSize += 1
            return .valueTooLarge
        }
        if let owner = attributes.owner, !makeRoom(for: owner, insteadOf: held[id]) {
            return .ownerLimitReached
        }
        if !fits(value, insteadOf: held[id]) {
            sweep()
            guard fits(value, insteadOf: held[id]) else {
                rejectedForBytes += 1
                return .byteLimitReached
            }
        }
        if let session = held[id] {
            end(id, isAlive(session) ? .replaced : nil)
        } else if held.count >= maximum {
            sweep()
            if held.count >= maximum { return .capacityReached }
        }
        let session = Held(
            value: value,
            created: now,
            lastAccessed: now,
            ownIdle: timeouts?.idle.map(Self.nanoseconds),
            ownLifetime: timeouts?.lifetime.map(Self.nanoseconds),
            attributes: attributes,
            number: created,
            change: changeFloor + 1
        )
        created += 1
        ends[id] = nil
        held[id] = session
        regroup(session.number, from: SessionAttributes(), to: attributes)
        emit("created", id, session)
        return nil
    }

    mutating func access(_ id: ID) -> Held? {
        if isShutDown { return held[id].flatMap { isAlive($0) ? $0 : nil } }
        guard var session = living(id) else { return nil }
        let idle = now - session.lastAccessed
        session.lastAccessed = now
        held[id] = session
        emit("accessed", id, session, idle: idle)
        return session
    }

    mutating func touch(_ id: ID) -> Bool { !isShutDown && access(id) != nil }

    enum Update: Equatable {
        case updated
        case absent
        case refused(SessionError.Code)
    }

    /// - Parameters:
    ///   - makesRoom: Whether dead sessions end if the value does not fit.
    ///   - isStale: Whether the call states a version that a living session doesn't have.
    mutating func update(
        _ id: ID,
        _ value: Int,
        makesRoom: Bool = false,
        isStale: Bool = false
    ) -> Update {
        guard !isShutDown, var session = living(id) else { return .absent }
        if isStale { return .refused(.versionMismatch) }
        let idle = now - session.lastAccessed
        session.lastAccessed = now
        held[id] = session
        if isTooLarge(value), Self.size(value) > Self.size(session.value) {
            rejectedForValueSize += 1
            return .refused(.valueTooLarge)
        }
        let fitsAtOnce = fits(value, insteadOf: session)
        if !fitsAtOnce && makesRoom { sweep() }
        guard fits(value, insteadOf: session) else {
            rejectedForBytes += 1
            return .refused(.byteLimitReached)
        }
        session.value = value
        // A second attempt is a second access, and the sweep before it may have warned of the session's deadline.
        session.warned = held[id]?.warned
        held[id] = session
        change(id)
        session = held[id] ?? session
        emit("updated", id, session, idle: fitsAtOnce ? idle : 0)
        return .updated
    }

    mutating func delete(_ id: ID, _ deletion: DeletionDetails?) -> Bool? {
        if isShutDown { return nil }
        guard living(id) != nil else { return false }
        end(id, .deleted, deletion)
        return true
    }

    enum Rotation: Equatable {
        case rotated
        case absent
        case inUse
        case ownerFull
        case shutDown
    }

    /// Returns the session with its new timeouts if it is still alive.
    mutating func setTimeouts(_ id: ID, _ timeouts: Timeouts?) -> Held? {
        guard let session = living(id) else { return nil }
        let change = set(timeouts, id)
        guard living(id) != nil else { return nil }
        self.change(id)
        guard let changed = held[id] else { return nil }
        emit("timeoutsChanged", id, changed, timeouts: change, idle: now - session.lastAccessed)
        return changed
    }

    /// Accesses the session and replaces its timeouts.
    private mutating func set(_ timeouts: Timeouts?, _ id: ID) -> TimeoutsChangeDetails? {
        guard let session = held[id] else { return nil }
        held[id]?.lastAccessed = now
        forgetStaleWarning(id)
        held[id]?.ownIdle = timeouts?.idle.map(Self.nanoseconds)
        held[id]?.ownLifetime = timeouts?.lifetime.map(Self.nanoseconds)
        forgetStaleWarning(id)
        let old = Timeouts(
            idle: session.ownIdle.map { .nanoseconds($0) },
            lifetime: session.ownLifetime.map { .nanoseconds($0) }
        )
        return TimeoutsChangeDetails(old: old == Timeouts() ? nil : old, new: timeouts)
    }

    mutating func rotate(
        _ id: ID,
        _ new: ID,
        _ timeouts: Timeouts? = nil,
        attributes: SessionAttributes? = nil
    ) -> Rotation {
        if isShutDown { return .shutDown }
        guard living(id) != nil else { return .absent }
        guard living(new) == nil else { return .inUse }
        if let attributes, !canJoin(id, attributes) { return .ownerFull }
        let idle = now - (held[id]?.lastAccessed ?? now)
        var change: TimeoutsChangeDetails?
        if let timeouts {
            change = set(timeouts, id)
            guard living(id) != nil else { return .absent }
        }
        self.change(id)
        guard var session = held.removeValue(forKey: id) else { return .absent }
        regroup(session.number, from: session.attributes, to: attributes ?? session.attributes)
        session.attributes = attributes ?? session.attributes
        session.lastAccessed = now
        ends[new] = nil
        held[new] = session
        emit("rotated", new, session, timeouts: change, idle: idle)
        return .rotated
    }

    mutating func beginLease(_ id: ID) -> Int? {
        guard !isShutDown, let session = access(id) else { return nil }
        held[id]?.leases += 1
        return session.number
    }

    enum ExclusiveLease: Equatable {
        case began(Int)
        case busy
        case absent
    }

    mutating func beginExclusiveLease(_ id: ID) -> ExclusiveLease {
        if !isShutDown, let session = held[id], isAlive(session), session.hasExclusiveLease { return .busy }
        guard let number = beginLease(id) else { return .absent }
        held[id]?.hasExclusiveLease = true
        return .began(number)
    }

    /// Finds the lease by the session's number, because the id can have been rotated.
    mutating func endLease(_ number: Int, isExclusive: Bool) {
        guard
            !isShutDown,
            let id = held.first(where: { $0.value.number == number })?.key,
            access(id) != nil
        else { return }
        held[id]?.leases -= 1
        if isExclusive { held[id]?.hasExclusiveLease = false }
    }

    @discardableResult
    mutating func sweep() -> Int {
        let dead = held.filter { !isAlive($0.value) }.keys
        for id in dead { end(id) }
        if swept != now { for id in held.keys { warn(id) } }
        swept = now
        return dead.count
    }

    private mutating func warn(_ id: ID) {
        guard
            let warnBefore, let session = held[id], let deadline = deadlineToWarnAbout(session),
            deadline != session.warned, now >= deadline - warnBefore
        else { return }
        held[id]?.warned = deadline
        emit("expiring", id, session, idle: now - session.lastAccessed)
    }

    private func deadlineToWarnAbout(_ session: Held) -> Int64? {
        let warnBefore = warnBefore ?? 0
        let idleDeadline = idleDeadline(session)
        if let lifetimeDeadline = lifetimeDeadline(session), lifetimeDeadline <= idleDeadline ?? .max {
            return (session.ownLifetime ?? lifetime ?? 0) > warnBefore ? lifetimeDeadline : nil
        }
        return session.leases == 0 && (session.ownIdle ?? idle) > warnBefore ? idleDeadline : nil
    }

    /// Forgets a warning about a deadline that the session no longer has, before and after a change of timeouts.
    private mutating func forgetStaleWarning(_ id: ID) {
        guard let session = held[id], let warned = session.warned else { return }
        if warned != idleDeadline(session) && warned != lifetimeDeadline(session) { held[id]?.warned = nil }
    }

    mutating func cleanup() -> Int {
        if isShutDown { return 0 }
        let removed = sweep()
        events.append(EventRecord(kind: "cleanup", instant: now, count: held.count))
        return removed
    }

    mutating func apply(_ policy: SessionPolicy) -> Int? {
        if isShutDown { return nil }
        sweep()
        let hasNewTimeouts =
            idle != Self.nanoseconds(policy.idleTimeout) || lifetime != policy.lifetime.map(Self.nanoseconds)
            || maximumLease != policy.maximumLease.map(Self.nanoseconds)
            || warnBefore != policy.warnBefore.map(Self.nanoseconds)
        if hasNewTimeouts && warnBefore != nil { for id in held.keys { forgetStaleWarning(id) } }
        idle = Self.nanoseconds(policy.idleTimeout)
        lifetime = policy.lifetime.map(Self.nanoseconds)
        maximumLease = policy.maximumLease.map(Self.nanoseconds)
        warnBefore = policy.warnBefore.map(Self.nanoseconds)
        if hasNewTimeouts {
            swept = nil
            for id in held.keys { forgetStaleWarning(id) }
        }
        maximum = policy.maximumSessions
        setOwnerLimits(policy)
        setByteLimits(policy)
        remembersEnds = policy.rememberedEnds > 0
        if !remembersEnds { ends = [:] }
        events.append(EventRecord(kind: "policyChanged", instant: now, count: held.count))
        return hasNewTimeouts ? held.values.filter { !isAlive($0) }.count : 0
    }

    mutating func deleteAll(_ deletion: DeletionDetails?) -> Int? {
        if isShutDown { return nil }
        var alive = 0
        for (id, session) in held {
            if isAlive(session) { alive += 1 }
            end(id, isAlive(session) ? .deleted : nil, isAlive(session) ? deletion : nil)
        }
        return alive
    }

    /// Restores sessions with the given idle times and ages. The dead ones come last, ordered by their
    /// deadlines.
    mutating func restore(_ sessions: [(id: ID, session: Held, idle: Int64, age: Int64)]) {
        if isShutDown { return }
        var dead: [(ID, Held)] = []
        var count = 0
        for (id, session, idle, age) in sessions where held[id] == nil {
            var session = session
            session.lastAccessed = now - idle
            session.created = now - age
            session.leases = 0
            session.hasExclusiveLease = false
            session.warned = nil
            count += 1
            restored += 1
            session.number = -restored
            if isAlive(session) {
                ends[id] = nil
                held[id] = session
                regroup(session.number, from: SessionAttributes(), to: session.attributes)
            } else {
                dead.append((id, session))
            }
        }
        for (id, session) in dead.sorted(by: { deadline($0.1) ?? .max < deadline($1.1) ?? .max }) {
            held[id] = session
            regroup(session.number, from: SessionAttributes(), to: session.attributes)
            end(id)
        }
        if count > 0 { events.append(EventRecord(kind: "restored", instant: now, count: held.count)) }
    }

    mutating func shutdown() {
        if isShutDown { return }
        isShutDown = true
        events.append(EventRecord(kind: "shutdown", instant: now, count: held.count))
    }
}

/// The sizes of values.
extension NaiveManager {
    mutating func setByteLimits(_ policy: SessionPolicy) {
        maximumBytes = policy.maximumBytes
        maximumBytesPerSession = policy.maximumBytesPerSession
    }

    static func size(_ value: Int) -> Int { value.estimatedBytes }

    /// The bytes of all values; `nil` if they are not limited.
    var valueBytes: Int? {
        if maximumBytes == nil && maximumBytesPerSession == nil { return nil }
        return held.values.map { Self.size($0.value) }.reduce(0, +)
    }

    func isTooLarge(_ value: Int) -> Bool {
        [maximumBytes, maximumBytesPerSession].contains { $0.map { Self.size(value) > $0 } ?? false }
    }

    func fits(_ value: Int, insteadOf other: Held?) -> Bool {
        let more = Self.size(value) - (other.map { Self.size($0.value) } ?? 0)
        guard let maximumBytes, let valueBytes, more > 0 else { return true }
        return valueBytes + more <= maximumBytes
    }
}

/// Owners and keys.
extension NaiveManager {
    static func plain(_ attributes: SessionAttributes?) -> SessionAttributes? {
        var attributes = attributes
        attributes?.handle = nil
        return attributes
    }

    private static func isSame(_ owner: String?, _ other: String?) -> Bool {
        owner.map { Array($0.utf8) } == other.map { Array($0.utf8) }
    }

    private static func groups(_ attributes: SessionAttributes) -> [SessionGroup] {
        (attributes.owner.map { [.owner($0)] } ?? []) + attributes.keys.map { .key($0) }
    }

    mutating func regroup(_ number: Int, from old: SessionAttributes, to new: SessionAttributes) {
        let (old, new) = (Self.groups(old), Self.groups(new))
        for group in old where !new.contains(group) { members[group]?.removeAll { $0 == number } }
        for group in new where !old.contains(group) { members[group, default: []].append(number) }
    }

    func id(_ number: Int) -> ID? { held.first { $0.value.number == number }?.key }

    /// Returns the living sessions of a group, in the order in which they joined it.
    func living(in group: SessionGroup) -> [ID] {
        (members[group] ?? []).compactMap { id($0) }.filter { held[$0].map(isAlive) ?? false }
    }

    /// Counts a create in a bucket that holds the creates of one second.
    mutating func countCreate(_ owner: String) -> Bool {
        guard let createsPerSecond else { return true }
        let interval = 1_000_000_000 / Int64(createsPerSecond)
        let start = max(paces[.owner(owner)] ?? 0, now)
        guard start + interval - now <= 1_000_000_000 else { return false }
        paces[.owner(owner)] = start + interval
        return true
    }

    /// Makes room for one more session of the owner, or for one that takes the place of another.
    mutating func makeRoom(for owner: String, insteadOf other: Held?) -> Bool {
        guard let maximumPerOwner else { return true }
        let group = SessionGroup.owner(owner)
        func count() -> Int { members[group]?.count ?? 0 }
        if count() < maximumPerOwner { return true }
        if let other, Self.isSame(other.attributes.owner, owner), count() <= maximumPerOwner { return true }
        let all = (members[group] ?? []).compactMap { id($0) }
        var victims = all.filter { held[$0].map { !isAlive($0) } ?? false }
        let unheld = all.filter { held[$0].map { isAlive($0) && $0.leases == 0 } ?? false }
        switch whenOwnerFull {
        case .reject: break
        case .evictOldest: victims += unheld
        case .evictLeastRecentlyUsed:
            victims += unheld.sorted { held[$0]?.lastAccessed ?? 0 < held[$1]?.lastAccessed ?? 0 }
        }
        for id in victims where count() >= maximumPerOwner {
            end(id, held[id].map(isAlive) ?? false ? .evicted(.ownerLimit) : nil)
        }
        return count() < maximumPerOwner
    }

    /// Returns whether the session may have these attributes, after room was made for it if it gets another owner.
    mutating func canJoin(_ id: ID, _ attributes: SessionAttributes) -> Bool {
        guard let owner = attributes.owner, !Self.isSame(held[id]?.attributes.owner, owner) else {
            return true
        }
        return makeRoom(for: owner, insteadOf: nil)
    }

    enum Change: Equatable {
        case changed
        case absent
        case refused(SessionError.Code)
    }

    mutating func updateAttributes(_ id: ID, _ attributes: SessionAttributes) -> Change {
        if isShutDown { return .refused(.shutDown) }
        guard living(id) != nil else { return .absent }
        guard canJoin(id, attributes), var session = held[id] else { return .refused(.ownerLimitReached) }
        regroup(session.number, from: session.attributes, to: attributes)
        session.attributes = attributes
        session.change = max(session.change, changeFloor) + 1
        let idle = now - session.lastAccessed
        session.lastAccessed = now
        held[id] = session
        emit("updated", id, session, idle: idle)
        return .changed
    }

    /// Returns whether an access that states this owner may continue.
    mutating func isOwned(_ id: ID, by owner: String) -> Bool {
        guard let session = held[id], isAlive(session) else { return true }
        if Self.isSame(session.attributes.owner, owner) { return true }
        if !isShutDown { emit("mismatch", id, session, idle: now - session.lastAccessed) }
        return false
    }

    mutating func delete(in group: SessionGroup, except spared: ID?) -> Int? {
        if isShutDown { return nil }
        var deleted = 0
        for id in (members[group] ?? []).compactMap({ id($0) }) where id != spared {
            let wasAlive = held[id].map(isAlive) ?? false
            if wasAlive { deleted += 1 }
            end(id, wasAlive ? .deleted : nil)
        }
        return deleted
    }

    /// Ends the session with this id as if its handle had been given.
    mutating func delete(handleOf id: ID, owner: String) -> Bool? {
        if isShutDown { return nil }
        guard let session = held[id], isAlive(session), Self.isSame(session.attributes.owner, owner) else {
            return false
        }
        end(id, .deleted)
        return true
    }
}

/// The place of a session id in its shard, which is locked for as long as this exists. The verbs work on it.
///
/// Each verb is in two halves. This one decides and changes what is known of a session but for its value: it is
/// compiled once. The other, `SessionManager+Entries.swift`, reads and changes values and appends events: it is compiled
/// for each type of value.
///
/// Invariant: `record` is the session with the id, dead or alive; after ``Outcome/found``, ``Outcome/reported`` and
/// ``Outcome/created`` there is one, and it is alive.
@usableFromInline @frozen
struct LockedEntry: ~Copyable {
    /// What a verb came to.
    @usableFromInline enum Outcome {
        /// There is no session, or nothing changes any more. Also where no verb was called yet.
        case absent
        /// The session is alive, and was accessed if the verb is an access.
        case found
        /// The session is alive and was accessed, and an observer wants to hear of that.
        case reported
        /// The session is past its deadline and has to be ended.
        case dead
        /// Nothing was changed: an event comes of it, and the call was not asked for its context before.
        case needsContext
        /// The session was created, and its value has to be put into its slot.
        case created
        /// A session has the id, dead or alive, and has to be ended before another is created.
        case occupied
        /// There may be no more sessions.
        case full
        /// The manager was shut down.
        case shutDown
    }

    /// What an access is for.
    enum Purpose {
        /// A look at the session, which is answered after a shutdown too.
        case look
        /// A touch, or the beginning or the end of a lease.
        case refresh
        /// An update, of which observers hear as one.
        case update
    }

    @usableFromInline let shard: LockedShard
    @usableFromInline var record: UnsafeMutablePointer<SessionRecord>?
    /// What the last verb came to.
    @usableFromInline var outcome = Outcome.absent
    /// How long the session had not been accessed before this.
    @usableFromInline var idleTime: Int64 = 0
    /// The session's deadline after this.
    @usableFromInline var deadline = Deadlines.never
    /// How many sessions the manager holds with one that was created.
    @usableFromInline var activeCount = 0

    @_transparent
    init(_ shard: consuming LockedShard, record: UnsafeMutablePointer<SessionRecord>?) {
        self.shard = shard
        self.record = record
    }

    // MARK: Locking

    // Transparent, as the verbs are: else the optimizer makes calls of them, and moves what they return through memory.

    /// Locks the shard of this id and looks the id up; `nil` for an id that is too long to be one.
    ///
    /// - Parameter asksForContext: Whether the call is asked for its context, before the lock is taken.
    @_transparent
    static func locking(_ id: String, in directory: ShardDirectory, asksForContext: Bool) -> LockedEntry? {
        guard let key = InlineIdentifier(id, seed: directory.seed) else {
            return directory.lockLong(id, asksForContext: asksForContext)
        }
        return locking(key, in: directory, asksForContext: asksForContext)
    }

    @_transparent
    static func locking(_ key: InlineIdentifier, in directory: ShardDirectory, asksForContext: Bool)
        -> LockedEntry
    {
        let head = directory.heads[directory.shardNumber(key.hash)]
        let shard = LockedShard(head, directory.environment, asksForContext: asksForContext)
        return LockedEntry(shard, record: head.index.pointee.find(key))
    }

    static func locking(_ key: IdentifierKey, in directory: ShardDirectory, asksForContext: Bool)
        -> LockedEntry
    {
        let head = directory.heads[directory.shardNumber(key.hash)]
        let shard = LockedShard(head, directory.environment, asksForContext: asksForContext)
        return LockedEntry(shard, record: head.index.pointee.find(key))
    }

    /// Locks the shard of this id and accesses its session, if the entry passes the test; else `nil`.
    @_transparent
    static func accessing(
        _ id: String,
        _ purpose: Purpose,
        in directory: ShardDirectory,
        if isWanted: (borrowing LockedEntry) -> Bool
    ) -> LockedEntry? {
        // Mostly no event comes of an access, so its call is asked for its context only once one does.
        let asksFirst = purpose == .update && directory.isUpdatedWanted
        guard var entry = locking(id, in: directory, asksForContext: asksFirst), isWanted(entry) else {
            return nil
        }
        let environment = directory.environment
        entry.access(purpose, environment, mayReport: asksFirst || !environment.hasContextProvider)
        if entry.outcome != .needsContext { return entry }
        entry.unlock()
        return directory.accessWithContext(id, purpose, if: isWanted)
    }

    // MARK: The verbs, but for values

    /// Accesses the session if it is alive.
    ///
    /// - Parameter mayReport: Whether an event may come of it: the call was asked for its context, or there is none.
    @_transparent
    mutating func access(_ purpose: Purpose, _ environment: ShardEnvironment, mayReport: Bool) {
        guard let record else { return outcome = .absent }
        if shard.isClosed { return purpose == .look ? look() : (outcome = .absent) }
        guard shard.head.index.pointee.isAlive(record, at: shard.now) else {
            return outcome = mayReport ? .dead : .needsContext
        }
        outcome = .found
        if purpose != .update {
            if environment.reportsAccess, environment.pace.isDue(record.pointee.accessedMark, at: shard.now) {
                guard mayReport else { return outcome = .needsContext }
                record.pointee.accessedMark = environment.pace.mark(shard.now)
                outcome = .reported
            } else {
                AccessedPace.noteUnreported(&record.pointee.accessedMark)
            }
        }
        idleTime = shard.now &- record.pointee.lastAccessed
        record.pointee.lastAccessed = shard.now
        deadline = shard.head.index.pointee.deadline(record)
    }

    /// Looks whether the session is alive, and changes nothing.
    @_transparent
    mutating func look() {
        guard let record, shard.head.index.pointee.isAlive(record, at: shard.now) else {
            return outcome = .absent
        }
        outcome = .found
        deadline = shard.head.index.pointee.deadline(record)
    }

    /// Starts an incarnation under the id.
    ///
    /// - Parameters:
    ///   - takesPlace: Whether a session with the id has just ended, whose place this one takes: no other create can
    ///     come in between and have it.
    ///   - mayReport: As in ``access(_:_:mayReport:)``.
    @_transparent
    mutating func create(
        _ key: IdentifierKey,
        _ timeouts: Timeouts?,
        _ environment: ShardEnvironment,
        takesPlace: Bool,
        mayReport: Bool
    ) {
        if shard.isClosed { return outcome = .shutDown }
        if record != nil { return outcome = mayReport ? .occupied : .needsContext }
        if takesPlace {
            activeCount = environment.capacity.count
        } else {
            guard let count = environment.capacity.add() else { return outcome = .full }
            activeCount = count
        }
        let record = shard.head.index.pointee.insert(
            key,
            now: shard.now,
            overrides: timeouts.map { DeadlineOverrides($0) } ?? DeadlineOverrides(),
            mark: environment.pace.mark(shard.now)
        )
        self.record = record
        deadline = shard.head.index.pointee.deadline(record)
        outcome = .created
    }

    /// Releases the lock before the end of the scope.
    @inlinable
    consuming func unlock() {}

    // MARK: For the other half

    /// The session that is alive.
    @inlinable @inline(__always)
    var living: UnsafeMutablePointer<SessionRecord>? {
        outcome == .found || outcome == .reported ? record : nil
    }

    /// The slot of the session that was created.
    @inlinable @inline(__always)
    var slot: UInt32 {
        // There is a record after a create.
        record.unsafelyUnwrapped.pointee.slot
    }

    /// Whether an event comes of the access.
    @inlinable @inline(__always)
    var hasNews: Bool { outcome == .reported || outcome == .dead }

    /// One lease more holds the session, which is alive.
    @usableFromInline
    mutating func addLease(to record: UnsafeMutablePointer<SessionRecord>) {
        shard.head.index.pointee.addLease(to: record)
        deadline = shard.head.index.pointee.deadline(record)
    }

    /// The session as it is.
    @inlinable @inline(__always)
    func session<Value: Sendable>(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ id: String,
        of type: Value.Type
    ) -> Session<Value> {
        let held = shard.state(of: type).pointee.values[record.pointee.slot]
        return Session(
            id: id,
            value: held.pointee.value,
            incarnation: held.pointee.incarnation,
            createdInstant: SessionInstant(nanoseconds: record.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: record.pointee.lastAccessed),
            deadline: deadlineInstant
        )
    }

    @inlinable @inline(__always)
    var deadlineInstant: SessionInstant? {
        deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
    }

    /// Whether the session, dead or alive, is this incarnation of it.
    @inlinable @inline(__always)
    func isIncarnation<Value: Sendable>(_ incarnation: Incarnation, of type: Value.Type) -> Bool {
        guard let record else { return false }
        return shard.state(of: type).pointee.values[record.pointee.slot].pointee.incarnation == incarnation
    }
}

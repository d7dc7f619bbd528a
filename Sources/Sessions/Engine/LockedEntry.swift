/// The place of a session id in its shard, with the shard locked while this value exists. The verbs work on
/// it.
///
/// Each verb has two halves. The half here decides what happens, and changes the state of a session except
/// its value; it is compiled once. The half in `SessionManager+Entries.swift` reads and changes values and
/// appends events; it is compiled for each type of value.
///
/// Invariant: `record` is the session with the id, dead or alive, or `nil`. After ``Outcome/found``,
/// ``Outcome/reported`` and ``Outcome/created``, there is a record, and the session is alive.
@usableFromInline @frozen
struct LockedEntry: ~Copyable {
    /// The outcome of a verb.
    @usableFromInline enum Outcome {
        /// There is no session, or nothing changes any more because the shard is closed. Also the outcome
        /// before the first verb.
        case absent
        /// The session is alive. It was accessed if the verb is an access.
        case found
        /// The session is alive and was accessed, and an observer wants the `accessed` event.
        case reported
        /// The session is past its deadline and must be ended.
        case dead
        /// Nothing was changed: the verb emits an event, but the caller's context was not read before the
        /// lock was taken.
        case needsContext
        /// The session was created, and its value must be put into its slot.
        case created
        /// A session with the id exists, dead or alive, and must be ended before another is created.
        case occupied
        /// The session is not the incarnation that the call is about, so the entry failed the call's test.
        case elsewhere
        /// The manager holds the maximum number of sessions.
        case full
        /// The owner of the new session has the maximum number of sessions.
        case ownerIsFull
        /// Nothing was changed: the shard keeps sizes, and the size of the value was not measured before the lock was
        /// taken.
        case unmeasured
        /// The manager was shut down.
        case shutDown
    }

    /// The purpose of an access.
    enum Purpose {
        /// A lookup. It is answered after a shutdown, too.
        case look
        /// A touch, or the beginning or the end of a lease.
        case refresh
        /// An update. It emits an `updated` event instead of an `accessed` event.
        case update
    }

    @usableFromInline let shard: LockedShard
    @usableFromInline var record: UnsafeMutablePointer<SessionRecord>?
    /// The time of the operation.
    @usableFromInline let now: Int64
    /// The time for which the session was idle before this access, in nanoseconds.
    @usableFromInline var idleTime: Int64 = 0
    /// The session's deadline after this verb.
    @usableFromInline var deadline = Deadlines.never
    /// The number of sessions that the manager holds after a create, including the new one.
    @usableFromInline var activeCount = 0
    /// The outcome of the last verb. It is the last field, because a byte between words makes copies of an entry slow.
    @usableFromInline var outcome = Outcome.absent

    /// The clock is read after the search, so that the processor fetches the record in the meantime. In the other order,
    /// an access takes a tenth more time, and an update a quarter.
    @_transparent
    init(
        _ shard: consuming LockedShard,
        record: UnsafeMutablePointer<SessionRecord>?,
        _ environment: ShardEnvironment
    ) {
        self.shard = shard
        self.record = record
        now = environment.now()
    }

    // MARK: Locking

    // These methods and the verbs are transparent. Otherwise the optimizer makes calls of them and passes
    // what they return through memory.

    /// Locks the shard of this id and looks the id up.
    ///
    /// - Parameter asksForContext: Whether to read the caller's context, before the lock is taken.
    @_transparent
    static func locking(_ id: String, in directory: ShardDirectory, asksForContext: Bool) -> LockedEntry {
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
        return LockedEntry(shard, record: head.index.pointee.find(key), directory.environment)
    }

    static func locking(_ key: IdentifierKey, in directory: ShardDirectory, asksForContext: Bool)
        -> LockedEntry
    {
        let head = directory.heads[directory.shardNumber(key.hash)]
        let shard = LockedShard(head, directory.environment, asksForContext: asksForContext)
        return LockedEntry(shard, record: head.index.pointee.find(key), directory.environment)
    }

    /// Locks the shard of this id and accesses its session if the entry satisfies `isWanted`. Otherwise the
    /// outcome is ``Outcome/elsewhere``.
    @_transparent
    static func accessing(
        _ id: String,
        _ purpose: Purpose,
        in directory: ShardDirectory,
        if isWanted: (borrowing LockedEntry) -> Bool
    ) -> LockedEntry {
        // Most accesses emit no event, so the context is read only when an access turns out to emit one.
        let asksFirst = purpose == .update && directory.isUpdatedWanted
        var entry = locking(id, in: directory, asksForContext: asksFirst)
        guard isWanted(entry) else {
            entry.outcome = .elsewhere
            return entry
        }
        let environment = directory.environment
        entry.access(purpose, environment, mayReport: asksFirst || !environment.hasContextProvider)
        if entry.outcome != .needsContext { return entry }
        entry.unlock()
        return directory.accessWithContext(id, purpose, if: isWanted)
    }

    // MARK: Verbs, without values

    /// Accesses the session if it is alive.
    ///
    /// - Parameter mayReport: Whether an event may be emitted: either the context was read, or there is no
    ///   context provider.
    @_transparent
    mutating func access(_ purpose: Purpose, _ environment: ShardEnvironment, mayReport: Bool) {
        guard let record else { return outcome = .absent }
        if shard.isClosed { return purpose == .look ? look() : (outcome = .absent) }
        guard shard.head.index.pointee.isAlive(record, at: now) else {
            return outcome = mayReport ? .dead : .needsContext
        }
        outcome = .found
        if purpose != .update {
            if environment.reportsAccess, environment.pace.isDue(record.pointee.accessedMark, at: now) {
                guard mayReport else { return outcome = .needsContext }
                record.pointee.accessedMark = environment.pace.mark(now)
                outcome = .reported
            } else {
                AccessedPace.noteUnreported(&record.pointee.accessedMark)
            }
        }
        idleTime = now &- record.pointee.lastAccessed
        record.pointee.lastAccessed = now
        deadline = shard.head.index.pointee.deadline(record)
    }

    /// Checks whether the session is alive, and changes nothing.
    @_transparent
    mutating func look() {
        guard let record, shard.head.index.pointee.isAlive(record, at: now) else {
            return outcome = .absent
        }
        outcome = .found
        deadline = shard.head.index.pointee.deadline(record)
    }

    /// Starts an incarnation under the id.
    ///
    /// - Parameters:
    ///   - takesPlace: Whether this session takes the place of a session with the id that has just ended.
    ///     The count of sessions then stays as it is, so that no other create can take the place in
    ///     between.
    ///   - mayReport: See ``access(_:_:mayReport:)``.
    ///   - size: The size of the value, whose bytes are reserved; `nil` if it was not measured.
    @_transparent
    mutating func create(
        _ key: IdentifierKey,
        _ timeouts: Timeouts?,
        _ environment: ShardEnvironment,
        takesPlace: Bool,
        mayReport: Bool,
        size: UInt32? = nil
    ) {
        if shard.isClosed { return outcome = .shutDown }
        if size == nil, shard.head.index.pointee.isMeasured { return outcome = .unmeasured }
        if record != nil { return outcome = mayReport ? .occupied : .needsContext }
        if takesPlace {
            activeCount = environment.capacity.count
        } else {
            guard let count = environment.capacity.add() else { return outcome = .full }
            activeCount = count
        }
        let record = shard.head.index.pointee.insert(
            key,
            now: now,
            overrides: timeouts.map { SparseFields($0) } ?? SparseFields(),
            mark: environment.pace.mark(now)
        )
        if let size { shard.head.index.pointee.setSize(size, record.pointee.slot) }
        self.record = record
        deadline = shard.head.index.pointee.deadline(record)
        outcome = .created
    }

    /// Releases the lock before the end of the scope.
    @inlinable
    consuming func unlock() {}

    /// Whether a session is alive with the id.
    @usableFromInline
    var isAlive: Bool {
        guard let record else { return false }
        return shard.head.index.pointee.isAlive(record, at: now)
    }

    /// Returns whether an access that states this owner may continue: false if the session is alive and has another
    /// owner or none.
    @usableFromInline
    func isOwned(by owner: String) -> Bool {
        let index = shard.head.index
        guard let record, index.pointee.isAlive(record, at: now) else { return true }
        return index.pointee.keptAttributes(record)?.isOwned(by: owner) ?? false
    }

    /// Returns by how many bytes a value of this size is larger than the session's value.
    @usableFromInline
    func growth(to size: UInt32) -> Int {
        Int(size) - Int(record.map { shard.head.index.pointee.size($0.pointee.slot) } ?? 0)
    }

    // MARK: Support for SessionManager+Entries.swift

    /// The operation, with its time and the caller's context.
    @inlinable
    var operation: OperationContext { shard.operation(at: now) }

    /// The record of the session if it is alive.
    @inlinable @inline(__always)
    var living: UnsafeMutablePointer<SessionRecord>? {
        outcome == .found || outcome == .reported ? record : nil
    }

    /// The slot of the session after a create.
    @inlinable @inline(__always)
    var slot: UInt32 {
        // There is always a record after a create.
        record.unsafelyUnwrapped.pointee.slot
    }

    /// Whether the access emits an event.
    @inlinable @inline(__always)
    var hasNews: Bool { outcome == .reported || outcome == .dead }

    /// Returns a snapshot of the session.
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
            version: held.pointee.version,
            createdInstant: SessionInstant(nanoseconds: record.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: record.pointee.lastAccessed),
            deadline: deadlineInstant
        )
    }

    @inlinable @inline(__always)
    var deadlineInstant: SessionInstant? {
        deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
    }

    /// Returns the version of the session, dead or alive.
    func version<Value: Sendable>(of type: Value.Type) -> SessionVersion? {
        record.map { shard.state(of: type).pointee.values[$0.pointee.slot].pointee.version }
    }

    /// Returns whether a change that states this version may continue: false if the session is alive and has another
    /// version.
    func isUnchanged<Value: Sendable>(since version: SessionVersion, of type: Value.Type) -> Bool {
        !isAlive || self.version(of: type) == version
    }

    /// Returns whether the session, dead or alive, is this incarnation.
    @inlinable @inline(__always)
    func isIncarnation<Value: Sendable>(_ incarnation: Incarnation, of type: Value.Type) -> Bool {
        guard let record else { return false }
        return shard.state(of: type).pointee.values[record.pointee.slot].pointee.incarnation == incarnation
    }
}

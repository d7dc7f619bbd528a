/// Restores stored sessions: each keeps its incarnation, its age and its remaining time.
///
/// ```swift
/// var restoration = manager.restoration()
/// for session in kept { restoration.add(session) }    // in the order of their creation
/// let result = restoration.finish()
/// ```
///
/// Restored sessions have no `created` event. A session lives for at most its idle timeout, whatever the wall clock did
/// in the meantime. ``finish()`` ends the sessions whose deadline has passed as expired, in the order of their
/// deadlines, and emits one `restored` event. A restore may exceed the maximum number of sessions and the maximum bytes
/// of their values. Then, as after a policy that lowers the maximum, creates are refused or evict sessions until there
/// are fewer.
package struct SessionRestoration<Value: Sendable> {
    /// The result of a restore.
    package struct Result: Sendable, Hashable {
        /// The number of restored sessions that are alive.
        package internal(set) var living = 0
        /// The number of sessions that had expired in the meantime.
        package internal(set) var expired = 0
        /// The number of sessions that were left out, because their id is too long or exists already, because
        /// their attributes are out of bounds, or because the manager was shut down.
        package internal(set) var leftOut = 0
    }

    private let manager: SessionManager<Value>
    private let wallTime: WallTime
    private let now: Int64
    private var dead: [(deadline: Int64, session: RestorableSession<Value>)] = []
    private var result = Result()

    init(_ manager: SessionManager<Value>, notBefore earliest: WallTime) {
        self.manager = manager
        let clock = manager.directory.environment.clock
        wallTime = max(clock.wallTime, earliest)
        now = clock.now.nanoseconds
    }

    /// The number of sessions added so far, without those that were left out. After ``finish()``, use its result.
    package var count: Int { result.living + dead.count }

    /// Restores a session. It costs about as much as a create.
    package mutating func add(_ session: RestorableSession<Value>) { take(session, endsDead: false) }

    /// Restores a batch of sessions at one moment, which costs less than one by one. A shard's lock is held for its
    /// part of the batch.
    package mutating func add(_ batch: RestorableBatch<Value>) {
        let environment = manager.directory.environment
        ThreadScope.checkNotUpdating(environment.identity)
        let now = environment.now()
        let wallTime = wallTime(at: now)
        guard let values = batch.takeValues() else { return }
        defer { values.deallocate() }
        batch.entries.forEachShard { shard, entries in
            let locked = LockedShard(manager.shards[shard].head)
            let restored = locked.restore(entries, environment, shard: shard, at: now, wallTime: wallTime)
            locked.state(of: Value.self).pointee.put(restored.living, entries, movingFrom: values)
            locked.unlock()
            result.living += restored.living.count
            for (number, deadline) in restored.dead {
                let entry = entries[number]
                dead.append((deadline, RestorableSession(entry, (values + entry.place).move())))
            }
            for number in restored.leftOut { (values + entries[number].place).deinitialize(count: 1) }
            result.leftOut += restored.leftOut.count
        }
        result.leftOut += batch.entries.invalid
    }

    /// Returns the wall-clock time at the start of the restore, advanced by the engine's clock. A step of the wall
    /// clock during the restore must not change the idle times.
    private func wallTime(at now: Int64) -> WallTime { wallTime.advanced(by: .nanoseconds(now - self.now)) }

    /// Ends the expired sessions and, if any session was restored or had expired, emits `restored`.
    @discardableResult
    package mutating func finish() -> Result {
        dead.sort { $0.deadline < $1.deadline }
        let dead = dead
        self.dead = []
        for (_, session) in dead { take(session, endsDead: true) }
        let count = result.living + result.expired
        if count > 0 {
            manager.emit(
                .restored,
                cause: .restore,
                restored: RestoredDetails(count: count, expired: result.expired)
            )
        }
        return result
    }

    private mutating func take(_ session: RestorableSession<Value>, endsDead: Bool) {
        guard
            let key = IdentifierKey(session.id, seed: manager.directory.seed),
            (try? session.attributes?.validate()) != nil || session.attributes == nil
        else {
            result.leftOut += 1
            return
        }
        let outcome = manager.shard(key).perform { state, operation in
            state.restore(
                key,
                session,
                wallTime: wallTime(at: operation.now),
                in: operation,
                endsDead: endsDead
            )
        }
        switch outcome {
        case .restored: result.living += 1
        case .dead(let deadline): dead.append((deadline, session))
        case .expired: result.expired += 1
        case .taken, .shutDown: result.leftOut += 1
        }
    }
}

extension RestorableSession {
    fileprivate init(_ entry: RestorableEntry, _ value: Value) {
        self.init(
            id: entry.key.identifier,
            value: value,
            version: entry.version,
            createdAt: entry.createdAt,
            lastAccessedAt: entry.lastAccessedAt,
            timeouts: Timeouts(entry.overrides),
            attributes: entry.attributes?.value
        )
    }
}

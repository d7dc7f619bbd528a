/// Takes sessions in that a store kept: each goes on with its incarnation, its age and what was left of its time.
///
/// ```swift
/// var restoration = manager.restoration()
/// for session in kept { restoration.add(session) }    // in the order of their creation
/// let result = restoration.finish()
/// ```
///
/// There is no `created` event for them. A session has at the most its idle timeout left, whatever the wall clock
/// did meanwhile. Those whose deadline has passed are held back until ``finish()``, which ends them as expired, in
/// the order of their deadlines, and emits one `restored`. The maximum number of sessions is no limit here: as
/// after a policy that lowers it, creates are refused, or make room, until there are fewer.
public struct SessionRestoration<Value: Sendable> {
    /// What came of a restore.
    public struct Result: Sendable, Hashable {
        /// How many live on.
        public internal(set) var living = 0
        /// How many had expired meanwhile.
        public internal(set) var expired = 0
        /// How many were left out, because their id is too long or a session with it is there already.
        public internal(set) var leftOut = 0
    }

    private let manager: SessionManager<Value>
    private let wallTime: WallTime
    private let now: Int64
    private var dead: [(deadline: Int64, session: RestorableSession<Value>)] = []
    private var result = Result()

    init(_ manager: SessionManager<Value>, notBefore earliest: WallTime) {
        self.manager = manager
        let clock = manager.directory.surroundings.clock
        wallTime = max(clock.wallTime, earliest)
        now = clock.now.nanoseconds
    }

    /// How many were taken in, or will have been by ``finish()``.
    public var count: Int { result.living + dead.count }

    /// Takes a session in. Costs about as much as a create.
    public mutating func add(_ session: RestorableSession<Value>) { take(session, endsDead: false) }

    /// Takes sessions in, all as of the same moment; costs less than one by one. A shard's lock is held for its part
    /// of the batch.
    package mutating func add(_ batch: RestorableBatch<Value>) {
        let surroundings = manager.directory.surroundings
        ThreadScope.checkNotUpdating(surroundings.identity)
        let now = surroundings.now()
        let wallTime = wallTime(at: now)
        guard let values = batch.takeValues() else { return }
        defer { values.deallocate() }
        batch.lives.forEachShard { shard, lives in
            let (head, restored) = manager.directory.beginRestore(
                lives,
                ofShard: shard,
                at: now,
                wallTime: wallTime
            )
            manager.shards[shard].state.pointee.put(restored.living, lives, movingFrom: values)
            head.lock.pointee.unlock()
            result.living += restored.living.count
            for (number, deadline) in restored.dead {
                let life = lives[number]
                dead.append((deadline, RestorableSession(life, (values + life.place).move())))
            }
            for number in restored.leftOut { (values + lives[number].place).deinitialize(count: 1) }
            result.leftOut += restored.leftOut.count
        }
        result.leftOut += batch.lives.tooLong
    }

    /// The wall clock's time of the beginning, moved on by the engine's clock: a step of the wall clock between two
    /// sessions is none of theirs.
    private func wallTime(at now: Int64) -> WallTime { wallTime.advanced(by: .nanoseconds(now - self.now)) }

    /// Ends those that had expired and emits `restored`, unless there was nothing to restore.
    @discardableResult
    public mutating func finish() -> Result {
        dead.sort { $0.deadline < $1.deadline }
        let dead = dead
        self.dead = []
        for (_, session) in dead { take(session, endsDead: true) }
        let count = result.living + result.expired
        if count > 0 {
            manager.emit(
                .restored,
                cause: .restore,
                restored: SessionEvent<Value>.Restored(count: count, expired: result.expired)
            )
        }
        return result
    }

    private mutating func take(_ session: RestorableSession<Value>, endsDead: Bool) {
        let outcome = manager.perform(session.id) { state, key, moment -> ShardState<Value>.Restoration in
            state.restore(
                key,
                session,
                wallTime: wallTime(at: moment.now),
                at: moment,
                endsDead: endsDead
            )
        }
        switch outcome {
        case .restored?: result.living += 1
        case .dead(let deadline)?: dead.append((deadline, session))
        case .expired?: result.expired += 1
        case .taken?, .shutDown?, nil: result.leftOut += 1
        }
    }
}

extension SessionManager {
    /// Begins to take sessions in that a store kept, as of now.
    ///
    /// Meant for the start, before there is traffic: sessions are kept in the order of their creation, and one
    /// that is older than many others costs a step for each.
    ///
    /// - Parameter earliest: When the sessions were known last, by the wall clock of then. A wall clock that shows
    ///   less was set back; what they had been idle for by then counts all the same.
    public func restoration(
        notBefore earliest: WallTime = WallTime(nanosecondsSinceEpoch: .min)
    ) -> SessionRestoration<Value> {
        SessionRestoration(self, notBefore: earliest)
    }
}

extension RestorableSession {
    fileprivate init(_ life: RestorableLife, _ value: Value) {
        self.init(
            id: life.key.identifier,
            value: value,
            incarnation: life.incarnation,
            createdAt: life.createdAt,
            lastAccessedAt: life.lastAccessedAt,
            timeouts: Timeouts(life.extra)
        )
    }
}

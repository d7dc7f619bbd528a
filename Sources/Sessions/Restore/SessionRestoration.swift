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
    private let deadlines: Deadlines
    private var dead: [(deadline: Int64, session: RestorableSession<Value>)] = []
    private var result = Result()

    init(_ manager: SessionManager<Value>, notBefore earliest: WallTime) {
        self.manager = manager
        let clock = manager.directory.surroundings.clock
        wallTime = max(clock.wallTime, earliest)
        now = clock.now.nanoseconds
        deadlines = Deadlines(manager.policy)
    }

    /// How many were taken in, or will have been by ``finish()``.
    public var count: Int { result.living + dead.count }

    /// Takes a session in. Costs about as much as a create.
    public mutating func add(_ session: RestorableSession<Value>) {
        let deadline = deadline(of: session)
        if deadline < now {
            dead.append((deadline, session))
        } else {
            take(session)
        }
    }

    /// Ends those that had expired and emits `restored`, unless there was nothing to restore.
    @discardableResult
    public mutating func finish() -> Result {
        dead.sort { $0.deadline < $1.deadline }
        for (_, session) in dead { take(session) }
        dead = []
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

    private mutating func take(_ session: RestorableSession<Value>) {
        let outcome = manager.perform(session.id) { state, key, moment -> ShardState<Value>.Restoration in
            // The wall clock's time of the beginning, moved on by the engine's clock: a step of the wall clock
            // between two sessions is none of theirs.
            let wallTime = wallTime.advanced(by: .nanoseconds(moment.now - now))
            return state.restore(key, session, wallTime: wallTime, at: moment)
        }
        switch outcome {
        case .restored?: result.living += 1
        case .expired?: result.expired += 1
        case .taken?, .shutDown?, nil: result.leftOut += 1
        }
    }

    private func deadline(of session: RestorableSession<Value>) -> Int64 {
        let own = deadlines.overridden(by: Extra(restoring: session.timeouts))
        let moments = RestoredMoments(
            createdAt: session.createdAt,
            lastAccessedAt: session.lastAccessedAt,
            now: now,
            wallTime: wallTime
        )
        func end(_ moment: Int64, _ timeout: Int64) -> Int64 {
            timeout == Deadlines.never ? .max : moment.addingSaturating(timeout)
        }
        return min(end(moments.lastAccessed, own.idle), end(moments.created, own.lifetime))
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

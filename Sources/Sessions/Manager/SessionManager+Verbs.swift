extension SessionManager {
    /// Creates a session. A living one with this id ends as `replaced`, a dead one as expired; it is another
    /// incarnation.
    ///
    /// - Parameters:
    ///   - id: At most ``maximumIdentifierLength`` bytes.
    ///   - value: What the session holds.
    ///   - timeouts: The session's own, in place of the policy's.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/identifierTooLong``,
    ///   ``SessionError/Code/capacityReached``, ``SessionError/Code/notAdmitted``, or ``SessionError/Code/invalidPolicy`` for timeouts that are
    ///   out of range.
    @discardableResult
    @inlinable
    public func create(
        _ id: String,
        _ value: Value,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Value> {
        // Not by `engineID(_:)`, here and below: its result counts a reference to the id's text.
        try hasDigest
            ? create(engineID: newDigest(id), value, timeouts) : create(engineID: id, value, timeouts)
    }

    /// Accesses the session if it is alive, or else creates it.
    ///
    /// `make` runs with no lock held and only after a miss. If another thread is faster, its session is
    /// accessed and the value made here is dropped: `make` must have no side effects.
    ///
    /// - Throws: What ``create(_:_:timeouts:)`` throws.
    @discardableResult
    @inlinable
    public func findOrCreate(
        _ id: String,
        timeouts: Timeouts? = nil,
        _ make: () -> Value
    ) throws(SessionError) -> (session: Session<Value>, created: Bool) {
        try hasDigest
            ? findOrCreate(engineID: newDigest(id), timeouts, make)
            : findOrCreate(engineID: id, timeouts, make)
    }

    /// The session with this id, accessed; `nil` if there is none alive. After a shutdown it answers without
    /// refreshing.
    @inlinable
    public func session(_ id: String) -> Session<Value>? { hasDigest ? access(digested(id)) : access(id) }

    /// Accesses the session without copying its value; returns whether it was refreshed.
    ///
    /// False if there is no session alive with this id, and after a shutdown: nothing is refreshed any more then.
    @discardableResult
    @inlinable
    public func touch(_ id: String) -> Bool { hasDigest ? refresh(digested(id)) : refresh(id) }

    /// Changes the session's value in place and returns what `body` returns; `nil` if there is no session
    /// alive with this id, and after a shutdown: nothing is changed any more then. ``isShutDown`` tells the two apart.
    ///
    /// `body` runs under the lock of the session's shard: it must be quick, and it must not call the manager,
    /// or it traps. If it throws, what it changed stays and counts as an update, as with `Mutex.withLock`.
    ///
    /// What `body` replaces is released by it, so under that lock too. Where a `deinit` takes a lock of yours or calls
    /// the manager, return the old value from `body`: it is then released by you, after the call.
    @discardableResult
    @inlinable
    public func update<R, E: Error>(
        _ id: String,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        try hasDigest ? update(engineID: digested(id), body) : update(engineID: id, body)
    }

    /// The session with this id, not accessed; `nil` if there is none alive.
    @inlinable
    public func peek(_ id: String) -> Session<Value>? { hasDigest ? look(digested(id)) : look(id) }

    /// All there is to know of the session with this id, which is not accessed; `nil` if there is none alive.
    public func info(_ id: String) -> SessionInfo<Value>? {
        guard let (session, overrides, now) = lookAtEverything(engineID(id)) else { return nil }
        // Asked for with no lock held: the clock may be the user's.
        let wallTime = directory.environment.clock.wallTime(at: now)
        return SessionInfo(
            session: session,
            createdAt: wallTime.advanced(by: now.duration(to: session.createdInstant)),
            lastAccessedAt: wallTime.advanced(by: now.duration(to: session.lastAccessedInstant)),
            age: session.createdInstant.duration(to: now),
            idleTime: session.lastAccessedInstant.duration(to: now),
            timeLeft: session.deadline.map { now.duration(to: $0) },
            leases: Int(overrides.leases),
            timeouts: Timeouts(overrides)
        )
    }

    /// Ends the session with this id as `deleted`; returns whether there was one alive. A dead one ends as
    /// expired.
    ///
    /// - Throws: ``SessionError/Code/shutDown``.
    @discardableResult
    @inlinable
    public func delete(_ id: String) throws(SessionError) -> Bool {
        try delete(engineID: engineID(id), of: nil)
    }

    /// Ends every session as `deleted`, the dead ones as expired; returns how many were alive. Sessions that
    /// are created meanwhile may stay.
    ///
    /// - Throws: ``SessionError/Code/shutDown``.
    @discardableResult
    public func deleteAll() throws(SessionError) -> Int {
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        var deleted = 0
        for shard in shards {
            var slot: Int? = 0
            while let from = slot {
                let batch = shard.perform { state, operation in
                    state.deleteAll(from: from, limit: Self.batch, in: operation)
                }
                deleted += batch.deleted
                slot = batch.next
            }
        }
        return deleted
    }

    /// How many sessions a call that goes over many looks at while it holds a lock.
    static var batch: Int { 64 }

    /// Asks the admission, if there is one.
    @usableFromInline
    func admit(_ id: String, _ value: Value, _ timeouts: Timeouts?) throws(SessionError) {
        guard let admission else { return }
        ThreadScope.checkNotUpdating(directory.environment.identity)
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        let creation = SessionCreation(
            id: id,
            value: value,
            timeouts: timeouts,
            context: directory.environment.context()?.value,
            activeCount: count
        )
        do {
            try admission.sessionWillBeCreated(creation)
        } catch {
            directory.environment.capacity.refuse()
            throw .notAdmitted(error)
        }
    }

    /// Makes room for one session, or throws.
    @usableFromInline
    func makeRoom(_ attempt: Int) throws(SessionError) {
        if attempt == 0 {
            // The dead go first, and they go as expired.
            sweep(cause: .create)
            return
        }
        let policy = policy
        // Other creates may take the room that was made, but not that often in a row.
        // The policy may allow fewer than there are by now.
        for _ in 0..<max(1, count - policy.maximumSessions + 1) {
            guard attempt <= shards.count, policy.overflow == .evict, evictOne() else {
                directory.environment.capacity.reject()
                throw .capacityReached(policy.maximumSessions)
            }
        }
    }

    /// How many sessions a victim is chosen from, if there are as many.
    private static var evictionSample: Int { 8 }

    private func evictOne() -> Bool {
        // Start at another shard each time, so that no part of the sessions pays for all.
        let start = Int(truncatingIfNeeded: Self.nextNumber(numbers)) & (shards.count - 1)
        var best: (lastAccessed: Int64, shard: Shard<Value>)?
        var sampled = 0
        for offset in 0..<shards.count where sampled < Self.evictionSample {
            let shard = shards[(start + offset) & (shards.count - 1)]
            guard let victim = shard.perform({ state, operation in state.victim(in: operation) }) else {
                continue
            }
            sampled += victim.sampled
            if best.map({ victim.lastAccessed < $0.lastAccessed }) ?? true {
                best = (victim.lastAccessed, shard)
            }
        }
        return best?.shard.perform { state, operation in state.evict(in: operation) } ?? false
    }
}

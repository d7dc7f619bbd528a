/// The limits on all sessions; see ``SessionPolicy/maximumSessions`` and ``SessionPolicy/maximumBytes``.
extension SessionManager {
    /// Makes room for one session, or throws.
    ///
    /// The first attempt ends dead sessions. Later attempts evict sessions if the policy allows it.
    @usableFromInline
    func makeRoom(_ attempt: Int) throws(SessionError) {
        if attempt == 0 {
            // Dead sessions go first, and they end as expired.
            sweep(cause: .create)
            return
        }
        let policy = policy
        // Other creates may take the room that was made, but not this often in a row. The policy may
        // meanwhile allow fewer sessions than there are, so more than one may have to go.
        for _ in 0..<max(1, count - policy.maximumSessions + 1) {
            guard attempt <= shards.count, policy.overflow == .evict, evictOne() else {
                directory.environment.capacity.reject()
                throw .capacityReached(policy.maximumSessions)
            }
        }
    }

    /// Makes room for this many more bytes, or throws. A throw counts as a rejection.
    ///
    /// The first attempt ends dead sessions. Later attempts evict sessions if the policy allows it.
    ///
    /// - Parameters:
    ///   - attempts: The number of attempts and evictions of the call so far, zero at first.
    ///   - moment: Only sessions that were last accessed before this time may be evicted. So an update never evicts the
    ///     session that it changes.
    @usableFromInline
    func makeRoom(
        forBytes more: Int,
        _ attempts: inout Int,
        accessedBefore moment: Int64 = .max,
        cause: SessionEvent<Value>.Cause
    ) throws(SessionError) {
        attempts += 1
        if attempts == 1 {
            sweep(cause: cause)
            return
        }
        let budget = directory.environment.bytes
        let policy = policy
        // Other calls may take the room that was made, so the attempts are limited and not only the evictions.
        repeat {
            guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
            guard
                attempts <= Self.maximumEvictions, policy.overflow == .evict,
                budget.all.hasRoom(for: more) || evictOne(accessedBefore: moment, cause: cause)
            else {
                budget.all.reject()
                throw .byteLimitReached(policy.maximumBytes ?? 0)
            }
            attempts += 1
        } while !budget.all.hasRoom(for: more)
    }

    /// The maximum number of sessions that a call evicts to make room for the bytes of its value.
    private static var maximumEvictions: Int { 1_000 }

    /// The number of sessions from which the session to evict is chosen, if there are that many.
    private static var evictionSample: Int { 16 }

    /// The maximum number of them from one shard, if there are more than ``evictionSample`` sessions.
    private static var evictionSampleOfShard: Int { 4 }

    /// The maximum number of attempts to choose a session, if other threads use the chosen ones in the meantime.
    private static var evictionAttempts: Int { 64 }

    /// Evicts the least recently used of a sample of the sessions, and returns true. Returns false if it finds no
    /// session without a lease.
    private func evictOne(
        accessedBefore moment: Int64 = .max,
        cause: SessionEvent<Value>.Cause = .create
    ) -> Bool {
        for _ in 0..<Self.evictionAttempts {
            guard
                let (victim, shard) = leastRecentlyUsedOfSample(), victim.lastAccessed < moment
            else { return false }
            let isEvicted = shard.perform { state, operation in
                state.evict(victim, cause: cause, in: operation)
            }
            if isEvicted { return true }
        }
        return false
    }

    private func leastRecentlyUsedOfSample() -> (victim: EvictionVictim, shard: Shard<Value>)? {
        var draws = SeededDraws(directory.seed, Self.nextNumber(numbers))
        // The sample is from several shards: from one alone, a shard with older sessions than others would lose no more
        // of them. An odd stride visits all shards, in another order each time.
        let start = Int(truncatingIfNeeded: draws.next() >> 1)
        let stride = Int(truncatingIfNeeded: draws.next() >> 1) | 1
        let limit = count <= Self.evictionSample ? Self.evictionSample : Self.evictionSampleOfShard
        var best: (victim: EvictionVictim, shard: Shard<Value>)?
        var sampled = 0
        for step in 0..<shards.count where sampled < Self.evictionSample {
            let shard = shards[(start &+ step &* stride) & (shards.count - 1)]
            guard let found = shard.read({ state, _ in state.victim(ofSample: limit, &draws) }) else {
                continue
            }
            sampled += found.sampled
            if best.map({ found.victim.lastAccessed < $0.victim.lastAccessed }) ?? true {
                best = (found.victim, shard)
            }
        }
        return best
    }
}

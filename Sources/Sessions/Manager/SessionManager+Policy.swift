extension SessionManager {
    /// The current policy.
    public var policy: SessionPolicy { currentPolicy.withLock { $0 } }

    /// Applies a policy to all sessions, including existing ones.
    ///
    /// Sessions that are past their deadline under the old policy end first, so a dead session never comes
    /// back. Sessions that are past their deadline under the new policy are dead from then on. They end in
    /// the next cleanup, or earlier if a call notices them.
    ///
    /// If the timeouts change, the call examines every session, one shard at a time: about a tenth of a
    /// second at a million sessions. If the old policy has no limit on bytes and the new one has, the call measures every
    /// value, also one shard at a time; this takes about a microsecond for each part of a value that is not a
    /// ``SizedSessionValue``.
    ///
    /// - Returns: The number of sessions that the new policy put past their deadline.
    /// - Throws: ``SessionError/Code/invalidPolicy``, ``SessionError/Code/shutDown``.
    @discardableResult
    public func apply(_ policy: SessionPolicy) throws(SessionError) -> Int {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        try policy.validate()
        guard directory.environment.lifecycle.enter() else { throw .shutDown }
        // Most due sessions end here, where observers can keep pace; the others end below.
        sweep(cause: .policyChange)
        // Read before the lock is taken, because the provider may call anything.
        let context = directory.environment.context()
        var released: ContiguousArray<Value> = []
        let (old, pastDeadline) = policyLock.withLock { _ in
            let old = currentPolicy.withLock { current in
                let old = current
                current = policy
                return old
            }
            directory.environment.capacity.setLimit(policy.maximumSessions)
            directory.environment.groups.setLimits(policy)
            directory.environment.bytes.setLimits(policy)
            let deadlines = deadlines(policy)
            let hasNewTimeouts = self.deadlines(old) != deadlines
            let pastDeadline = hasNewTimeouts ? change(to: deadlines, context, &released) : 0
            if old.rememberedEnds != policy.rememberedEnds {
                let share = Self.rememberedEnds(policy, shards: shards.count)
                for shard in shards {
                    let resized = shard.performQuietly(context) { state, _ in
                        state.head.index.pointee.ends.resize(to: share)
                    }
                    released += resized.released
                }
            }
            if old.limitsBytes != policy.limitsBytes {
                for shard in shards {
                    let measured = shard.performQuietly(context) { state, _ in
                        if policy.limitsBytes { state.startMeasuring() } else { state.stopMeasuring() }
                    }
                    released += measured.released
                }
            }
            // Appended under the lock, so that observers receive policies in the order in which they were
            // applied.
            append(
                .policyChanged,
                cause: .policyChange,
                context: context,
                policyChange: PolicyChangeDetails(
                    old: old,
                    new: policy,
                    sessionsPastDeadline: pastDeadline
                )
            )
            return (old, pastDeadline)
        }
        for shard in shards { shard.lane.drain() }
        managerLane.drain()
        // Released with no lock held, because the `deinit` of a value may call anything.
        ThreadScope.enter(.delivery, of: directory.environment.identity) { released = [] }
        if old.cleanupInterval != policy.cleanupInterval { schedule.withLock(\.changes)?.yield() }
        leave()
        withExtendedLifetime(context) {}
        return pastDeadline
    }

    /// Returns how many living sessions would be past their deadline if the manager applied this policy
    /// now.
    ///
    /// It examines every session, one shard at a time: about a tenth of a second at a million sessions.
    public func sessionsPastDeadline(under policy: SessionPolicy) -> Int {
        let deadlines = deadlines(policy)
        return shards.reduce(0) { sum, shard in
            sum
                + shard.read { state, operation in
                    state.head.index.pointee.countPastDeadline(under: deadlines, at: operation.now)
                }
        }
    }

    private func deadlines(_ policy: SessionPolicy) -> Deadlines {
        Deadlines(policy, warns: directory.environment.interests.contains(.expiring))
    }

    private func change(
        to deadlines: Deadlines,
        _ context: EventContext?,
        _ released: inout ContiguousArray<Value>
    ) -> Int {
        var sum = 0
        for shard in shards {
            let change = shard.performQuietly(context) { state, operation in
                // After a shutdown nothing may change, because longer timeouts would bring dead sessions
                // back.
                guard !state.head.index.pointee.isClosed else { return 0 }
                var isFinished = false
                while !isFinished {
                    isFinished = state.sweep(budget: .max, cause: .policyChange, in: operation).isFinished
                }
                return state.head.index.pointee.change(to: deadlines, now: operation.now)
            }
            sum += change.result
            released += change.released
        }
        return sum
    }
}

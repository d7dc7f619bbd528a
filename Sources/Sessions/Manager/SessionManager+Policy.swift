extension SessionManager {
    /// The rules that the sessions live by now.
    public var policy: SessionPolicy { currentPolicy.withLock { $0 } }

    /// Changes the rules for all sessions, those that exist too.
    ///
    /// What is past its deadline under the old policy ends first, so that nothing dead comes back. What is
    /// past its deadline under the new one is dead from now on; the next cleanup, or whoever notices, ends it.
    /// If the timeouts differ, every session is looked at once, a shard at a time: about a tenth of a second
    /// at a million.
    ///
    /// - Returns: How many sessions it moved past their deadline.
    /// - Throws: ``SessionError/Code/invalidPolicy``, ``SessionError/Code/shutDown``.
    @discardableResult
    public func apply(_ policy: SessionPolicy) throws(SessionError) -> Int {
        ThreadScope.checkNotUpdating(directory.surroundings.identity)
        try policy.validate()
        guard directory.surroundings.lifecycle.enter() else { throw .shutDown }
        // Most of what is due ends here, where observers keep pace, and only the rest below.
        sweep(cause: .policyChange)
        // Asked for before the lock: it may call anything.
        let context = directory.surroundings.context()
        var released: ContiguousArray<Value> = []
        let (old, pastDeadline) = policyLock.withLock { _ in
            let old = currentPolicy.withLock { current in
                let old = current
                current = policy
                return old
            }
            directory.surroundings.census.setLimit(policy.maximumSessions)
            let hasNewTimeouts = Deadlines(old) != Deadlines(policy)
            let pastDeadline = hasNewTimeouts ? change(to: Deadlines(policy), context, &released) : 0
            // Under the lock, so that observers hear of policies in the order in which they were applied.
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
        // With no lock held: the end of a value may call anything.
        ThreadScope.enter(.delivery, of: directory.surroundings.identity) { released = [] }
        if old.cleanupInterval != policy.cleanupInterval { schedule.withLock(\.changes)?.yield() }
        leave()
        withExtendedLifetime(context) {}
        return pastDeadline
    }

    /// How many living sessions would be past their deadline if this policy were applied now.
    ///
    /// It looks at every session, a shard at a time: about a tenth of a second at a million.
    public func sessionsPastDeadline(under policy: SessionPolicy) -> Int {
        let deadlines = Deadlines(policy)
        return shards.reduce(0) { sum, shard in
            sum
                + shard.read { state, moment in
                    state.head.index.pointee.countPastDeadline(under: deadlines, at: moment.now)
                }
        }
    }

    private func change(
        to deadlines: Deadlines,
        _ context: EventContext?,
        _ released: inout ContiguousArray<Value>
    ) -> Int {
        var sum = 0
        for shard in shards {
            let change = shard.performQuietly(context) { state, moment in
                // Nothing changes any more after a shutdown, which would bring the dead back.
                guard !state.head.index.pointee.isClosed else { return 0 }
                var isFinished = false
                while !isFinished {
                    isFinished = state.sweep(budget: .max, cause: .policyChange, at: moment).isFinished
                }
                return state.head.index.pointee.change(to: deadlines, now: moment.now)
            }
            sum += change.result
            released += change.released
        }
        return sum
    }
}

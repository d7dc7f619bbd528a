extension SessionManager {
    /// Ends every session that is past its deadline; returns how many. After a shutdown it returns 0.
    ///
    /// What it costs depends on what is due: with nothing due it takes microseconds at a million sessions. No
    /// lock is held for more than 64 sessions at a time.
    @discardableResult
    public func cleanup() -> Int {
        cleanup(lateness: .zero)
    }

    @discardableResult
    func cleanup(lateness: Duration) -> Int {
        ThreadScope.checkNotUpdating(directory.surroundings.identity)
        guard directory.surroundings.lifecycle.enter() else { return 0 }
        let removed = sweep(cause: .cleanup)
        recordCleanup(removed: removed, lateness: lateness)
        emit(
            .cleanup,
            cause: .cleanup,
            cleanup: CleanupDetails(
                removed: removed,
                remaining: count,
                lateness: lateness
            )
        )
        leave()
        return removed
    }

    /// Ends what is past its deadline, a few sessions of each shard in turn.
    @discardableResult
    func sweep(cause: SessionEvent<Value>.Cause) -> Int {
        let now = directory.surroundings.now()
        var removed = 0
        var unfinished = shards.filter { !$0.hasNothingDue(at: now) }
        while !unfinished.isEmpty {
            unfinished.removeAll { shard in
                let batch = shard.perform { state, moment in
                    // One moment for the whole sweep: those that die meanwhile are the next one's.
                    let start = Moment(now: now, context: moment.context)
                    return state.sweep(budget: Self.batch, cause: cause, at: start)
                }
                removed += batch.ended
                return batch.isFinished
            }
        }
        return removed
    }

    /// Cleans up every ``SessionPolicy/cleanupInterval`` until the task is cancelled; then it throws
    /// `CancellationError`. A shutdown ends it without an error, also one that came before it.
    ///
    /// A change of the interval counts from the last cleanup on.
    ///
    /// - Throws: ``SessionError/Code/alreadyRunning``, `CancellationError`.
    public func run() async throws {
        guard !directory.surroundings.lifecycle.isClosed else { return }
        let (changes, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let start = directory.surroundings.clock.now
        let isFirst = schedule.withLock { $0.begin(at: start, changes: source) }
        guard isFirst else { throw SessionError.alreadyRunning }
        defer { schedule.withLock { $0.end() } }
        let timer = SessionTimer(
            nextDue: { [self] in nextCleanup },
            fire: { [self] in scheduledCleanup() },
            changes: changes
        )
        let clock = directory.surroundings.clock
        let ticking = Task { try await clock.run(timer) }
        if !schedule.withLock({ $0.attach(ticking) }) { ticking.cancel() }
        try await withTaskCancellationHandler {
            do {
                try await ticking.value
            } catch is CancellationError where directory.surroundings.lifecycle.isClosed && !Task.isCancelled
            {
                return
            }
        } onCancel: {
            ticking.cancel()
        }
    }

    private var nextCleanup: SessionInstant {
        let interval = policy.cleanupInterval
        return schedule.withLock { $0.due(every: interval) }
    }

    private func scheduledCleanup() {
        let interval = policy.cleanupInterval
        let now = directory.surroundings.clock.now
        guard let lateness = schedule.withLock({ $0.fired(at: now, every: interval) }) else { return }
        cleanup(lateness: lateness)
    }
}

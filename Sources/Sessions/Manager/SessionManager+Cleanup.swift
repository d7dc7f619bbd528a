extension SessionManager {
    /// Ends every session that is past its deadline, and returns their number. It also emits the `expiring` events that
    /// are due.
    ///
    /// After a shutdown it returns 0. The cost depends on the number of due sessions: with none due, a call
    /// takes microseconds at a million sessions. No lock is held for more than 64 sessions at a time.
    @discardableResult
    public func cleanup() -> Int {
        cleanup(lateness: .zero)
    }

    @discardableResult
    func cleanup(lateness: Duration) -> Int {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        guard directory.environment.lifecycle.enter() else { return 0 }
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

    /// Ends the sessions that are past their deadline, a few of each shard in turn.
    @discardableResult
    func sweep(cause: SessionEvent<Value>.Cause) -> Int {
        let now = directory.environment.now()
        var removed = 0
        var unfinished = shards.filter { !$0.hasNothingDue(at: now) }
        while !unfinished.isEmpty {
            unfinished.removeAll { shard in
                let batch = shard.perform { state, operation in
                    // The whole sweep uses one moment. Sessions that die meanwhile are left to the next
                    // sweep.
                    let start = OperationContext(now: now, context: operation.context)
                    return state.sweep(budget: Self.batch, cause: cause, in: start)
                }
                removed += batch.ended
                return batch.isFinished
            }
        }
        return removed
    }

    /// Cleans up every ``SessionPolicy/cleanupInterval`` until the task is cancelled; then throws
    /// `CancellationError`.
    ///
    /// A shutdown ends it without an error; after a shutdown it returns immediately. A new interval counts
    /// from the last cleanup.
    ///
    /// - Throws: ``SessionError/Code/alreadyRunning`` if it is already running, `CancellationError`.
    public func run() async throws {
        guard !directory.environment.lifecycle.isClosed else { return }
        let (changes, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let start = directory.environment.clock.now
        let isFirst = schedule.withLock { $0.begin(at: start, changes: source) }
        guard isFirst else { throw SessionError.alreadyRunning }
        defer { schedule.withLock { $0.end() } }
        let timer = SessionTimer(
            nextDue: { [self] in nextCleanup },
            fire: { [self] in scheduledCleanup() },
            changes: changes
        )
        let clock = directory.environment.clock
        let ticking = Task { try await clock.run(timer) }
        if !schedule.withLock({ $0.attach(ticking) }) { ticking.cancel() }
        try await withTaskCancellationHandler {
            do {
                try await ticking.value
            } catch is CancellationError where directory.environment.lifecycle.isClosed && !Task.isCancelled {
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
        let now = directory.environment.clock.now
        guard let lateness = schedule.withLock({ $0.fired(at: now, every: interval) }) else { return }
        cleanup(lateness: lateness)
    }

    /// The state of the periodic cleanup.
    ///
    /// Reading it takes a few locks, however many sessions there are.
    public var cleanupStatus: CleanupStatus {
        let interval = policy.cleanupInterval
        let clock = directory.environment.clock
        let now = clock.now
        let (last, due) = schedule.withLock { ($0.lastRun, $0.isActive ? $0.due(every: interval) : nil) }
        let overdue = due.map { max(.zero, $0.duration(to: now)) } ?? .zero
        return CleanupStatus(
            last: last,
            isScheduled: due != nil,
            overdue: overdue,
            isStalled: overdue > interval + .seconds(1)
        )
    }

    func recordCleanup(removed: Int, lateness: Duration) {
        let clock = directory.environment.clock
        let run = CleanupStatus.Run(
            endedInstant: clock.now,
            endedAt: clock.wallTime,
            removed: removed,
            lateness: lateness
        )
        schedule.withLock { $0.lastRun = run }
    }
}

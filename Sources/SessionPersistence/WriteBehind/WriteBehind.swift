import Sessions

/// What drives write-behind: the lock, the clock, the task of a commit and the callers that wait.
final class WriteBehind<Value: Sendable>: Sendable {
    private typealias Machine = WriteBehindStateMachine

    private struct State {
        var machine: Machine
        var manager: SessionManager<Value>?
        var anchor: WallClockAnchor
        var epoch: UInt64?
        var lastCommit: WallTime?
        var tickets: [Int: CheckedContinuation<SessionStoreError?, Never>] = [:]
        var nextTicket = 0
        var timer: Task<Void, Never>?
        var hasReportedUnencodable = false
    }

    let store: any SessionStore
    let coding: SessionValueCoding<Value>
    let clock: any SessionClock
    let report: @Sendable (PersistenceReport) -> Void
    private let state: Locked<State>
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init(
        store: any SessionStore,
        coding: SessionValueCoding<Value>,
        configuration: PersistenceConfiguration,
        clock: any SessionClock,
        report: @escaping @Sendable (PersistenceReport) -> Void
    ) {
        self.store = store
        self.coding = coding
        self.clock = clock
        self.report = report
        state = Locked(
            State(machine: Machine(configuration, at: clock.now), anchor: WallClockAnchor(clock))
        )
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Beginning

    func open() async throws(SessionStoreError) -> SessionStoreOpening {
        let opening = try await store.open(resuming: nil, at: clock.wallTime)
        state.withLock { state in
            state.epoch = opening.epoch
            state.lastCommit = opening.lastCommit
        }
        return opening
    }

    /// When the store was written last before it was opened; the beginning of time for a new one.
    var lastCommit: WallTime {
        state.withLock(\.lastCommit) ?? WallTime(nanosecondsSinceEpoch: .min)
    }

    /// Begins to follow this manager. It is kept until ``close()``, so that nothing that waits is lost with it.
    func follow(_ manager: SessionManager<Value>) {
        let timer = SessionTimer(
            nextDue: { self.state.withLock { $0.machine.nextDue ?? SessionInstant(nanoseconds: .max) } },
            fire: { self.advance() },
            changes: changes
        )
        state.withLock { state in
            state.manager = manager
            state.timer = Task.detached { [clock] in _ = try? await clock.run(timer) }
        }
        advance()
    }

    func countSetAside(_ count: Int) {
        state.withLock { $0.machine.countSetAside(count) }
    }

    // MARK: Marking

    func mark(_ change: (inout DirtyMarks) -> Void) {
        let now = clock.now
        let isNews = state.withLock { $0.machine.mark(at: now, change) }
        if isNews { advance() }
    }

    var counts: PersistenceCounts {
        state.withLock { state in
            var counts = state.machine.counts
            counts.waiting = state.machine.backlog
            return counts
        }
    }

    /// What is the matter, and since when by the wall clock.
    var outage: (since: WallTime, error: SessionStoreError)? {
        state.withLock { state in
            state.machine.outage.map { (state.anchor.wallTime(at: $0.since), $0.error) }
        }
    }

    /// Suspends until what is marked now was committed; returns why it wasn't.
    func flush() async -> SessionStoreError? {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                let ticket = state.nextTicket
                state.nextTicket += 1
                state.tickets[ticket] = continuation
                state.machine.flush(ticket)
            }
            advance()
        }
    }

    // MARK: Doing

    /// Asks the rules what to do and does it, or starts it, until there is nothing more.
    private func advance() {
        let now = clock.now
        while let action = state.withLock({ $0.manager == nil ? nil : $0.machine.next(at: now) }) {
            perform(action)
        }
        // The clock looks anew at when it is due.
        changed.yield()
    }

    private func perform(_ action: Machine.Action) {
        switch action {
        case .commit(let entries, let removesAll):
            // Detached: a task of the caller's would carry its priority, its task-local values and, with them, its
            // cancellation.
            Task.detached { await self.commit(entries, removesAll: removesAll) }
        case .reopen:
            Task.detached { await self.reopen() }
        case .markEverything:
            report(.writingEverything)
            Task.detached { self.markEverything() }
        case .markLeased:
            guard let manager = state.withLock(\.manager) else { return }
            let leased = manager.leasedIdentifiers
            let now = clock.now
            _ = state.withLock { state in
                state.machine.mark(at: now) { marks in
                    for id in leased { marks.accessed(SessionIdentifier(id)) }
                }
            }
        case .resume(let tickets, let error):
            let continuations = state.withLock { state in
                tickets.compactMap { state.tickets.removeValue(forKey: $0) }
            }
            for continuation in continuations { continuation.resume(returning: error) }
        case .degraded(let error): report(.degraded(error))
        case .recovered(let duration): report(.recovered(after: duration))
        }
    }

    private func commit(_ entries: [DirtyMarks.Entry], removesAll: Bool) async {
        guard let builder = builder() else { return }
        var changes: [SessionStoreChange] = removesAll ? [.removedAll] : []
        changes += build(builder, entries)
        do throws(SessionStoreError) {
            try await store.commit(changes, at: clock.wallTime)
            let (now, count) = (clock.now, changes.count)
            state.withLock { $0.machine.committed(changes: count, at: now) }
        } catch {
            let (now, random) = (clock.now, Double.random(in: 0...1))
            state.withLock { $0.machine.failed(error, at: now, random: random) }
        }
        advance()
    }

    private func builder() -> ChangeBuilder<Value>? {
        state.withLock { state in
            state.anchor.check(clock)
            return state.manager.map { manager in
                ChangeBuilder(manager, coding, state.anchor) { id in self.mark { $0.stored(id) } }
            }
        }
    }

    private func build(
        _ builder: ChangeBuilder<Value>,
        _ entries: [DirtyMarks.Entry]
    ) -> [SessionStoreChange] {
        var builder = builder
        builder.add(entries)
        if let first = builder.errors.first {
            let isNew = state.withLock { state in
                for _ in builder.errors { state.machine.countUnencodable() }
                defer { state.hasReportedUnencodable = true }
                return !state.hasReportedUnencodable
            }
            if isNew { report(.unencodable(first)) }
        }
        return builder.changes
    }

    /// Closes the store and opens it again: a failed sync must not be tried again on what is open.
    private func reopen() async {
        await store.close()
        do throws(SessionStoreError) {
            let epoch = state.withLock(\.epoch)
            let opening = try await store.open(resuming: epoch, at: clock.wallTime)
            let now = clock.now
            state.withLock { $0.machine.reopened(isContinuation: opening.isContinuation, at: now) }
        } catch {
            let (now, random) = (clock.now, Double.random(in: 0...1))
            state.withLock { $0.machine.reopenFailed(error, at: now, random: random) }
        }
        advance()
    }

    private func markEverything() {
        state.withLock(\.manager)?.forEachAccess { batch in
            let identifiers = batch.map { SessionIdentifier($0.id) }
            let now = clock.now
            _ = state.withLock { state in state.machine.mark(at: now) { $0.add(identifiers) } }
            return true
        }
        let now = clock.now
        state.withLock { $0.machine.markedEverything(at: now) }
        advance()
    }

    /// Returns when every event of a call that has returned was delivered, and so is marked.
    func eventsDelivered() async -> SessionStoreError? {
        guard let manager = state.withLock(\.manager), !(await manager.eventsDelivered()) else { return nil }
        return SessionStoreError(
            .interrupted,
            "the task was cancelled before what was done before the flush had reached the store"
        )
    }

    // MARK: Ending

    /// Writes everything and closes the store, until the deadline; returns why not all was written.
    func finish(by deadline: SessionInstant, awaitsEvents: Bool) async -> SessionStoreError? {
        guard state.withLock({ $0.manager != nil }) else {
            // Nothing was followed, so there is nothing to write.
            await store.close()
            return nil
        }
        let isOver = Locked(false)
        let clock = clock
        let (results, source) = AsyncStream.makeStream(of: SessionStoreError?.self)
        let work = Task.detached { [self] in
            var error = awaitsEvents ? await eventsDelivered() : nil
            if error == nil { error = await flush() }
            if error == nil {
                error = await writeAccesses { !isOver.withLock { $0 } && clock.now <= deadline }
            }
            await store.close()
            source.yield(error)
        }
        let timer = SessionTimer(
            nextDue: { isOver.withLock { $0 } ? SessionInstant(nanoseconds: .max) : deadline },
            fire: {
                isOver.withLock { $0 = true }
                source.yield(
                    SessionStoreError(
                        .inputOutput,
                        "the store did not take everything in the time that there was; what is missing is as at "
                            + "the last flush"
                    )
                )
            }
        )
        let ticking = Task.detached { _ = try? await clock.run(timer) }
        let error = await results.first { _ in true } ?? nil
        ticking.cancel()
        // What hangs is left behind.
        work.cancel()
        return error
    }

    /// Writes when each session was accessed last, in transactions of a few thousand; returns why not all of them.
    ///
    /// - Parameter shouldGoOn: Asked before each transaction.
    func writeAccesses(while shouldGoOn: @Sendable () -> Bool) async -> SessionStoreError? {
        let (manager, anchor, isAvailable) = state.withLock { state in
            (state.manager, state.anchor, state.machine.isAvailable)
        }
        guard let manager, isAvailable else { return outage?.error }
        var batches: [[HeldAccess]] = []
        manager.forEachAccess { batch in
            batches.append(batch)
            return true
        }
        for start in stride(from: 0, to: batches.count, by: 64) {
            guard shouldGoOn() else { return nil }
            let changes = batches[start..<min(start + 64, batches.count)].joined().map { access in
                SessionStoreChange.accessed(
                    id: access.id,
                    access.incarnation,
                    at: anchor.wallTime(at: access.lastAccessed)
                )
            }
            do throws(SessionStoreError) {
                try await store.commit(changes, at: clock.wallTime)
            } catch {
                return error
            }
        }
        return nil
    }

    /// Stops: no commit begins any more, and the manager is let go.
    func stop() {
        let timer = state.withLock { state in
            state.machine.close()
            defer { state.timer = nil }
            return state.timer
        }
        timer?.cancel()
        advance()
        state.withLock { $0.manager = nil }
    }
}

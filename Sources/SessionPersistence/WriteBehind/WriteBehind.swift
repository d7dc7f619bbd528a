import Sessions

/// Runs write-behind: it has the lock, the clock, the commit tasks and the waiting callers.
final class WriteBehind<Value: Sendable>: Sendable {
    typealias Machine = WriteBehindStateMachine

    struct State {
        var machine: Machine
        var manager: SessionManager<Value>?
        var anchor: WallClockAnchor
        var epoch: UInt64?
        var lastCommit: WallTime?
        var tickets: [Int: CheckedContinuation<SessionStoreError?, Never>] = [:]
        var nextTicket = 0
        var isFollowing = false
        var timer: Task<Void, Never>?
        /// The task that marks leased sessions. There is one at a time, because it waits for observers.
        var leaseLook: Task<Void, Never>?
        var hasReportedUnencodable = false
        /// The number of last accesses written at the end.
        var accessesWritten = 0
    }

    let store: any SessionStore
    let coding: SessionValueCoding<Value>
    let clock: any SessionClock
    let report: @Sendable (PersistenceReport) -> Void
    let state: Locked<State>
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
            if let lastCommit = opening.lastCommit {
                state.anchor = WallClockAnchor(clock, notBefore: lastCommit)
            }
        }
        return opening
    }

    /// The current time for the store: the wall-clock time, unless the clock was set back.
    var storeTime: WallTime {
        let now = clock.now
        return state.withLock { $0.anchor.wallTime(at: now) }
    }

    /// The time of the last commit before the store was opened; the earliest possible time for a new store.
    var lastCommit: WallTime {
        state.withLock(\.lastCommit) ?? WallTime(nanosecondsSinceEpoch: .min)
    }

    /// Follows this manager and keeps it until ``stop()``, so that waiting changes are not lost.
    func follow(_ manager: SessionManager<Value>) {
        let timer = SessionTimer(
            nextDue: { self.state.withLock { $0.machine.nextDue ?? SessionInstant(nanoseconds: .max) } },
            fire: { self.advance() },
            changes: changes
        )
        state.withLock { state in
            state.manager = manager
            state.isFollowing = true
            state.timer = Task.detached { [clock] in _ = try? await clock.run(timer) }
        }
        advance()
    }

    func count(_ restoration: PersistenceRestoration) {
        state.withLock { $0.machine.count(restoration) }
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

    /// The error and the wall-clock time of its start, during an outage.
    var outage: (since: WallTime, error: SessionStoreError)? {
        state.withLock { state in
            state.machine.outage.map { (state.anchor.wallTime(at: $0.since), $0.error) }
        }
    }

    /// When changes were last stored without an error; `nil` before the first time.
    var lastWritten: WallTime? {
        state.withLock { state in state.machine.lastWritten.map { state.anchor.wallTime(at: $0) } }
    }

    /// Suspends until everything marked so far is committed. Returns the reason if it wasn't.
    ///
    /// - Parameter awaitsEvents: Whether it also waits for marks that can be written only after an event has
    ///   arrived.
    func flush(awaitsEvents: Bool = true) async -> SessionStoreError? {
        // Before there is a manager, nothing resumes a waiting caller. A closure instead of a key path:
        // generic code creates a new key path object with every call.
        guard state.withLock({ $0.isFollowing }) else { return .notOpen("persistence") }
        return await wait { $0.flush($1, awaitsEvents: awaitsEvents) }
    }

    /// Makes a request to the state machine and suspends until it answers.
    func wait(
        _ ask: (inout WriteBehindStateMachine, _ ticket: Int) -> Void
    ) async -> SessionStoreError? {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                let ticket = state.nextTicket
                state.nextTicket += 1
                state.tickets[ticket] = continuation
                ask(&state.machine, ticket)
            }
            advance()
        }
    }

    // MARK: Doing

    /// Performs or starts the state machine's actions until there are no more.
    func advance() {
        let now = clock.now
        while let action = state.withLock({ $0.isFollowing ? $0.machine.next(at: now) : nil }) {
            perform(action)
        }
        // The clock asks for the next due time again.
        changed.yield()
    }

    private func perform(_ action: Machine.Action) {
        switch action {
        case .write:
            // Detached: `Task {}` would inherit the caller's priority and task-local values.
            Task.detached { await self.write() }
        case .reopen:
            Task.detached { await self.reopen() }
        case .markEverything:
            report(.writingEverything)
            Task.detached { await self.markEverything() }
        case .markLeased:
            // It looks at every session, so it doesn't run on the caller's thread.
            state.withLock { state in
                guard state.leaseLook == nil else { return }
                state.leaseLook = Task.detached { await self.markLeased() }
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

    /// Writes a cycle: builds each transaction while the one before it is being committed.
    private func write() async {
        var made = make()
        while let transaction = made, state.withLock({ $0.machine.mayCommit }) {
            async let next = make()
            let error = await commit(transaction)
            // Wait for the next transaction first: it belongs to this cycle.
            made = await next
            if let error {
                let (now, random) = (clock.now, Double.random(in: 0...1))
                state.withLock { $0.machine.failed(error, at: now, random: random) }
                return advance()
            }
        }
        let now = clock.now
        state.withLock { $0.machine.written(at: now) }
        advance()
    }

    /// Builds the next transaction of the cycle, or returns `nil` if there is none.
    @Sendable private func make() -> [SessionStoreChange]? {
        // There is no manager if write-behind was stopped meanwhile.
        let next = state.withLock { state -> (ChangeBuilder<Value>, Machine.Transaction)? in
            guard let manager = state.manager, let transaction = state.machine.nextTransaction() else {
                return nil
            }
            state.anchor.check(clock)
            let builder = ChangeBuilder(manager, coding, state.anchor) { id, incarnation in
                self.mark { $0.willBeWritten(id, incarnation) }
            }
            return (builder, transaction)
        }
        guard let (begun, transaction) = next else { return nil }
        var builder = begun
        builder.add(transaction.entries)
        let isFirstError = state.withLock { state in
            state.machine.postpone(builder.awaiting, with: builder.heldUp)
            for _ in builder.errors { state.machine.countUnencodable() }
            defer { state.hasReportedUnencodable = state.hasReportedUnencodable || !builder.errors.isEmpty }
            return !state.hasReportedUnencodable
        }
        if isFirstError, let first = builder.errors.first { report(.unencodable(first)) }
        return (transaction.removesAll ? [.removedAll] : []) + builder.changes
    }

    private func commit(_ changes: [SessionStoreChange]) async -> SessionStoreError? {
        do throws(SessionStoreError) {
            try await store.commit(changes, at: storeTime)
            state.withLock { $0.machine.committed(changes: changes.count) }
            return nil
        } catch {
            return error
        }
    }

    /// Closes the store and opens it again, because a failed sync must not be retried on an open store.
    private func reopen() async {
        await store.close()
        do throws(SessionStoreError) {
            let epoch = state.withLock(\.epoch)
            let opening = try await store.open(resuming: epoch, at: storeTime)
            let now = clock.now
            state.withLock { $0.machine.reopened(isContinuation: opening.isContinuation, at: now) }
        } catch {
            let (now, random) = (clock.now, Double.random(in: 0...1))
            state.withLock { $0.machine.reopenFailed(error, at: now, random: random) }
        }
        advance()
    }

    private func markLeased() async {
        defer { state.withLock { $0.leaseLook = nil } }
        guard let manager = state.withLock(\.manager) else { return }
        let leased = manager.leasedIdentifiers.compactMap { id in
            manager.held(id).map { (id: id, incarnation: $0.incarnation) }
        }
        guard !leased.isEmpty, await manager.eventsDelivered() else { return }
        for start in stride(from: 0, to: leased.count, by: 64) {
            mark { $0.refresh(leased[start..<min(start + 64, leased.count)], heldBy: manager) }
        }
    }

    private func markEverything() async {
        let manager = state.withLock(\.manager)
        manager?.forEachAccess { batch in
            let sessions = batch.map { (SessionIdentifier($0.id), $0.incarnation) }
            let now = clock.now
            _ = state.withLock { state in state.machine.mark(at: now) { $0.add(sessions) } }
            return true
        }
        let now = clock.now
        state.withLock { $0.machine.markedEverything(at: now) }
        advance()
        if await manager?.eventsDelivered() ?? true {
            _ = state.withLock { $0.machine.mark(at: clock.now) { $0.caughtUp() } }
        }
    }

    /// Waits until the events of all calls that have returned were delivered, and so are marked.
    func eventsDelivered() async -> SessionStoreError? {
        guard let manager = state.withLock({ $0.manager }) else { return nil }
        if await manager.eventsDelivered() { return nil }
        return SessionStoreError(
            .interrupted,
            "the task was cancelled before all earlier changes reached the store; flush again"
        )
    }
}

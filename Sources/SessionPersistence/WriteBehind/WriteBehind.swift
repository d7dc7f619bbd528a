import Sessions

/// What drives write-behind: the lock, the clock, the task of a commit and the callers that wait.
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
        /// The look at what leases hold; one at a time, for it waits for observers.
        var leaseLook: Task<Void, Never>?
        var hasReportedUnencodable = false
        /// How many of the last accesses were written at the end.
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

    /// The time now, as stored times are: the wall clock's, unless that was set back.
    var storeTime: WallTime {
        let now = clock.now
        return state.withLock { $0.anchor.wallTime(at: now) }
    }

    /// When the store was written last before it was opened; the beginning of time for a new one.
    var lastCommit: WallTime {
        state.withLock(\.lastCommit) ?? WallTime(nanosecondsSinceEpoch: .min)
    }

    /// Begins to follow this manager. It is kept until ``stop()``, so that nothing that waits is lost with it.
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
    ///
    /// - Parameter awaitsEvents: Whether it waits for marks that can be written only when an event has come.
    func flush(awaitsEvents: Bool = true) async -> SessionStoreError? {
        // Nothing is done before there is a manager, so that nobody would go on.
        // A closure, for a key path in generic code is made anew with every call.
        guard state.withLock({ $0.isFollowing }) else { return .notOpen("persistence") }
        return await wait { $0.flush($1, awaitsEvents: awaitsEvents) }
    }

    /// Asks the rules for something, and suspends until they say how it went.
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

    /// Asks the rules what to do and does it, or starts it, until there is nothing more.
    func advance() {
        let now = clock.now
        while let action = state.withLock({ $0.isFollowing ? $0.machine.next(at: now) : nil }) {
            perform(action)
        }
        // The clock looks anew at when it is due.
        changed.yield()
    }

    private func perform(_ action: Machine.Action) {
        switch action {
        case .write:
            // Detached: a task of the caller's would carry its priority, its task-local values and, with them, its
            // cancellation.
            Task.detached { await self.write() }
        case .reopen:
            Task.detached { await self.reopen() }
        case .markEverything:
            report(.writingEverything)
            Task.detached { await self.markEverything() }
        case .markLeased:
            // Not on the thread of a caller: it looks at every session.
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

    /// Writes a cycle: makes each transaction while the one before it is committed.
    private func write() async {
        var made = make()
        while let transaction = made, state.withLock({ $0.machine.mayCommit }) {
            async let next = make()
            let error = await commit(transaction)
            // Not before what is being made is there: it is of this cycle.
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

    /// Makes the next transaction of the cycle; `nil` if there is none.
    @Sendable private func make() -> [SessionStoreChange]? {
        // Without a manager it was stopped meanwhile.
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

    /// Closes the store and opens it again: a failed sync must not be tried again on what is open.
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

    /// Returns when every event of a call that has returned was delivered, and so is marked.
    func eventsDelivered() async -> SessionStoreError? {
        guard let manager = state.withLock({ $0.manager }) else { return nil }
        if await manager.eventsDelivered() { return nil }
        return SessionStoreError(
            .interrupted,
            "the task was cancelled before what was done before the flush had reached the store"
        )
    }
}

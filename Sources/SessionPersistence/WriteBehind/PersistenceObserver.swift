public import Sessions

/// Lets a store follow a session manager: what lives is there again after a restart.
///
/// ```swift
/// let persistence = PersistenceObserver<Conversation>(store: store, coding: try .json())
/// let epoch = try await persistence.open()
/// let manager = try SessionManager(policy: policy, observers: [persistence], epoch: epoch)
/// try await persistence.restore(into: manager)
/// …
/// try await persistence.flush()       // what was done before is stored when it returns
/// …
/// manager.shutdown()
/// await persistence.close()
/// ```
///
/// It only notes which sessions changed; a task writes what they are by then, every
/// ``PersistenceConfiguration/flushInterval`` and in one transaction for all. It holds no more notes than there are
/// sessions alive and ended ones whose row is still stored, however long the store is away, and drops none.
///
/// When the store fails, sessions go on in memory. ``status`` says so and since when; the store is opened again
/// after ``PersistenceConfiguration/backoff``, later and later, and then catches up.
public final class PersistenceObserver<Value: Sendable>: SessionObserver, StatusReporting {
    /// What a store has to be told of.
    public let interests: SessionEventKinds = [.created, .updated, .accessed, .rotated, .expired, .deleted]

    /// So often that the store lags behind the last access by ``PersistenceConfiguration/accessInterval`` at the
    /// most.
    public let accessedInterval: Duration

    private let writeBehind: WriteBehind<Value>
    private let hasBegun = Locked(false)
    private let closing = Locked<Task<SessionStoreError?, Never>?>(nil)

    /// A follower for a store that is not open yet.
    ///
    /// - Parameters:
    ///   - store: Where sessions are kept; nobody else may use it.
    ///   - coding: How values become bytes.
    ///   - configuration: When the store is written.
    ///   - clock: The manager's clock.
    ///   - report: Told of outages and the like, on any thread; must be quick.
    public init(
        store: any SessionStore,
        coding: SessionValueCoding<Value>,
        configuration: PersistenceConfiguration = PersistenceConfiguration(),
        clock: some SessionClock = SystemClock(),
        report: @escaping @Sendable (PersistenceReport) -> Void = { _ in }
    ) {
        accessedInterval = configuration.accessedEventInterval
        writeBehind = WriteBehind(
            store: store,
            coding: coding,
            configuration: configuration,
            clock: clock,
            report: report
        )
    }

    /// Opens the store.
    ///
    /// - Returns: The epoch that the manager has to be made with.
    /// - Throws: What the store says; nothing was changed in one that is corrupt, in use, or newer.
    public func open() async throws(SessionStoreError) -> UInt64 {
        try await openStore().epoch
    }

    /// As ``open()``, with all that the store says of it.
    package func openStore() async throws(SessionStoreError) -> SessionStoreOpening {
        try await writeBehind.open()
    }

    /// Notes what happened.
    public func sessionDid(_ event: SessionEvent<Value>) {
        writeBehind.mark { $0.note(event) }
    }

    /// Takes in what the store keeps, in order of creation, and follows the manager from then on. Once, before
    /// there is traffic.
    ///
    /// What has expired meanwhile ends, and what can't be decoded is set aside: it stays in the store and is
    /// counted in ``PersistenceCounts/setAside``.
    ///
    /// - Parameters:
    ///   - manager: The one that this observer was given to.
    ///   - progress: Told now and then how many stored sessions were read.
    /// - Throws: What the store says, such as ``SessionStoreError/Code/corrupt``; the manager then holds a part of
    ///   the sessions, and should not be used.
    @discardableResult
    public func restore(
        into manager: SessionManager<Value>,
        progress: (@Sendable (_ read: Int) -> Void)? = nil
    ) async throws(SessionStoreError) -> PersistenceRestoration {
        let isFirst = hasBegun.withLock { hasBegun in
            defer { hasBegun = true }
            return !hasBegun
        }
        guard isFirst else {
            throw SessionStoreError(.inUse, "restore(into:) was called before; call it once, at the start")
        }
        let restorer = StoreRestorer(
            manager,
            writeBehind.coding,
            notBefore: writeBehind.lastCommit,
            progress: progress
        )
        try await restorer.load(writeBehind.store)
        // Before those that have expired end: the rows of those have to go.
        writeBehind.follow(manager)
        let result = restorer.finish()
        writeBehind.countSetAside(result.setAside)
        if let error = restorer.firstError { writeBehind.report(.setAside(error)) }
        return result
    }

    /// Returns when everything that was done before this call is committed: what was created, changed and deleted
    /// by calls that had returned. Many callers at a time share a transaction. The last accesses are not part of
    /// it.
    ///
    /// - Throws: Why it could not be committed; it is still tried later. During an outage a call is an attempt,
    ///   but there is none sooner than ``PersistenceConfiguration/backoff`` after the one before.
    public func flush() async throws(SessionStoreError) {
        if let error = await writeBehind.eventsDelivered() { throw error }
        if let error = await writeBehind.flush() { throw error }
    }

    /// Writes what waits and when each session was accessed last, and closes the store: after the manager's
    /// shutdown, so that nothing comes after it. Calling it again waits for the first call.
    ///
    /// - Parameter limit: How long that may take; what is not written by then is as it was at the last flush.
    /// - Returns: Why not everything was written; `nil` if it was.
    @discardableResult
    public func close(within limit: Duration = .hours(24)) async -> SessionStoreError? {
        await close(within: limit, awaitsEvents: true)
    }

    /// As ``close(within:)``; without a wait for events where an observer hangs, so that what was noted is written.
    package func close(within limit: Duration, awaitsEvents: Bool) async -> SessionStoreError? {
        let deadline = writeBehind.clock.now.advanced(by: limit)
        // Once, and not cut short by the caller's cancellation.
        let task = closing.withLock { closing in
            if let closing { return closing }
            let task = Task.detached { [writeBehind] in
                let error = await writeBehind.finish(by: deadline, awaitsEvents: awaitsEvents)
                writeBehind.stop()
                return error
            }
            closing = task
            return task
        }
        return await task.value
    }

    /// What became of the changes.
    public var counts: PersistenceCounts { writeBehind.counts }

    /// How the store is: `persistence`, with what it counts, and during an outage since when and why.
    public var status: ComponentStatus {
        let counts = counts
        return ComponentStatus(
            "persistence",
            .store,
            condition: writeBehind.outage.map { .degraded(since: $0.since, message: $0.error.message) }
                ?? .ok,
            counts: [
                "waiting": counts.waiting,
                "commits": counts.commits,
                "changes": counts.changes,
                "failures": counts.failures,
                "unencodable": counts.unencodable,
                "set_aside": counts.setAside,
            ]
        )
    }
}

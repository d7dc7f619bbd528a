public import Sessions

/// Keeps the sessions of a manager in a store, so that they survive a restart.
///
/// ```swift
/// let persistence = PersistenceObserver<Conversation>(store: store, coding: try .json())
/// let manager = try await persistence.openManager(policy: policy)
/// …
/// try await persistence.flush()       // everything done before this call is now stored
/// …
/// manager.shutdown()
/// await persistence.close()
/// ```
///
/// The observer only notes which sessions changed. A task writes their current state every
/// ``PersistenceConfiguration/flushInterval``, in transactions of up to
/// ``PersistenceConfiguration/flushSize`` sessions. However long the store is unavailable, there are at most
/// as many notes as living sessions plus ended sessions whose row is still stored. No note is dropped.
///
/// When the store fails, sessions continue in memory, and ``status`` reports the outage. The store is opened
/// again after ``PersistenceConfiguration/backoff``, at growing intervals, and then catches up.
public final class PersistenceObserver<Value: Sendable>: SessionObserver, StatusReporting {
    /// The kinds of events that change what is stored.
    public let interests: Set<SessionEventKind> = [
        .created, .updated, .accessed, .rotated, .timeoutsChanged, .expired, .deleted,
    ]

    /// The interval of `accessed` events, which keeps the store within
    /// ``PersistenceConfiguration/accessInterval`` of a session's last access.
    public let accessedInterval: Duration

    private let writeBehind: WriteBehind<Value>
    private let hasBegun = Locked(false)
    private let closing = Locked<Task<SessionStoreError?, Never>?>(nil)

    /// Creates an observer for a store that is not open yet.
    ///
    /// - Parameters:
    ///   - store: The store. Nothing else may use it.
    ///   - coding: Encodes and decodes the values of sessions.
    ///   - configuration: The schedule by which the store is written.
    ///   - clock: The manager's clock.
    public convenience init(
        store: any SessionStore,
        coding: SessionValueCoding<Value>,
        configuration: PersistenceConfiguration = PersistenceConfiguration(),
        clock: some SessionClock = SystemClock()
    ) {
        self.init(
            store: store,
            coding: coding,
            configuration: configuration,
            clock: clock,
            report: { _ in }
        )
    }

    /// Creates an observer that also calls `report` with outages and similar reports, on any thread. It must
    /// return quickly.
    package init(
        store: any SessionStore,
        coding: SessionValueCoding<Value>,
        configuration: PersistenceConfiguration = PersistenceConfiguration(),
        clock: some SessionClock = SystemClock(),
        report: @escaping @Sendable (PersistenceReport) -> Void
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

    /// Opens the store and returns a manager that has the stored sessions and keeps the store up to date. Call it
    /// once.
    ///
    /// Sessions that expired meanwhile end. Sessions that can't be decoded are set aside: they stay in the store, and
    /// ``status`` counts them.
    ///
    /// - Parameters:
    ///   - policy: The timeouts and limits of the sessions.
    ///   - observers: Further observers, which are called after this one.
    ///   - admission: A check that can refuse a create.
    ///   - context: Returns the context of the events of a call.
    ///   - identifierDigest: Replaces ids with digests.
    /// - Throws: `SessionError` for an invalid policy, or the error of the store, which is then closed. A store that
    ///   is corrupt, in use or written by a newer version is left unchanged.
    public func openManager(
        policy: SessionPolicy = SessionPolicy(),
        observers: [any SessionObserver<Value>] = [],
        admission: (any SessionAdmission<Value>)? = nil,
        context: (@Sendable () -> (any Sendable)?)? = nil,
        identifierDigest: IdentifierDigest? = nil
    ) async throws -> SessionManager<Value> {
        try policy.validate()
        try begin()
        let epoch: UInt64
        do {
            epoch = try await open()
        } catch {
            // Nothing was opened, so the call may be repeated.
            hasBegun.withLock { $0 = false }
            throw error
        }
        let manager = try SessionManager(
            policy: policy,
            observers: [self] + observers,
            admission: admission,
            clock: writeBehind.clock,
            context: context,
            epoch: epoch,
            identifierDigest: identifierDigest
        )
        do {
            try await load(into: manager)
        } catch {
            await close(within: .zero)
            throw error
        }
        return manager
    }

    /// Opens the store.
    ///
    /// - Returns: The epoch to create the manager with.
    /// - Throws: The error of ``SessionStore/open(resuming:at:)``. A store that is corrupt, in use or written
    ///   by a newer version was left unchanged.
    package func open() async throws(SessionStoreError) -> UInt64 {
        try await openStore().epoch
    }

    /// Opens the store like ``open()`` and returns everything that the store reports.
    package func openStore() async throws(SessionStoreError) -> SessionStoreOpening {
        try await writeBehind.open()
    }

    /// Notes which session changed.
    public func sessionDid(_ event: SessionEvent<Value>) {
        writeBehind.mark { $0.note(event) }
    }

    /// Adds the stored sessions to the manager, in order of creation, and follows the manager from then on.
    /// Call it once, before there is traffic.
    ///
    /// Sessions that expired meanwhile end. Sessions that can't be decoded are set aside: they stay in the
    /// store and are counted in ``PersistenceCounts/setAside``.
    ///
    /// - Parameters:
    ///   - manager: The manager that has this observer.
    ///   - progress: Called from time to time with the number of stored sessions read so far.
    /// - Throws: The store's error, such as ``SessionStoreError/Code/corrupt``. The manager then has only
    ///   some of the sessions and should not be used.
    @discardableResult
    package func restore(
        into manager: SessionManager<Value>,
        progress: (@Sendable (_ read: Int) -> Void)? = nil
    ) async throws(SessionStoreError) -> PersistenceRestoration {
        try begin()
        return try await load(into: manager, progress: progress)
    }

    /// Notes that a manager gets the stored sessions. A second one would share the store with the first.
    private func begin() throws(SessionStoreError) {
        let isFirst = hasBegun.withLock { hasBegun in
            defer { hasBegun = true }
            return !hasBegun
        }
        guard isFirst else {
            throw SessionStoreError(
                .inUse,
                "this observer already has a manager; make another observer and store for another manager"
            )
        }
    }

    @discardableResult
    private func load(
        into manager: SessionManager<Value>,
        progress: (@Sendable (_ read: Int) -> Void)? = nil
    ) async throws(SessionStoreError) -> PersistenceRestoration {
        let restorer = StoreRestorer(
            manager,
            writeBehind.coding,
            notBefore: writeBehind.lastCommit,
            progress: progress
        )
        try await restorer.load(writeBehind.store)
        // The rows of expired sessions must be removed, so follow the manager before they end.
        writeBehind.follow(manager)
        let result = restorer.finish()
        writeBehind.count(result)
        if let error = restorer.firstError { writeBehind.report(.setAside(error)) }
        if let problem = restorer.firstDamage { writeBehind.report(.damagedAttributes(problem)) }
        return result
    }

    /// Returns when everything done before this call is committed: all creations, changes and deletions by
    /// calls that had returned. Concurrent callers share a transaction. The times of last accesses are not
    /// included.
    ///
    /// - Throws: The reason why it could not be committed. The observer tries again later. During an outage a
    ///   call triggers an attempt, but not sooner than ``PersistenceConfiguration/backoff`` after the last
    ///   one.
    public func flush() async throws(SessionStoreError) {
        if let error = await writeBehind.eventsDelivered() { throw error }
        if let error = await writeBehind.flush() { throw error }
    }

    /// Writes all waiting changes and the time of each session's last access, and closes the store.
    ///
    /// Call it after the manager's shutdown, so that no changes follow. A second call waits for the first.
    ///
    /// - Parameter limit: The longest time this may take. Sessions not written by then keep the state of the
    ///   last flush.
    /// - Returns: The reason why not everything was written, or `nil` if it was.
    @discardableResult
    public func close(within limit: Duration = .hours(24)) async -> SessionStoreError? {
        await close(within: limit, awaitsEvents: true)
    }

    /// Closes the store like ``close(within:)``. If an observer hangs, pass false for `awaitsEvents`: the
    /// changes noted so far are then written without waiting for events.
    package func close(within limit: Duration, awaitsEvents: Bool) async -> SessionStoreError? {
        let deadline = writeBehind.clock.now.advanced(by: limit)
        // Runs once, in its own task, so that cancelling the caller doesn't cut it short.
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

    /// Counts of changes, commits and failures.
    package var counts: PersistenceCounts { writeBehind.counts }

    /// The state of the store, named `persistence`, with its counts. During an outage it has the start and
    /// the reason.
    public var status: ComponentStatus {
        let counts = counts
        var status = ComponentStatus(
            "persistence",
            .store,
            condition: writeBehind.outage.map { .degraded(since: $0.since, message: $0.error.description) }
                ?? .ok,
            counts: [
                "waiting": counts.waiting,
                "commits": counts.commits,
                "changes": counts.changes,
                "failures": counts.failures,
                "unencodable": counts.unencodable,
                "set_aside": counts.setAside,
                "damaged_attributes": counts.damagedAttributes,
            ]
        )
        status.lastFlushAt = writeBehind.lastWritten
        return status
    }
}

public import Sessions

/// Keeps sessions where they outlive the process.
///
/// The engine is the truth, a store follows it: ``PersistenceObserver`` opens it, loads what it keeps, commits
/// what has changed since, and closes it. A store has one user at a time, which makes one call at a time and
/// waits for it, so a store need not order calls; it must not lose what it committed.
///
/// Every error is a ``SessionStoreError``. After one, the user closes the store and opens it again before the
/// next commit: a store must never try a failed sync again, because a second attempt may succeed without having
/// written anything.
///
/// `StoreConformance` in `SessionTesting` checks all of this.
public protocol SessionStore: Sendable {
    /// What the store is, for logs, health reports and people: the backend and where it is, such as
    /// `sqlite /var/lib/app/sessions.db`. It holds no secret.
    var name: String { get }

    /// Opens the store, creating what is missing.
    ///
    /// A new user opens it with no epoch and gets one that is greater than that of every opening before. When it
    /// returns, the raised epoch is as durable as a commit, so no later opening gets the same, whatever crashes.
    /// A user that closed it after an error opens it with the epoch that it has, and goes on with that.
    ///
    /// A store that is open already, here or in another process, is refused with
    /// ``SessionStoreError/Code/inUse``, and one that somebody opened since with a higher epoch with
    /// ``SessionStoreError/Code/superseded``. One that can't be read is refused with
    /// ``SessionStoreError/Code/corrupt``, something else with ``SessionStoreError/Code/notASessionStore``, one
    /// that a newer version wrote with ``SessionStoreError/Code/newerSchema``: what is there is not changed then.
    ///
    /// - Parameters:
    ///   - epoch: The epoch to go on with; `nil` for a new one.
    ///   - wallTime: The time by the wall clock, kept as that of a commit unless the last commit was later: a clock that
    ///     was set back is known by that.
    func open(resuming epoch: UInt64?, at wallTime: WallTime) async throws(SessionStoreError)
        -> SessionStoreOpening

    /// Hands over all that is kept, in batches, in order of creation: by `createdAt`, then by incarnation.
    ///
    /// No batch is empty. The store holds a batch or two in memory, not everything. No commit is made meanwhile.
    /// What `receive` throws ends the loading and is thrown on as ``SessionStoreError/Code/interrupted``, with
    /// the error as its ``SessionStoreError/underlyingError``.
    func load(_ receive: @escaping @Sendable ([StoredSession]) throws -> Void) async throws(SessionStoreError)

    /// Makes all of these changes, in this order and in one transaction: all or none.
    ///
    /// When it returns, they are as durable as the store promises. When it throws, it is open whether they were
    /// made. Where another has opened the store since, with a higher epoch, nothing may change, and
    /// ``SessionStoreError/Code/superseded`` is thrown. The caller's cancellation must not tear a commit.
    ///
    /// - Parameters:
    ///   - changes: The changes; none is fine, and still a commit: it tells whether the store works.
    ///   - wallTime: The time by the wall clock, for the next opening's ``SessionStoreOpening/lastCommit``.
    func commit(_ changes: [SessionStoreChange], at wallTime: WallTime) async throws(SessionStoreError)

    /// Closes the store; another may open it then. Closing a closed one does nothing.
    ///
    /// It never fails: what was committed is kept whatever happens here.
    func close() async
}

public import Sessions

/// A place where sessions outlive the process.
///
/// The engine holds the authoritative state and a store follows it: ``PersistenceObserver`` opens the store,
/// loads its sessions, commits the changes made since, and closes it. A store has one user at a time. The
/// user makes one call at a time and waits for it, so a store need not order calls. A store must not lose
/// what it has committed.
///
/// Every error is a ``SessionStoreError``. After an error, the user closes the store and opens it again
/// before the next commit. A store must never retry a failed sync, because the second attempt may succeed
/// without writing anything.
///
/// `StoreConformance` in `SessionTesting` checks all of this.
public protocol SessionStore: Sendable {
    /// The store's backend and location for logs and health reports, such as
    /// `sqlite /var/lib/app/sessions.db`.
    ///
    /// It must not contain a secret.
    var name: String { get }

    /// Opens the store and creates what is missing.
    ///
    /// A new user passes no epoch and gets one greater than the epoch of every opening before. The new epoch
    /// is as durable as a commit when this method returns, so no later opening gets the same epoch, even
    /// after a crash. A user that closed the store after an error passes the epoch it already has and
    /// continues with it.
    ///
    /// A refused opening changes nothing in the store. It throws:
    /// - ``SessionStoreError/Code/inUse`` if the store is already open, in this process or in another one.
    /// - ``SessionStoreError/Code/superseded`` if it was opened since with a higher epoch.
    /// - ``SessionStoreError/Code/corrupt`` if it can't be read.
    /// - ``SessionStoreError/Code/notASessionStore`` if it holds something else.
    /// - ``SessionStoreError/Code/newerSchema`` if a newer version of this library wrote it.
    ///
    /// - Parameters:
    ///   - epoch: The epoch to continue with; `nil` for a new one.
    ///   - wallTime: The current wall-clock time. The store keeps it as the time of the last commit, unless
    ///     the last commit was later. This way a clock that was set back is noticed.
    func open(resuming epoch: UInt64?, at wallTime: WallTime) async throws(SessionStoreError)
        -> SessionStoreOpening

    /// Delivers all stored sessions in batches, in order of creation: by `createdAt`, then by incarnation.
    ///
    /// No batch is empty. The store holds one or two batches in memory, not everything. No commit is made
    /// meanwhile. An error thrown by `receive` ends the loading; it is rethrown as
    /// ``SessionStoreError/Code/interrupted``, with the error as its ``SessionStoreError/underlyingError``.
    func load(_ receive: @escaping @Sendable ([StoredSession]) throws -> Void) async throws(SessionStoreError)

    /// Applies all of these changes in order, in one transaction.
    ///
    /// When the method returns, the changes are as durable as the store promises. When it throws, the changes
    /// may or may not have been made. If the store was opened since with a higher epoch, it must change
    /// nothing and throw ``SessionStoreError/Code/superseded``. Cancelling the caller's task must not split a
    /// commit.
    ///
    /// - Parameters:
    ///   - changes: The changes. An empty list is still a commit: it shows whether the store works.
    ///   - wallTime: The current wall-clock time, for ``SessionStoreOpening/lastCommit`` of the next opening.
    func commit(_ changes: [SessionStoreChange], at wallTime: WallTime) async throws(SessionStoreError)

    /// Closes the store, so that another user can open it. Closing a closed store does nothing.
    ///
    /// It never fails, and committed changes are kept whatever happens during the close.
    func close() async
}

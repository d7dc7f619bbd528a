public import Sessions

/// A change that a store makes as part of a transaction.
///
/// A store must make every change, so its `switch` has no `default`: a new version that adds a change says so in its
/// notes. Every change may be applied twice without harm. A commit that failed may have gone through all the same;
/// its changes are then made again, from the newer state of the sessions.
public enum SessionStoreChange: Sendable, Hashable {
    /// Stores this session and replaces the session stored under its id.
    ///
    /// The change is ignored in three cases: the store has a newer incarnation of this id; this or a newer
    /// incarnation has ended since the store was opened; or the incarnation is from an earlier epoch and
    /// isn't the stored one. The third case does not apply after ``removedAll``.
    case put(StoredSession)

    /// Updates the time of the last access and leaves the value alone. Ignored unless this incarnation is
    /// stored.
    case accessed(id: String, Incarnation, at: WallTime)

    /// Removes the session with this id, unless the stored incarnation is newer.
    case ended(id: String, Incarnation)

    /// Moves the session from the id `previous` to its new id, so that one row gets another key.
    ///
    /// If this incarnation isn't stored under `previous`, the change acts like ``put(_:)``. A newer
    /// incarnation under `previous` stays.
    case renamed(previous: String, Incarnation, StoredSession)

    /// Removes everything that was stored before this change.
    ///
    /// It is the first change of its transaction. Until the store is opened with a new epoch, sessions of
    /// earlier epochs are then accepted like those of this epoch.
    case removedAll
}

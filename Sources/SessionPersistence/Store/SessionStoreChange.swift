public import Sessions

/// One of the changes that a store makes in a transaction.
///
/// Each is harmless when it comes twice: a commit that failed may have gone through all the same, and then its
/// changes come again, as they are by then.
public enum SessionStoreChange: Sendable, Hashable {
    /// Keep this session; what is kept under its id is replaced.
    ///
    /// Ignored where the store knows better: where it keeps a newer incarnation of this id, where this or a
    /// newer one has ended since the store was opened, and where the incarnation is of an earlier epoch and
    /// not the one that is kept, unless all was removed since the store was opened.
    case put(StoredSession)

    /// The session was accessed; its value is as it was. Ignored unless this incarnation is kept.
    case accessed(id: String, Incarnation, at: WallTime)

    /// The incarnation has ended: keep nothing of this id, unless it is of a newer incarnation.
    case ended(id: String, Incarnation)

    /// The session that was kept as this incarnation of `previous` has another id now, and is as given here: one
    /// row gets another key. Where that is not kept, as ``put(_:)``. A newer incarnation under `previous` stays.
    case renamed(previous: String, Incarnation, StoredSession)

    /// Keep nothing of all that was kept before this change. Comes first in its transaction. From then on, until
    /// the store is opened with a new epoch, sessions of earlier epochs are taken as those of this one.
    case removedAll
}

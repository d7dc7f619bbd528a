import Sessions

/// What happens with a store, for logs.
public enum PersistenceReport: Sendable {
    /// The store does not work; sessions go on in memory, and it is tried again.
    case degraded(SessionStoreError)
    /// The store works again, after so long; it has all that lives.
    case recovered(after: Duration)
    /// The file is a new one: everything that lives is written anew.
    case writingEverything
    /// A value could not be encoded; reported for the first.
    case unencodable(any Error)
    /// A stored session was set aside; reported for the first of a restore.
    case setAside(any Error)
}

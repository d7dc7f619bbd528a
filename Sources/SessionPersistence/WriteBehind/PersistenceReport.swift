import Sessions

/// A report about a store, for logs.
package enum PersistenceReport: Sendable {
    /// The store failed. Sessions continue in memory, and the store is tried again.
    case degraded(SessionStoreError)
    /// The store works again after an outage of this length and has all living sessions.
    case recovered(after: Duration)
    /// The file is new, so all living sessions are written again.
    case writingEverything
    /// A value could not be encoded. Reported once, for the first such value.
    case unencodable(any Error)
    /// A stored session was set aside. Reported for the first such session of a restore.
    case setAside(any Error)
    /// A stored session was restored without some of its attributes, for this reason. Reported for the first such
    /// session of a restore.
    case damagedAttributes(String)
}

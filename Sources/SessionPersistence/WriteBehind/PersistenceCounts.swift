/// What became of the changes that a store was to be told of.
public struct PersistenceCounts: Sendable, Hashable {
    /// How many changed or ended sessions wait to be written; no more than there are sessions alive and ended ones
    /// whose row is still stored.
    public internal(set) var waiting = 0
    /// How many transactions were committed.
    public internal(set) var commits = 0
    /// How many changes were committed.
    public internal(set) var changes = 0
    /// How many attempts to commit, or to open the store again, failed.
    public internal(set) var failures = 0
    /// How many times a value could not be encoded; the store keeps what it had of that session, if anything.
    public internal(set) var unencodable = 0
    /// How many stored sessions were set aside at the restore, because their value could not be decoded or their
    /// id not be taken. They stay in the store.
    public internal(set) var setAside = 0
}

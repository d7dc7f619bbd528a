/// Counts of the changes made to a store.
package struct PersistenceCounts: Sendable, Hashable {
    /// The number of changed or ended sessions that wait to be written. It is at most the number of living
    /// sessions plus ended sessions whose row is still stored.
    package internal(set) var waiting = 0
    /// The number of committed transactions.
    package internal(set) var commits = 0
    /// The number of committed changes.
    package internal(set) var changes = 0
    /// The number of failed attempts to commit or to open the store again.
    package internal(set) var failures = 0
    /// How often a value could not be encoded. The store keeps the earlier state of such a session, if it has
    /// one.
    package internal(set) var unencodable = 0
    /// The number of stored sessions that were set aside at the restore because their value can't be decoded
    /// or their id is not accepted. They stay in the store.
    package internal(set) var setAside = 0
    /// The number of stored sessions that were restored without some of their attributes, because these can't be
    /// read or are beyond their bounds.
    package internal(set) var damagedAttributes = 0
}

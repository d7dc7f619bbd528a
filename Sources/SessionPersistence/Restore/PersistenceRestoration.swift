/// The result of a restore.
package struct PersistenceRestoration: Sendable, Hashable {
    /// The number of sessions that are alive again.
    package let living: Int
    /// The number of stored sessions that expired while no process held them.
    package let expired: Int
    /// The number of sessions that were set aside because their value can't be decoded or their id is not
    /// accepted. They stay in the store.
    package let setAside: Int
    /// The number of stored sessions that were restored without some of their attributes, because these can't be
    /// read or are beyond their bounds.
    package var damagedAttributes = 0
}

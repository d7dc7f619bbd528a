/// What a restore brought back.
public struct PersistenceRestoration: Sendable, Hashable {
    /// How many sessions live on.
    public let living: Int
    /// How many had expired meanwhile.
    public let expired: Int
    /// How many were set aside, because their value can't be decoded or their id not be taken; they stay in the
    /// store.
    public let setAside: Int
}

public import Sessions

/// A session as a store keeps it.
///
/// Its moments are wall-clock times, because the engine's clock starts anew with the machine.
public struct StoredSession: Sendable, Hashable {
    /// The session's id, or the digest that the manager knows it by; at most
    /// ``Sessions/SessionManager/maximumIdentifierLength`` bytes of UTF-8, which may be any, NUL included.
    public var id: String

    /// Which life of this id it is. A store keeps one for an id: the newest that it was given.
    public var incarnation: Incarnation

    /// When it was created, by the wall clock of then.
    public var createdAt: WallTime

    /// When it was accessed last, as far as the store was told.
    public var lastAccessedAt: WallTime

    /// Its own timeouts, in whole nanoseconds; `nil` if it follows the policy.
    public var timeouts: Timeouts?

    /// Its value, encoded by a ``SessionValueCoding``: for SQLite, JSON as UTF-8.
    public var value: [UInt8]

    /// A session to store.
    public init(
        id: String,
        incarnation: Incarnation,
        createdAt: WallTime,
        lastAccessedAt: WallTime,
        timeouts: Timeouts? = nil,
        value: [UInt8]
    ) {
        self.id = id
        self.incarnation = incarnation
        self.createdAt = createdAt
        self.lastAccessedAt = lastAccessedAt
        self.timeouts = timeouts
        self.value = value
    }
}

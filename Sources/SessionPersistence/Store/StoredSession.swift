public import Sessions

/// A session as a store keeps it.
///
/// Its times are wall-clock times, because the engine's clock restarts with the machine.
public struct StoredSession: Sendable, Hashable {
    /// The id of the session, or the digest that replaces it in the manager.
    ///
    /// It has at most `SessionManager.maximumIdentifierLength` bytes of UTF-8. Any character is
    /// allowed, including NUL.
    public var id: String

    /// The incarnation of the id. A store keeps one incarnation of an id, the newest it was given.
    public var incarnation: Incarnation

    /// The number of the session's version; 0 if it was stored before sessions had versions.
    public var versionNumber: UInt64

    /// The wall-clock time of the creation.
    public var createdAt: WallTime

    /// The wall-clock time of the last access that the store was told of.
    public var lastAccessedAt: WallTime

    /// The session's own timeouts in whole nanoseconds, or `nil` if the policy's timeouts apply.
    public var timeouts: Timeouts?

    /// The session's owner, keys and descriptor, or `nil` if it has none of them.
    public var attributes: SessionAttributes?

    /// The value, encoded by a ``SessionValueCoding``. For SQLite this is JSON in UTF-8.
    public var value: [UInt8]

    /// What the store could not read of the attributes; `nil` if it read all of them.
    package var damage: String?

    /// Creates a session to store.
    public init(
        id: String,
        incarnation: Incarnation,
        versionNumber: UInt64 = 0,
        createdAt: WallTime,
        lastAccessedAt: WallTime,
        timeouts: Timeouts? = nil,
        attributes: SessionAttributes? = nil,
        value: [UInt8]
    ) {
        self.id = id
        self.incarnation = incarnation
        self.versionNumber = versionNumber
        self.createdAt = createdAt
        self.lastAccessedAt = lastAccessedAt
        self.timeouts = timeouts
        self.attributes = attributes
        self.value = value
    }

    /// The version of the session.
    public var version: SessionVersion {
        SessionVersion(incarnation: incarnation, number: versionNumber)
    }
}

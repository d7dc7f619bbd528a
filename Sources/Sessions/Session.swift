/// What a session was at one moment: a snapshot, not a handle.
public struct Session<Value: Sendable>: Sendable, Identifiable {
    /// The session's id.
    public let id: String

    /// The value that it held.
    public let value: Value

    /// Which life of this id it is.
    public let incarnation: Incarnation

    /// When this incarnation was created.
    public let created: SessionInstant

    /// When it was accessed last; for a call that accesses it, the time of that call.
    public let lastAccessed: SessionInstant

    /// Until when it lives if nobody accesses it; `nil` while a lease holds it and no lifetime limits it.
    public let deadline: SessionInstant?

    @usableFromInline
    init(
        id: String,
        value: Value,
        incarnation: Incarnation,
        created: SessionInstant,
        lastAccessed: SessionInstant,
        deadline: SessionInstant?
    ) {
        self.id = id
        self.value = value
        self.incarnation = incarnation
        self.created = created
        self.lastAccessed = lastAccessed
        self.deadline = deadline
    }
}

extension Session: Equatable where Value: Equatable {}
extension Session: Hashable where Value: Hashable {}

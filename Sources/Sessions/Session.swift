/// What a session was at one moment: a snapshot, not a handle.
public struct Session<Value: Sendable>: Sendable, Identifiable {
    /// The session's id.
    public let id: String

    /// The value that it held.
    public let value: Value

    /// Which life of this id it is.
    public let incarnation: Incarnation

    /// When this incarnation was created, on the manager's clock; by the wall clock: ``SessionInfo/createdAt``.
    public let createdInstant: SessionInstant

    /// When it was accessed last, on the manager's clock: for a call that accesses it, the time of that call. By the
    /// wall clock: ``SessionInfo/lastAccessedAt``.
    public let lastAccessedInstant: SessionInstant

    /// Until when, on the manager's clock, it lives if nobody accesses it; `nil` while a lease holds it and no lifetime limits it.
    public let deadline: SessionInstant?

    @usableFromInline
    init(
        id: String,
        value: Value,
        incarnation: Incarnation,
        createdInstant: SessionInstant,
        lastAccessedInstant: SessionInstant,
        deadline: SessionInstant?
    ) {
        self.id = id
        self.value = value
        self.incarnation = incarnation
        self.createdInstant = createdInstant
        self.lastAccessedInstant = lastAccessedInstant
        self.deadline = deadline
    }
}

extension Session: Equatable where Value: Equatable {}
extension Session: Hashable where Value: Hashable {}

/// A session as it was at one moment.
///
/// It is a snapshot, not a handle: later changes to the session don't change it.
public struct Session<Value: Sendable>: Sendable, Identifiable {
    /// The session's id.
    public let id: String

    /// The value that the session held.
    public let value: Value

    /// The version of the session, which each change raises.
    public let version: SessionVersion

    /// The incarnation of the id.
    public var incarnation: Incarnation { version.incarnation }

    /// The time of this incarnation's creation, on the manager's clock.
    ///
    /// ``SessionInfo/createdAt`` has the same time by the wall clock.
    public let createdInstant: SessionInstant

    /// The time of the last access, on the manager's clock.
    ///
    /// For a call that accesses the session, this is the time of that call. ``SessionInfo/lastAccessedAt``
    /// has the same time by the wall clock.
    public let lastAccessedInstant: SessionInstant

    /// The time until which the session stays alive without another access, on the manager's clock.
    ///
    /// It is `nil` while a lease holds a session that has no lifetime.
    public let deadline: SessionInstant?

    @usableFromInline
    init(
        id: String,
        value: Value,
        version: SessionVersion,
        createdInstant: SessionInstant,
        lastAccessedInstant: SessionInstant,
        deadline: SessionInstant?
    ) {
        self.id = id
        self.value = value
        self.version = version
        self.createdInstant = createdInstant
        self.lastAccessedInstant = lastAccessedInstant
        self.deadline = deadline
    }
}

extension Session: Equatable where Value: Equatable {}
extension Session: Hashable where Value: Hashable {}

/// A session with its times, leases and timeouts, as it was at one moment.
public struct SessionInfo<Value: Sendable>: Sendable {
    /// The session.
    public let session: Session<Value>
    /// The wall-clock time of the session's creation.
    public let createdAt: WallTime
    /// The wall-clock time of the last access.
    public let lastAccessedAt: WallTime
    /// The time since the session's creation.
    public let age: Duration
    /// The time since the last access.
    public let idleTime: Duration
    /// The time for which the session stays alive without another access.
    ///
    /// It is `nil` while a lease holds a session that has no lifetime, unless the policy has a
    /// ``SessionPolicy/maximumLease``.
    public let timeLeft: Duration?
    /// The number of leases that hold the session.
    public let leases: Int
    /// The session's own timeouts; `nil` if it follows the policy.
    public let timeouts: Timeouts?
    /// The session's owner, keys and descriptor; `nil` if it has none.
    public let attributes: SessionAttributes?

    /// The session's id.
    public var id: String { session.id }
    /// The session's value.
    public var value: Value { session.value }
    /// The session's version.
    public var version: SessionVersion { session.version }
}

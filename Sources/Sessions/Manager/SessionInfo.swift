/// All there is to know of a session at one moment, with times for people.
public struct SessionInfo<Value: Sendable>: Sendable {
    /// The session.
    public let session: Session<Value>
    /// When it was created, by the wall clock.
    public let createdAt: WallTime
    /// When it was accessed last, by the wall clock.
    public let lastAccessedAt: WallTime
    /// How long ago it was created.
    public let age: Duration
    /// How long ago it was accessed last.
    public let idleTime: Duration
    /// How long it lives on if nobody accesses it; `nil` while a lease holds it and no lifetime limits it.
    public let timeLeft: Duration?
    /// How many leases hold it.
    public let leases: Int
    /// Its own timeouts; `nil` if it follows the policy.
    public let timeouts: Timeouts?

    /// The session's id.
    public var id: String { session.id }
    /// The session's value.
    public var value: Value { session.value }
}

/// What a session's owner may see of it in a list, such as a page "your devices".
///
/// It contains neither the id nor the value. ``SessionManager/delete(handle:owner:reason:by:)`` ends the session of a
/// summary.
public struct SessionSummary: Sendable, Hashable, Identifiable {
    /// The name of the session in the list.
    public let handle: SessionHandle
    /// The description of the session; `nil` if it has none.
    public let descriptor: SessionDescriptor?
    /// The wall-clock time of the session's creation.
    public let createdAt: WallTime
    /// The wall-clock time of the last access; the present while a lease holds the session.
    public let lastSeenAt: WallTime
    /// The wall-clock time at which the owner last proved who they are; `nil` if they never did.
    public let authenticatedAt: WallTime?
    /// The time for which the session stays alive without another access.
    ///
    /// It is `nil` while a lease holds a session that has no lifetime.
    public let timeLeft: Duration?

    /// The same as ``handle``.
    public var id: SessionHandle { handle }
}

/// A session's own timeouts, which replace those of the policy.
///
/// A timeout that is `nil` follows the policy, also after the policy changes.
public struct Timeouts: Sendable, Hashable {
    /// How long the session lives without being accessed; from 1 ms to 36,500 days.
    public var idle: Duration?

    /// How long the session lives after its creation at most; from 1 ms to 36,500 days.
    public var lifetime: Duration?

    /// Creates timeouts of a session; an omitted one follows the policy.
    public init(idle: Duration? = nil, lifetime: Duration? = nil) {
        self.idle = idle
        self.lifetime = lifetime
    }

    @usableFromInline func validate() throws(SessionError) {
        if let idle { try SessionPolicy.check(idle, "timeouts.idle") }
        if let lifetime { try SessionPolicy.check(lifetime, "timeouts.lifetime") }
    }
}

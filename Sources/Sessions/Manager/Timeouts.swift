/// Timeouts of one session's own, in place of the policy's.
///
/// What is `nil` follows the policy, also when the policy changes.
public struct Timeouts: Sendable, Hashable {
    /// How long this session lives without being accessed; from 1 ms to 36,500 days.
    public var idle: Duration?

    /// How long this session lives at the most, counted from its creation; from 1 ms to 36,500 days.
    public var lifetime: Duration?

    /// Timeouts of a session's own; what is not given follows the policy.
    public init(idle: Duration? = nil, lifetime: Duration? = nil) {
        self.idle = idle
        self.lifetime = lifetime
    }

    @usableFromInline func validate() throws(SessionError) {
        if let idle { try SessionPolicy.check(idle, "timeouts.idle") }
        if let lifetime { try SessionPolicy.check(lifetime, "timeouts.lifetime") }
    }
}

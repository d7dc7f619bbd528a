/// The timeouts and leases that only some sessions have.
@usableFromInline struct DeadlineOverrides: Sendable {
    /// The number of leases that hold the session, without those that its ``SessionRecord`` counts.
    @usableFromInline var leases: UInt32 = 0
    /// The session's own idle timeout in nanoseconds; zero if the session follows the policy.
    @usableFromInline var idle: Int64 = 0
    /// The session's own lifetime in nanoseconds; zero if the session follows the policy.
    @usableFromInline var lifetime: Int64 = 0

    @usableFromInline init() {}

    /// Creates the overrides of a session with its own timeouts. The timeouts must be valid.
    @usableFromInline init(_ timeouts: Timeouts) {
        idle = timeouts.idle?.wholeNanoseconds ?? 0
        lifetime = timeouts.lifetime?.wholeNanoseconds ?? 0
    }

    @usableFromInline var isEmpty: Bool { leases == 0 && idle == 0 && lifetime == 0 }
}

extension Timeouts {
    /// Creates the session's own timeouts, or returns `nil` if it has none.
    init?(_ overrides: DeadlineOverrides) {
        guard overrides.idle != 0 || overrides.lifetime != 0 else { return nil }
        self.init(
            idle: overrides.idle == 0 ? nil : .nanoseconds(overrides.idle),
            lifetime: overrides.lifetime == 0 ? nil : .nanoseconds(overrides.lifetime)
        )
    }
}

extension DeadlineOverrides {
    /// Creates the overrides of a restored session without leases. A timeout that is out of range is
    /// ignored.
    init(restoring timeouts: Timeouts?) {
        self.init()
        func nanoseconds(_ duration: Duration?) -> Int64 {
            guard let duration, SessionPolicy.durations.contains(duration) else { return 0 }
            return duration.wholeNanoseconds ?? 0
        }
        idle = nanoseconds(timeouts?.idle)
        lifetime = nanoseconds(timeouts?.lifetime)
    }
}

/// The fields that only some sessions have: their own timeouts, many leases, attributes, a warning, or work in
/// flight.
@usableFromInline struct SparseFields: Sendable {
    /// The number of leases that hold the session, without those that its ``SessionRecord`` counts.
    @usableFromInline var leases: UInt32 = 0
    /// The place of the session's ``AttributedSession``, or ``SessionLinks/none``.
    var attributes: UInt32 = SessionLinks.none
    /// The session's own idle timeout in nanoseconds; zero if the session follows the policy.
    @usableFromInline var idle: Int64 = 0
    /// The session's own lifetime in nanoseconds; zero if the session follows the policy.
    @usableFromInline var lifetime: Int64 = 0
    /// The deadline that the session was last warned about; zero if it was not.
    var warned: Int64 = 0
    /// The work in flight on the session, retained; `nil` if there is none.
    var work: Unmanaged<SessionWork>?

    @usableFromInline init() {}

    /// Creates the sparse fields of a session with its own timeouts. The timeouts must be valid.
    @usableFromInline init(_ timeouts: Timeouts) {
        idle = timeouts.idle?.wholeNanoseconds ?? 0
        lifetime = timeouts.lifetime?.wholeNanoseconds ?? 0
    }

    /// Whether the session's timeouts may differ from the policy's.
    var changesDeadlines: Bool { leases != 0 || idle != 0 || lifetime != 0 }

    @usableFromInline var isEmpty: Bool {
        !changesDeadlines && attributes == SessionLinks.none && warned == 0 && work == nil
    }
}

extension Timeouts {
    /// Creates the session's own timeouts, or returns `nil` if it has none.
    init?(_ fields: SparseFields) {
        guard fields.idle != 0 || fields.lifetime != 0 else { return nil }
        self.init(
            idle: fields.idle == 0 ? nil : .nanoseconds(fields.idle),
            lifetime: fields.lifetime == 0 ? nil : .nanoseconds(fields.lifetime)
        )
    }
}

extension SparseFields {
    /// Creates the sparse fields of a restored session without leases. A timeout that is out of range is
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

/// The timeouts that a session's deadline is computed with, in nanoseconds.
@usableFromInline struct Deadlines: Equatable {
    /// In place of a lifetime: none.
    @usableFromInline static let never = Int64.max

    /// How long it lives without an access.
    @usableFromInline var idle: Int64
    /// How long it lives at the most, or ``never``.
    @usableFromInline var lifetime: Int64

    @usableFromInline init(idle: Int64, lifetime: Int64) {
        self.idle = idle
        self.lifetime = lifetime
    }

    @usableFromInline init(_ policy: SessionPolicy) {
        // A validated policy's durations fit.
        idle = policy.idleTimeout.wholeNanoseconds ?? Self.never
        lifetime = policy.lifetime.flatMap(\.wholeNanoseconds) ?? Self.never
    }

    /// These timeouts, but for what the session has of its own; a lease holds off the idle timeout.
    @usableFromInline func overridden(by overrides: DeadlineOverrides) -> Deadlines {
        var deadlines = self
        if overrides.idle != 0 { deadlines.idle = overrides.idle }
        if overrides.lifetime != 0 { deadlines.lifetime = overrides.lifetime }
        if overrides.leases != 0 { deadlines.idle = Self.never }
        return deadlines
    }

    @usableFromInline func idleDeadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        idle == Self.never ? Self.never : record.pointee.lastAccessed.addingSaturating(idle)
    }

    @usableFromInline func lifetimeDeadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        lifetime == Self.never ? Self.never : record.pointee.created.addingSaturating(lifetime)
    }

    /// The last moment at which the session is alive, or ``never``.
    @usableFromInline func deadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        deadline(lastAccessed: record.pointee.lastAccessed, created: record.pointee.created)
    }

    /// The last moment at which a session with these moments is alive, or ``never``.
    @inline(__always)
    func deadline(lastAccessed: Int64, created: Int64) -> Int64 {
        min(
            idle == Self.never ? Self.never : lastAccessed.addingSaturating(idle),
            lifetime == Self.never ? Self.never : created.addingSaturating(lifetime)
        )
    }

    /// Which timeout ends the session: the one that runs out first, the lifetime if both do.
    @usableFromInline func timeout(_ record: UnsafePointer<SessionRecord>) -> EndReason.Timeout {
        idleDeadline(record) < lifetimeDeadline(record) ? .idle : .lifetime
    }

    @inline(__always)
    @usableFromInline func isAlive(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Bool {
        isAlive(lastAccessed: record.pointee.lastAccessed, created: record.pointee.created, at: now)
    }

    @inline(__always)
    func isAlive(lastAccessed: Int64, created: Int64, at now: Int64) -> Bool {
        (now &- lastAccessed <= idle) && (now &- created <= lifetime)
    }
}

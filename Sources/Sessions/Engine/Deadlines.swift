/// The timeouts from which a session's deadline is computed, in nanoseconds.
@usableFromInline struct Deadlines: Equatable {
    /// Stands for a timeout or a deadline that does not exist.
    @usableFromInline static let never = Int64.max

    /// The time for which a session lives without an access, or ``never``.
    @usableFromInline var idle: Int64
    /// The maximum time for which a session lives, or ``never``.
    @usableFromInline var lifetime: Int64
    /// The time for which leases hold a session that is not accessed, or ``never``.
    @usableFromInline var maximumLease: Int64
    /// How long before its deadline a session is warned about; zero if no observer wants warnings.
    @usableFromInline var warnBefore: Int64

    /// - Parameter warns: Whether an observer wants warnings.
    @usableFromInline init(_ policy: SessionPolicy, warns: Bool) {
        // The durations of a validated policy fit into 64 bits.
        idle = policy.idleTimeout.wholeNanoseconds ?? Self.never
        lifetime = policy.lifetime.flatMap(\.wholeNanoseconds) ?? Self.never
        maximumLease = policy.maximumLease.flatMap(\.wholeNanoseconds) ?? Self.never
        warnBefore = warns ? policy.warnBefore.flatMap(\.wholeNanoseconds) ?? 0 : 0
    }

    /// Returns these timeouts with the session's own in their place. The idle timeout of a leased session is at least
    /// the maximum lease.
    @usableFromInline func overridden(by overrides: SparseFields) -> Deadlines {
        var deadlines = self
        if overrides.idle != 0 { deadlines.idle = overrides.idle }
        if overrides.lifetime != 0 { deadlines.lifetime = overrides.lifetime }
        if overrides.leases != 0 { deadlines.idle = max(deadlines.idle, maximumLease) }
        return deadlines
    }

    @usableFromInline func idleDeadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        idle == Self.never ? Self.never : record.pointee.lastAccessed.addingSaturating(idle)
    }

    @usableFromInline func lifetimeDeadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        lifetime == Self.never ? Self.never : record.pointee.created.addingSaturating(lifetime)
    }

    /// Returns the last moment at which the session is alive, or ``never``.
    @usableFromInline func deadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        deadline(lastAccessed: record.pointee.lastAccessed, created: record.pointee.created)
    }

    /// Returns the last moment at which a session with these times is alive, or ``never``.
    @inline(__always)
    func deadline(lastAccessed: Int64, created: Int64) -> Int64 {
        min(
            idle == Self.never ? Self.never : lastAccessed.addingSaturating(idle),
            lifetime == Self.never ? Self.never : created.addingSaturating(lifetime)
        )
    }

    /// Returns the deadline that a session with these times is warned about, or ``never`` if it is not warned.
    ///
    /// There is no warning about the idle deadline of a leased session, nor about a timeout that is not longer than
    /// ``warnBefore``.
    func deadlineToWarnAbout(lastAccessed: Int64, created: Int64, isLeased: Bool) -> Int64 {
        let idleDeadline = idle == Self.never ? Self.never : lastAccessed.addingSaturating(idle)
        let lifetimeDeadline = lifetime == Self.never ? Self.never : created.addingSaturating(lifetime)
        if lifetimeDeadline <= idleDeadline { return lifetime > warnBefore ? lifetimeDeadline : Self.never }
        return !isLeased && idle > warnBefore ? idleDeadline : Self.never
    }

    /// Returns the timeout that ends the session: the timeout that runs out first, or the lifetime if both
    /// run out together.
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

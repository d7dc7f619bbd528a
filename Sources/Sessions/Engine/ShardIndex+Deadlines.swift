/// Deadlines of sessions, and whether sessions are alive.
extension ShardIndex {
    /// Returns the session with this id and whether it is alive, or `nil` if no session has the id.
    @usableFromInline
    func locate(_ key: IdentifierKey, at now: Int64) -> (
        record: UnsafeMutablePointer<SessionRecord>, isAlive: Bool
    )? {
        guard let record = find(key) else { return nil }
        return (record, isAlive(record, at: now))
    }

    /// Returns the session's own timeouts and all of its leases, or `nil` if it has neither.
    @usableFromInline func overrides(_ record: UnsafePointer<SessionRecord>) -> SparseFields? {
        guard record.pointee.isSpecial else { return nil }
        var overrides = SparseFields()
        if record.pointee.hasOverrides {
            overrides = sparseFields[links[record.pointee.slot].pointee.sparseFields].pointee
            overrides.attributes = SessionLinks.none
            overrides.work = nil
        }
        overrides.leases += record.pointee.leases
        return overrides
    }

    /// Returns the timeouts of this session.
    @inline(__always)
    @usableFromInline func deadlines(_ record: UnsafePointer<SessionRecord>) -> Deadlines {
        guard record.pointee.isSpecial, let overrides = overrides(record) else { return deadlines }
        return deadlines.overridden(by: overrides)
    }

    /// Returns the last moment at which the session is alive, or ``Deadlines/never``.
    @inline(__always)
    @usableFromInline func deadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        deadlines(record).deadline(record)
    }

    /// Returns when the wheel must next examine a session that is examined now: at its deadline, or earlier for a
    /// warning. The end of a lease may bring the deadline of a session nearer, but not nearer than the idle timeout
    /// from now.
    func nextLook(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Int64 {
        var deadline = deadline(record)
        if deadlines.warnBefore > 0 { deadline = min(deadline, nextWarning(record, at: now)) }
        guard record.pointee.isSpecial, let unheld = unheldIdle(record) else { return deadline }
        return min(deadline, now.addingSaturating(unheld))
    }

    /// Returns the idle timeout of a leased session after its leases, or `nil` if no lease holds it.
    private func unheldIdle(_ record: UnsafePointer<SessionRecord>) -> Int64? {
        guard var overrides = overrides(record), overrides.leases > 0 else { return nil }
        overrides.leases = 0
        return deadlines.overridden(by: overrides).idle
    }

    /// Returns the time of the last access as a store must know it.
    ///
    /// Leases end with the process. So for a leased session, this is the latest time up to now from which the idle
    /// timeout leads no further than the session's present deadline.
    func storedAccess(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Int64 {
        let lastAccessed = record.pointee.lastAccessed
        guard record.pointee.isSpecial, let unheld = unheldIdle(record) else { return lastAccessed }
        return min(now, lastAccessed.addingSaturating(deadlines(record).idle - unheld))
    }

    @inline(__always)
    @usableFromInline func isAlive(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Bool {
        deadlines(record).isAlive(record, at: now)
    }
}

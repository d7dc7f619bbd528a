/// Who is alive, and until when.
extension ShardIndex {
    /// The session with this id, and whether it is alive.
    @usableFromInline
    func locate(_ key: IdentifierKey, at now: Int64) -> (
        record: UnsafeMutablePointer<SessionRecord>, isAlive: Bool
    )? {
        guard let record = find(key) else { return nil }
        return (record, isAlive(record, at: now))
    }

    /// What is special about the session, all of its leases among it.
    @usableFromInline func overrides(_ record: UnsafePointer<SessionRecord>) -> DeadlineOverrides? {
        guard record.pointee.isSpecial else { return nil }
        var overrides = DeadlineOverrides()
        if record.pointee.hasOverrides {
            overrides = overrideStorage[links[record.pointee.slot].pointee.overrides].pointee
        }
        overrides.leases += record.pointee.leases
        return overrides
    }

    /// The timeouts of this session.
    @inline(__always)
    @usableFromInline func deadlines(_ record: UnsafePointer<SessionRecord>) -> Deadlines {
        guard record.pointee.isSpecial, let overrides = overrides(record) else { return deadlines }
        return deadlines.overridden(by: overrides)
    }

    /// The last moment at which the session is alive, or ``Deadlines/never``.
    @inline(__always)
    @usableFromInline func deadline(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        deadlines(record).deadline(record)
    }

    /// When the wheel has to look at a session that is looked at now: at its deadline. A lease that ends may
    /// bring the deadline of a session nearer, but not nearer than the idle timeout from now.
    func nextLook(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Int64 {
        guard record.pointee.isSpecial, var overrides = overrides(record), overrides.leases > 0 else {
            return deadlines(record).deadline(record)
        }
        overrides.leases = 0
        let unheld = deadlines.overridden(by: overrides)
        return min(unheld.lifetimeDeadline(record), now.addingSaturating(unheld.idle))
    }

    @inline(__always)
    @usableFromInline func isAlive(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Bool {
        deadlines(record).isAlive(record, at: now)
    }
}

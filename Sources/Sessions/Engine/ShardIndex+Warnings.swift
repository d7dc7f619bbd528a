/// Warnings about deadlines: the `expiring` events.
///
/// A sweep emits the warning of a deadline, and remembers the deadline in the session's ``SparseFields``. A session
/// that no sweep has warned about has no memory for it.
extension ShardIndex {
    /// Returns whether a sweep must warn about the session's deadline now. If so, the deadline counts as warned about.
    mutating func takeWarning(_ record: UnsafeMutablePointer<SessionRecord>, at now: Int64) -> Bool {
        guard deadlines.warnBefore > 0 else { return false }
        let overrides = overrides(record) ?? SparseFields()
        let deadline = deadlines.overridden(by: overrides).deadlineToWarnAbout(
            lastAccessed: record.pointee.lastAccessed,
            created: record.pointee.created,
            isLeased: overrides.leases > 0
        )
        guard deadline != Deadlines.never, deadline != warned(record),
            now >= deadline - deadlines.warnBefore
        else {
            forgetStaleWarning(record)
            return false
        }
        changeSparseFields(of: record) { $0.warned = deadline }
        return true
    }

    /// Forgets a deadline that the session was warned about and that it no longer has.
    ///
    /// Call it before and after a change of timeouts, too. Otherwise, whether the session is warned about a deadline that
    /// comes back would depend on the sweeps in between.
    mutating func forgetStaleWarning(_ record: UnsafeMutablePointer<SessionRecord>) {
        let warned = warned(record)
        guard warned != 0 else { return }
        let deadlines = deadlines(record)
        if warned != deadlines.idleDeadline(record), warned != deadlines.lifetimeDeadline(record) {
            changeSparseFields(of: record) { $0.warned = 0 }
        }
    }

    /// Returns the deadline that the session was last warned about; zero if it was not. No access reads it.
    func warned(_ record: UnsafePointer<SessionRecord>) -> Int64 {
        let place = links[record.pointee.slot].pointee.sparseFields
        return place == SessionLinks.none ? 0 : sparseFields[place].pointee.warned
    }

    /// Returns a moment before which a sweep has no warning to emit, whatever happens to the session meanwhile; unless its
    /// timeouts change.
    func nextWarning(_ record: UnsafePointer<SessionRecord>, at now: Int64) -> Int64 {
        var overrides = overrides(record) ?? SparseFields()
        let created = record.pointee.created
        let deadline = deadlines.overridden(by: overrides).deadlineToWarnAbout(
            lastAccessed: record.pointee.lastAccessed,
            created: created,
            isLeased: overrides.leases > 0
        )
        let warned = warned(record)
        var look = deadline == warned ? Deadlines.never : deadline
        // An access, or the end of a lease, moves the idle deadline, or puts the lifetime in its place.
        overrides.leases = 0
        let unheld = deadlines.overridden(by: overrides)
        if unheld.idle > unheld.warnBefore { look = min(look, now.addingSaturating(unheld.idle)) }
        let lifetimeDeadline = unheld.lifetimeDeadline(record)
        if unheld.lifetime > unheld.warnBefore, lifetimeDeadline != warned {
            look = min(look, lifetimeDeadline)
        }
        // A session waits in the wheel until this moment has passed, and the warning is due when it comes.
        return look == Deadlines.never ? look : look - deadlines.warnBefore - 1
    }
}

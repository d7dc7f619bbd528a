extension ShardIndex {
    /// Replaces the session's own timeouts, and moves the session to the bucket of its new deadline, which may be
    /// nearer. The timeouts must be valid. Returns the former ones.
    ///
    /// The caller checks whether the session is still alive.
    mutating func setTimeouts(
        _ timeouts: Timeouts?,
        of record: UnsafeMutablePointer<SessionRecord>,
        at now: Int64
    ) -> Timeouts? {
        forgetStaleWarning(record)
        let former = overrides(record).flatMap { Timeouts($0) }
        let own = timeouts.map { SparseFields($0) } ?? SparseFields()
        changeSparseFields(of: record) { fields in
            fields.idle = own.idle
            fields.lifetime = own.lifetime
        }
        forgetStaleWarning(record)
        relink(record, at: now)
        return former
    }

    /// Moves a session to the bucket in which the wheel must next examine it.
    private mutating func relink(_ record: UnsafeMutablePointer<SessionRecord>, at now: Int64) {
        let slot = record.pointee.slot
        let deadline = nextLook(record, at: now)
        wheel.unlink(slot, links)
        wheel.link(slot, into: wheel.bucket(deadline: deadline), deadline: deadline, links)
    }
}

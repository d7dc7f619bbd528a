/// The ends that a shard remembers.
extension ShardIndex {
    /// Remembers the end of a session that is about to be removed. A replaced session is not remembered, because its id
    /// is alive again at once.
    mutating func remember(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ reason: EndReason,
        _ details: EventDetails?,
        at now: Int64
    ) {
        guard reason != .replaced else { return }
        ends.add(RememberedEnds.Key(record.pointee, seed: seed), end(record, reason, details, at: now))
    }

    /// Returns the end of the session that last had this id, or `nil` if none is remembered or a session is alive.
    ///
    /// - Parameter record: The session with this id, dead or alive.
    func end(of key: IdentifierKey, _ record: UnsafeMutablePointer<SessionRecord>?, at now: Int64)
        -> RememberedEnds.End?
    {
        guard ends.isOn else { return nil }
        guard let record else { return ends.find(RememberedEnds.Key(key)) }
        // A dead session has ended, although no call has noticed it yet.
        let deadlines = deadlines(record)
        guard !deadlines.isAlive(record, at: now) else { return nil }
        return end(record, .expired(deadlines.timeout(record)), nil, at: now)
    }

    /// An expired session ended at its deadline, whenever that was noticed. If other timeouts put the deadline into the
    /// past, it ended after its last access.
    private func end(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ reason: EndReason,
        _ details: EventDetails?,
        at now: Int64
    ) -> RememberedEnds.End {
        let moment = reason.timeout == nil ? now : max(deadline(record), record.pointee.lastAccessed)
        let hadOwner = keptAttributes(record)?.owner != nil
        return RememberedEnds.End(reason: reason, details: details, at: moment, hadOwner: hadOwner)
    }
}

extension SessionManager {
    /// Replaces a living session's own timeouts, and returns the session.
    ///
    /// The call is an access, so a new idle timeout counts from now. A new lifetime counts from the session's creation;
    /// if it is already over, the session ends at once, as expired, and the call returns `nil`. Otherwise one event is
    /// emitted, `timeoutsChanged`, in place of an `accessed` event.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - version: The version that the session must have if it is alive; `nil` if the version doesn't matter.
    ///   - timeouts: The new timeouts; `nil` if the session follows the policy from now on.
    /// - Returns: The session, or `nil` if no session is alive with this id.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/invalidPolicy`` if a timeout is out of range, or
    ///   ``SessionError/Code/versionMismatch``, after which nothing has changed.
    @discardableResult
    public func setTimeouts(
        _ id: String,
        ifVersion version: SessionVersion? = nil,
        _ timeouts: Timeouts?
    ) throws(SessionError) -> Session<Value>? {
        if let timeouts { try timeouts.validate() }
        let id = engineID(id)
        let environment = directory.environment
        var entry = directory.lockWithContext(id)
        if entry.shard.isClosed { throw .shutDown }
        if let version { try check(entry, version) }
        entry.access(.update, environment, mayReport: true)
        guard let record = entry.living else {
            if entry.hasNews { report(entry, id, cause: .timeoutsChange) }
            release(entry)
            return nil
        }
        let index = entry.shard.head.index
        let former = index.pointee.setTimeouts(timeouts, of: record, at: entry.now)
        guard index.pointee.isAlive(record, at: entry.now) else {
            entry.outcome = .dead
            report(entry, id, cause: .timeoutsChange)
            release(entry)
            return nil
        }
        let state = entry.shard.state(of: Value.self)
        state.pointee.raiseVersion(record.pointee.slot)
        let session = state.pointee.snapshot(record, id)
        if environment.interests.contains(.timeoutsChanged) {
            let event = state.pointee.event(
                .timeoutsChanged,
                record,
                cause: .timeoutsChange,
                in: entry.operation,
                id: id,
                idleTime: entry.idleTime,
                details: EventDetails(timeoutsChange: TimeoutsChangeDetails(old: former, new: timeouts))
            )
            state.pointee.events.pointee.append(event)
        }
        settle(entry.shard)
        return session
    }
}

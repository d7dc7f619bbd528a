extension ShardState {
    /// Returns whether this incarnation of the session is in the shard, alive or dead.
    func isHere(_ key: IdentifierKey, _ incarnation: Incarnation) -> Bool {
        guard let record = head.index.pointee.find(key) else { return false }
        return values[record.pointee.slot].pointee.incarnation == incarnation
    }

    /// Returns the session's record if the session is alive. Ends the session if it is dead.
    mutating func living(
        _ key: IdentifierKey,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String
    ) -> UnsafeMutablePointer<SessionRecord>? {
        guard let (record, isAlive) = head.index.pointee.locate(key, at: operation.now) else { return nil }
        if isAlive { return record }
        let timeout = head.index.pointee.deadlines(record).timeout(record)
        end(record, .expired(timeout), cause: cause, in: operation, id: id)
        return nil
    }

    /// Replaces the attributes of a session.
    func apply(
        _ change: AttributeChange,
        to record: UnsafeMutablePointer<SessionRecord>,
        _ place: inout OwnerPlace
    ) {
        if change.new === change.old { return }
        let old = head.index.pointee.takeAttributes(of: record)
        if let new = change.new {
            let nodes = environment.groups.replace(
                old,
                with: new,
                at: self.place(record),
                byAnother: false,
                &place.reserved
            )
            head.index.pointee.attach(AttributedSession(kept: new, nodes: nodes), to: record)
        } else if let old {
            environment.groups.leave(old)
        }
    }

    /// Removes a session and its value, so that they can move to another id.
    mutating func takeOut(
        _ record: UnsafeMutablePointer<SessionRecord>
    ) -> (session: RotatingSession, entry: SessionValue) {
        let slot = record.pointee.slot
        let entry = values[slot].move()
        let (session, chunkIsEmpty) = head.index.pointee.takeOut(record)
        if chunkIsEmpty { values.close(chunkOf: slot) }
        return (session, entry)
    }

    /// Adds a session under this id, in a new incarnation, and accesses it.
    mutating func takeIn(
        _ key: IdentifierKey,
        _ session: RotatingSession,
        _ former: SessionValue,
        in operation: OperationContext
    ) -> (record: UnsafeMutablePointer<SessionRecord>, version: SessionVersion) {
        let record = head.index.pointee.takeIn(key, session)
        record.pointee.lastAccessed = operation.now
        if let attributed = head.index.pointee.attributed(record) {
            environment.groups.move(attributed.pointee, to: place(record))
        }
        let version = begin(former.value, in: record.pointee.slot, after: former.change)
        moveSize(session.size, record.pointee.slot)
        return (record, version)
    }
}

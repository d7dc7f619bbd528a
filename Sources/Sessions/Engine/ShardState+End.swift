/// Ends of sessions.
extension ShardState {
    /// Ends a session: for this reason if it is alive, as expired if it is dead. Returns whether it was
    /// alive.
    ///
    /// - Parameter details: The details of the event if the session is alive.
    @discardableResult
    @inlinable
    mutating func end(
        _ record: UnsafeMutablePointer<SessionRecord>,
        ifAlive reason: EndReason,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String?,
        keepsPlace: Bool = false,
        details: EventDetails? = nil
    ) -> Bool {
        let deadlines = head.index.pointee.deadlines(record)
        let isAlive = deadlines.isAlive(record, at: operation.now)
        let actual = isAlive ? reason : .expired(deadlines.timeout(record))
        end(
            record,
            actual,
            cause: cause,
            in: operation,
            id: id,
            keepsPlace: keepsPlace,
            details: isAlive ? details : nil
        )
        return isAlive
    }

    /// Ends a session. The session leaves the index before its event is delivered, so it is invalid before
    /// an observer learns of its end.
    @inlinable
    mutating func end(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ reason: EndReason,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String?,
        keepsPlace: Bool = false,
        details: EventDetails? = nil
    ) {
        if record.pointee.hasAttributes { leaveGroups(record) }
        let count = keepsPlace ? environment.capacity.count - 1 : environment.capacity.remove()
        let kind = reason.eventKind
        let slot = record.pointee.slot
        if environment.interests.contains(kind) {
            let event = event(
                kind,
                record,
                cause: cause,
                in: operation,
                id: id ?? record.pointee.identifier,
                idleTime: operation.now - record.pointee.lastAccessed,
                reason: reason,
                count: count,
                details: details
            )
            events.pointee.append(event)
        }
        if head.index.pointee.hasWork { head.index.pointee.endWork(of: record, reason, details) }
        releaseLater(values[slot].move().value)
        if head.index.pointee.isMeasured { giveBackBytes(slot, keepsPlace: keepsPlace) }
        let chunkIsEmpty = head.index.pointee.remove(
            record,
            reason: reason,
            details: details,
            at: operation.now
        )
        if chunkIsEmpty { values.close(chunkOf: slot) }
    }

    /// Keeps a value until no lock is held, and then releases it.
    @inlinable @inline(__always)
    mutating func releaseLater(_ value: Value) {
        if released == nil { released = value } else { furtherReleased.append(value) }
    }

    @usableFromInline @inline(never)
    func leaveGroups(_ record: UnsafeMutablePointer<SessionRecord>) {
        if let attributed = head.index.pointee.attributed(record) {
            environment.groups.leave(attributed.pointee)
        }
    }
}

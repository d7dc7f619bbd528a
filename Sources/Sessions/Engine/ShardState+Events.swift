/// Snapshots, events, and the numbers in them.
extension ShardState {
    @inlinable
    func snapshot(_ record: UnsafeMutablePointer<SessionRecord>, _ id: String) -> Session<Value> {
        let entry = values[record.pointee.slot]
        let deadline = head.index.pointee.deadline(record)
        return Session(
            id: id,
            value: entry.pointee.value,
            version: entry.pointee.version,
            createdInstant: SessionInstant(nanoseconds: record.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: record.pointee.lastAccessed),
            deadline: deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
        )
    }

    /// Returns the details of an event about the session: these, and the session's attributes if it has any.
    @inlinable @inline(__always)
    func details(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ others: EventDetails? = nil
    ) -> EventDetails? {
        record.pointee.hasAttributes ? head.index.pointee.details(record, others) : others
    }

    /// Creates the event of a change to the session of this record.
    ///
    /// - Parameter count: The number of sessions that the manager holds after the change; `nil` for the
    ///   current number.
    @inlinable
    mutating func event(
        _ kind: SessionEvent<Value>.Kind,
        _ record: UnsafeMutablePointer<SessionRecord>,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String,
        idleTime: Int64 = 0,
        reason: EndReason? = nil,
        count: Int? = nil,
        details: EventDetails? = nil
    ) -> SessionEvent<Value> {
        let entry = values[record.pointee.slot]
        return SessionEvent(
            kind: kind,
            id: id,
            value: entry.pointee.value,
            version: entry.pointee.version,
            sequence: nextSequence(),
            createdNanoseconds: record.pointee.created,
            deadlineNanoseconds: head.index.pointee.deadline(record),
            instant: SessionInstant(nanoseconds: operation.now),
            idleNanoseconds: idleTime,
            reason: reason,
            cause: cause,
            context: operation.context,
            activeCount: count ?? environment.capacity.count,
            details: self.details(record, details)
        )
    }

    @inlinable
    mutating func nextSequence() -> UInt64 {
        sequences += 1
        return sequences * environment.seriesCount + series
    }

    @inlinable @inline(__always)
    mutating func nextIncarnation() -> Incarnation {
        incarnations += 1
        return Incarnation(
            rawValue: environment.epoch << 40 | (incarnations * environment.seriesCount + series)
        )
    }
}

/// What a shard hands out: snapshots, events, and the numbers in them.
extension ShardState {
    @inlinable
    func snapshot(_ line: UnsafeMutablePointer<Line>, _ id: String) -> Session<Value> {
        let entry = entries[line.pointee.slot]
        let deadline = head.index.pointee.deadlines(line).deadline(line)
        return Session(
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            createdInstant: SessionInstant(nanoseconds: line.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: line.pointee.lastAccessed),
            deadline: deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
        )
    }

    @inlinable
    mutating func event(
        _ kind: SessionEvent<Value>.Kind,
        _ line: UnsafeMutablePointer<Line>,
        cause: SessionEvent<Value>.Cause,
        at moment: Moment,
        id: String,
        idleTime: Int64 = 0,
        reason: EndReason? = nil,
        count: Int? = nil,
        details: EventDetails? = nil
    ) -> SessionEvent<Value> {
        let entry = entries[line.pointee.slot]
        let deadline = head.index.pointee.deadlines(line).deadline(line)
        return SessionEvent(
            kind: kind,
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            sequence: nextSequence(),
            createdNanoseconds: line.pointee.created,
            deadlineNanoseconds: deadline,
            instant: SessionInstant(nanoseconds: moment.now),
            idleNanoseconds: idleTime,
            reason: reason,
            cause: cause,
            context: moment.context,
            activeCount: count ?? surroundings.census.count,
            details: details
        )
    }

    /// The event of an update that needed no look at anything but the session.
    @inlinable @inline(__always)
    mutating func updated(_ access: PlainAccess, _ id: String) -> SessionEvent<Value> {
        let entry = entries[access.slot]
        return SessionEvent(
            kind: .updated,
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            sequence: nextSequence(),
            createdNanoseconds: access.created,
            deadlineNanoseconds: access.deadline,
            instant: SessionInstant(nanoseconds: access.now),
            idleNanoseconds: access.now - access.lastAccessed,
            cause: .update,
            context: nil,
            activeCount: surroundings.census.count
        )
    }

    /// The event of a create that needed no look at anything but the session.
    @inlinable @inline(__always)
    mutating func created(_ creation: PlainCreation, _ session: Session<Value>) -> SessionEvent<Value> {
        SessionEvent(
            kind: .created,
            id: session.id,
            value: session.value,
            incarnation: session.incarnation,
            sequence: nextSequence(),
            createdNanoseconds: creation.now,
            deadlineNanoseconds: creation.deadline,
            instant: SessionInstant(nanoseconds: creation.now),
            cause: .create,
            context: nil,
            activeCount: creation.count
        )
    }

    @inlinable
    mutating func nextSequence() -> UInt64 {
        sequences += 1
        return sequences * surroundings.seriesCount + series
    }

    @inlinable @inline(__always)
    mutating func nextIncarnation() -> Incarnation {
        incarnations += 1
        return Incarnation(
            rawValue: surroundings.epoch << 40 | (incarnations * surroundings.seriesCount + series)
        )
    }
}

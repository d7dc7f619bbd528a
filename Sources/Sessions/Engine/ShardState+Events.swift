/// What a shard hands out: snapshots, events, and the numbers in them.
extension ShardState {
    @inlinable
    func snapshot(_ line: UnsafeMutablePointer<Line>, _ id: String) -> Session<Value> {
        let entry = entries[line.pointee.slot]
        let deadline = head.index.pointee.deadline(line)
        return Session(
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            createdInstant: SessionInstant(nanoseconds: line.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: line.pointee.lastAccessed),
            deadline: deadline == Deadlines.never ? nil : SessionInstant(nanoseconds: deadline)
        )
    }

    /// The event of what happened to the session of this line.
    ///
    /// - Parameter count: How many sessions the manager holds after it; `nil` for as many as it holds now.
    @inlinable
    mutating func event(
        _ kind: SessionEvent<Value>.Kind,
        _ line: UnsafeMutablePointer<Line>,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String,
        idleTime: Int64 = 0,
        reason: EndReason? = nil,
        count: Int? = nil,
        details: EventDetails? = nil
    ) -> SessionEvent<Value> {
        let entry = entries[line.pointee.slot]
        return SessionEvent(
            kind: kind,
            id: id,
            value: entry.pointee.value,
            incarnation: entry.pointee.incarnation,
            sequence: nextSequence(),
            createdNanoseconds: line.pointee.created,
            deadlineNanoseconds: head.index.pointee.deadline(line),
            instant: SessionInstant(nanoseconds: operation.now),
            idleNanoseconds: idleTime,
            reason: reason,
            cause: cause,
            context: operation.context,
            activeCount: count ?? environment.capacity.count,
            details: details
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

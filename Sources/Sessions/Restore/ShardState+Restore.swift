extension ShardState {
    enum Restoration {
        case restored
        /// The session is past this deadline. Nothing was changed.
        case dead(deadline: Int64)
        /// The session was past its deadline and has ended.
        case expired
        /// A session with this id exists already.
        case taken
        case shutDown
    }

    /// Restores a session, without a `created` event.
    ///
    /// - Parameter endsDead: Whether a session that is past its deadline ends at once.
    mutating func restore(
        _ key: IdentifierKey,
        _ session: RestorableSession<Value>,
        wallTime: WallTime,
        in operation: OperationContext,
        endsDead: Bool
    ) -> Restoration {
        guard !head.index.pointee.isClosed else { return .shutDown }
        guard head.index.pointee.find(key) == nil else { return .taken }
        let moments = RestoredTimes(
            createdAt: session.createdAt,
            lastAccessedAt: session.lastAccessedAt,
            now: operation.now,
            wallTime: wallTime
        )
        let overrides = SparseFields(restoring: session.timeouts)
        let deadline = head.index.pointee.deadlines.overridden(by: overrides)
            .deadline(lastAccessed: moments.lastAccessed, created: moments.created)
        let isAlive = deadline >= operation.now
        guard isAlive || endsDead else { return .dead(deadline: deadline) }
        environment.capacity.restore()
        let record = head.index.pointee.restore(
            key,
            moments,
            overrides: overrides,
            mark: environment.pace.mark(operation.now),
            // A dead session leaves the list at once, so its position doesn't matter.
            isNewest: !isAlive || head.index.pointee.isNewest(created: moments.created)
        )
        if let attributes = session.attributes.flatMap({ environment.keep($0, handle: $0.handle) }) {
            let nodes = environment.groups.join(attributes, at: place(record))
            head.index.pointee.attach(AttributedSession(kept: attributes, nodes: nodes), to: record)
        }
        let slot = record.pointee.slot
        values.open(chunkOf: slot)
        values[slot].initialize(to: SessionValue(session.version, session.value))
        if isAlive {
            restoreSize(slot)
            return .restored
        }
        let timeout = head.index.pointee.deadlines(record).timeout(record)
        end(record, .expired(timeout), cause: .restore, in: operation, id: session.id)
        return .expired
    }

    /// Initializes the entries of restored sessions by moving their values.
    mutating func put(
        _ living: [(number: Int, slot: UInt32)],
        _ entries: UnsafeBufferPointer<RestorableEntry>,
        movingFrom source: UnsafeMutablePointer<Value>
    ) {
        for (number, slot) in living {
            values.open(chunkOf: slot)
            values[slot].initialize(
                to: SessionValue(entries[number].version, (source + entries[number].place).move())
            )
            restoreSize(slot)
        }
    }
}

extension SessionManager {
    /// Gives the session another id, as after a login, so that who knew the old one has nothing: the same value,
    /// age, timeouts and leases, in an incarnation of the new id. It is an access. The old id is dead in the
    /// same step.
    ///
    /// There is one event, `rotated`. It comes after the events of all that happened to both ids before, and before
    /// those of all that happens to them later. Both ids' shards are locked at once, the time that a create takes
    /// and, where the session is old, a step for each session of the shard that was created after it.
    ///
    /// - Parameters:
    ///   - id: The id that it has.
    ///   - newID: The id that it gets; best one that was never used.
    /// - Returns: The session under its new id; `nil` if there is none alive under the old one.
    /// - Throws: ``SessionError/Code/identifierInUse`` if a session is alive under the new id,
    ///   ``SessionError/Code/identifierTooLong``, ``SessionError/Code/shutDown``.
    @discardableResult
    public func rotate(_ id: String, to newID: String) throws(SessionError) -> Session<Value>? {
        try rotate(id, of: nil, to: newID)
    }

    /// The same, for this incarnation of the session alone if one is given.
    package func rotate(
        _ id: String,
        of incarnation: Incarnation?,
        to plainNewID: String
    ) throws(SessionError) -> Session<Value>? {
        let newID = try newEngineID(plainNewID)
        let id = engineID(id)
        ThreadScope.checkNotUpdating(directory.environment.identity)
        guard
            let oldKey = IdentifierKey(id, seed: directory.seed),
            let newKey = IdentifierKey(newID, seed: directory.seed)
        else { return nil }
        let old = shard(oldKey)
        let new = shard(newKey)
        let context = directory.environment.context()
        var way = Way.unheard
        let outcome = rotate(
            (old, oldKey, id),
            of: incarnation,
            (new, newKey, newID),
            plainNewID,
            context,
            &way
        )
        if way == .atOnce { deliver(from: old, to: new) }
        // First both, and only then go on with others or wait: a lane may be held until the other comes to what was
        // added to it here.
        var others = LaneRounds()
        let left = old.settle(&others)
        let leftOfNew = old === new ? nil : new.settle(&others)
        others.finish()
        withExtendedLifetime((left.released, leftOfNew?.released, context)) {}
        if left.hasToWait { old.lane.waitUntilShorter() }
        if leftOfNew?.hasToWait == true { new.lane.waitUntilShorter() }
        return try outcome.get()
    }

    private typealias Address = (shard: Shard<Value>, key: IdentifierKey, id: String)

    /// Takes the locks of both shards, and says in which `way` the event comes to the observer.
    private func rotate(
        _ old: Address,
        of incarnation: Incarnation?,
        _ new: Address,
        _ plainNewID: String,
        _ context: EventContext?,
        _ way: inout Way
    ) -> Result<Session<Value>?, SessionError> {
        // Always in the order of the shards, so that two rotations don't wait for each other.
        let isOldFirst = directory.shardNumber(old.key.hash) <= directory.shardNumber(new.key.hash)
        let first = (isOldFirst ? old : new).shard.lock(asksForContext: false)
        if old.shard === new.shard {
            let outcome = rotateLocked(old, of: incarnation, new, plainNewID, context, &way)
            first.unlock()
            return outcome
        }
        let second = (isOldFirst ? new : old).shard.lock(asksForContext: false)
        let outcome = rotateLocked(old, of: incarnation, new, plainNewID, context, &way)
        second.unlock()
        first.unlock()
        return outcome
    }

    /// Under the locks of both shards.
    private func rotateLocked(
        _ old: Address,
        of incarnation: Incarnation?,
        _ new: Address,
        _ plainNewID: String,
        _ context: EventContext?,
        _ way: inout Way
    ) -> Result<Session<Value>?, SessionError> {
        let oldIndex = old.shard.head.index
        let newIndex = new.shard.head.index
        let oldState = old.shard.state
        let newState = new.shard.state
        if let incarnation, !oldState.pointee.isHere(old.key, incarnation) { return .success(nil) }
        if oldIndex.pointee.isClosed || newIndex.pointee.isClosed { return .failure(.shutDown) }
        let operation = OperationContext(now: directory.environment.now(), context: context)
        guard oldState.pointee.living(old.key, cause: .rotate, in: operation, id: old.id) != nil else {
            return .success(nil)
        }
        if newState.pointee.living(new.key, cause: .rotate, in: operation, id: new.id) != nil {
            return .failure(.identifierInUse)
        }
        // Looked up once more: the end of a dead session may have moved the record.
        guard let record = oldIndex.pointee.find(old.key) else { return .success(nil) }
        let idleTime = operation.now - record.pointee.lastAccessed
        let (session, entry) = oldState.pointee.takeOut(record)
        let (newRecord, incarnation) = newState.pointee.takeIn(new.key, session, entry.value, in: operation)
        if session.overrides.leases > 0 {
            rotatedLeases.add(
                entry.incarnation,
                leases: Int(session.overrides.leases),
                id: plainNewID,
                incarnation: incarnation
            )
        }
        // Numbers grow from event to event of a session, and of an id, through all shards.
        newState.pointee.sequences = max(oldState.pointee.sequences, newState.pointee.sequences)
        way = self.way(from: old.shard, to: new.shard)
        if way != .unheard {
            let event = newState.pointee.event(
                .rotated,
                newRecord,
                cause: .rotate,
                in: operation,
                id: new.id,
                idleTime: idleTime,
                details: EventDetails(rotation: RotationDetails(id: old.id, incarnation: entry.incarnation))
            )
            emit(event, way, from: old.shard, to: new.shard)
        }
        oldState.pointee.sequences = newState.pointee.sequences
        return .success(newState.pointee.snapshot(newRecord, new.id))
    }

    /// How the event of a rotation comes to the observer.
    private enum Way {
        /// Not at all, and there is no order to keep.
        case unheard
        /// There is one lane.
        case inOneLane
        /// At once, by ``deliver(from:to:)``: nothing is in the lanes, and nobody delivers.
        case atOnce
        /// Where the lanes meet.
        case atRendezvous
    }

    /// Under both locks.
    private func way(from old: Shard<Value>, to new: Shard<Value>) -> Way {
        let isWanted = directory.environment.interests.contains(.rotated)
        if old === new { return isWanted ? .inOneLane : .unheard }
        guard old.lane.isIdle else { return .atRendezvous }
        // All that happened to the session was heard of.
        guard isWanted else { return .unheard }
        return new.lane.isIdle ? .atOnce : .atRendezvous
    }

    /// Under both locks.
    private func emit(
        _ event: SessionEvent<Value>,
        _ way: Way,
        from old: Shard<Value>,
        to new: Shard<Value>
    ) {
        switch way {
        case .unheard: break
        case .inOneLane: new.lane.queue.pointee.append(event)
        case .atOnce:
            old.lane.hold()
            new.lane.queue.pointee.append(event)
            new.lane.queue.pointee.isDraining = true
        case .atRendezvous:
            var deliver: (@Sendable () -> Void)?
            if directory.environment.interests.contains(.rotated) {
                deliver = { [observer] in observer.sessionDid(event) }
            }
            // The shards, not their lanes alone: a lane's lock is its shard's.
            let rendezvous = LaneRendezvous(
                old: { [old] others in old.lane.goOn(&others) },
                new: { [new] others in new.lane.goOn(&others) },
                deliver: deliver
            )
            old.lane.queue.pointee.append(stop(.old, of: rendezvous, event))
            new.lane.queue.pointee.append(stop(.new, of: rendezvous, event))
        }
    }

    /// What stands in a lane for a rendezvous. Not the event itself: who keeps that must not keep the shards.
    private func stop(
        _ side: LaneRendezvous.Side,
        of rendezvous: LaneRendezvous,
        _ event: SessionEvent<Value>
    ) -> SessionEvent<Value> {
        SessionEvent(
            kind: event.kind,
            id: "",
            value: nil,
            incarnation: nil,
            sequence: event.sequence,
            instant: event.instant,
            cause: event.cause,
            context: nil,
            activeCount: 0,
            details: EventDetails(stop: LaneRendezvous.Stop(rendezvous: rendezvous, side: side))
        )
    }

    /// Delivers the event, for which the old lane is held and which is the first in the new one, and what came to both
    /// meanwhile, in turns.
    private func deliver(from old: Shard<Value>, to new: Shard<Value>) {
        var others = LaneRounds()
        if !new.lane.goOn(&others) { others.add { [new] others in new.lane.goOn(&others) } }
        if !old.lane.goOn(&others) { others.add { [old] others in old.lane.goOn(&others) } }
        others.finish()
    }
}

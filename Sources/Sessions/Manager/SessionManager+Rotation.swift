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
        try checkLength(newID)
        let id = engineID(id)
        let newID = engineID(newID)
        ThreadScope.checkNotUpdating(directory.surroundings.identity)
        guard
            let oldKey = IdentifierKey(id, seed: directory.seed),
            let newKey = IdentifierKey(newID, seed: directory.seed)
        else { return nil }
        let old = shard(oldKey)
        let new = shard(newKey)
        let context = directory.surroundings.context()
        // Always in the order of the shards, so that two rotations don't wait for each other.
        let isOldFirst = directory.shardNumber(oldKey.hash) <= directory.shardNumber(newKey.hash)
        let locks = old === new ? [old] : isOldFirst ? [old, new] : [new, old]
        for shard in locks { shard.head.lock.pointee.lock() }
        let moment = Moment(now: directory.surroundings.now(), context: context)
        var event: SessionEvent<Value>?
        let outcome = rotate((old, oldKey, id), (new, newKey, newID), at: moment, &event)
        for shard in locks { shard.head.lock.pointee.unlock() }
        if let event { deliver(event, lanesOf: locks) }
        // First both, and only then wait: a lane may be held until the other comes to what was added to it here.
        let overfull = locks.filter { $0.settleLater() }
        for shard in overfull { shard.lane.waitUntilShorter() }
        return try outcome.get()
    }

    private typealias Place = (shard: Shard<Value>, key: IdentifierKey, id: String)

    /// Under the locks of both shards. An `event` is to be delivered without them, by ``deliver(_:lanesOf:)``.
    private func rotate(
        _ old: Place,
        _ new: Place,
        at moment: Moment,
        _ event: inout SessionEvent<Value>?
    ) -> Result<Session<Value>?, SessionError> {
        let oldIndex = old.shard.head.index
        let newIndex = new.shard.head.index
        if oldIndex.pointee.isClosed || newIndex.pointee.isClosed { return .failure(.shutDown) }
        let oldState = old.shard.state
        let newState = new.shard.state
        guard oldState.pointee.living(old.key, cause: .rotate, at: moment, id: old.id) != nil else {
            return .success(nil)
        }
        if newState.pointee.living(new.key, cause: .rotate, at: moment, id: new.id) != nil {
            return .failure(.identifierInUse)
        }
        // Looked up once more: the end of a dead session may have moved the line.
        guard let line = oldIndex.pointee.find(old.key) else { return .success(nil) }
        let idleTime = moment.now - line.pointee.lastAccessed
        let (session, entry) = oldState.pointee.takeOut(line)
        let (newLine, incarnation) = newState.pointee.takeIn(new.key, session, entry.value, at: moment)
        if session.extra.leases > 0 {
            leaseForwards.add(
                entry.incarnation,
                leases: Int(session.extra.leases),
                id: new.id,
                incarnation: incarnation
            )
        }
        // Numbers grow from event to event of a session, and of an id, through all shards.
        newState.pointee.sequences = max(oldState.pointee.sequences, newState.pointee.sequences)
        if let way = way(from: old.shard, to: new.shard) {
            let rotated = newState.pointee.event(
                .rotated,
                newLine,
                cause: .rotate,
                at: moment,
                id: new.id,
                idleTime: idleTime,
                details: EventDetails(rotation: RotationDetails(id: old.id, incarnation: entry.incarnation))
            )
            event = emit(rotated, way, from: old.shard, to: new.shard)
        }
        oldState.pointee.sequences = newState.pointee.sequences
        return .success(newState.pointee.snapshot(newLine, new.id))
    }

    /// How the event of a rotation comes to the observer.
    private enum Way {
        /// There is one lane.
        case inOneLane
        /// At once: nothing is in the lanes, and nobody delivers.
        case atOnce
        /// Where the lanes meet.
        case atRendezvous
    }

    /// Under both locks; `nil` where there is nothing to hear of, and no order to keep.
    private func way(from old: Shard<Value>, to new: Shard<Value>) -> Way? {
        let isWanted = directory.surroundings.interests.contains(.rotated)
        if old === new { return isWanted ? .inOneLane : nil }
        guard old.lane.isIdle else { return .atRendezvous }
        // All that happened to the session was heard of.
        guard isWanted else { return nil }
        return new.lane.isIdle ? .atOnce : .atRendezvous
    }

    /// Under both locks; returns an event that is to be delivered without them.
    private func emit(
        _ event: SessionEvent<Value>,
        _ way: Way,
        from old: Shard<Value>,
        to new: Shard<Value>
    ) -> SessionEvent<Value>? {
        switch way {
        case .inOneLane: new.lane.queue.pointee.append(event)
        case .atOnce:
            for shard in [old, new] { shard.lane.hold() }
            return event
        case .atRendezvous:
            var deliver: (@Sendable () -> Void)?
            if directory.surroundings.interests.contains(.rotated) {
                deliver = { [observer] in observer.sessionDid(event) }
            }
            // The shards, not their lanes alone: a lane's lock is its shard's.
            let rendezvous = LaneRendezvous(
                old: { [old] others in old.lane.goOn(&others) },
                new: { [new] others in new.lane.goOn(&others) },
                deliver: deliver
            )
            old.lane.queue.pointee.append(place(.old, of: rendezvous, event))
            new.lane.queue.pointee.append(place(.new, of: rendezvous, event))
        }
        return nil
    }

    /// What stands in a lane for a rendezvous. Not the event itself: who keeps that must not keep the shards.
    private func place(
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
            when: event.when,
            cause: event.cause,
            context: nil,
            activeCount: 0,
            details: EventDetails(place: LaneRendezvous.Place(rendezvous: rendezvous, side: side))
        )
    }

    /// Delivers an event that both lanes are held for, and then what came to them meanwhile.
    private func deliver(_ event: SessionEvent<Value>, lanesOf shards: [Shard<Value>]) {
        ThreadScope.enter(.delivery, of: directory.surroundings.identity) { observer.sessionDid(event) }
        var others = LaneRounds()
        for shard in shards where !shard.lane.goOn(&others) {
            others.add { [shard] others in shard.lane.goOn(&others) }
        }
        others.finish()
    }
}

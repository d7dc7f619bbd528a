extension SessionManager {
    /// Gives the session another id and returns it under this id.
    ///
    /// Rotate the id after a login, so that a client that knows the old id loses access. The session keeps
    /// its value, age and leases, and its timeouts unless you pass new ones, in a new incarnation under the new id. The rotation is an
    /// access. The old id becomes invalid in the same step.
    ///
    /// One event is emitted, `rotated`. It follows the events of everything that happened to both ids
    /// before, and precedes the events of everything that happens to them later.
    ///
    /// The shards of both ids are locked together, for as long as a create takes. Rotating an old session
    /// takes longer: a step for each session of the new id's shard that was created after it.
    ///
    /// - Parameters:
    ///   - id: The current id.
    ///   - newID: The new id; preferably an id that was never used.
    ///   - timeouts: The session's own timeouts from now on, such as longer ones for "remember me"; `Timeouts()` if it
    ///     follows the policy, and `nil` if its timeouts stay. A lifetime that is already over ends the session
    ///     under its old id, as expired.
    /// - Returns: The session under its new id, or `nil` if no session is alive with the old id.
    /// - Throws: ``SessionError/Code/identifierInUse`` if a session is alive with the new id,
    ///   ``SessionError/Code/identifierTooLong``, ``SessionError/Code/invalidPolicy`` if a timeout is out of range, or
    ///   ``SessionError/Code/shutDown``.
    @discardableResult
    public func rotate(
        _ id: String,
        to newID: String,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Value>? {
        try rotate(id, of: nil, to: newID, timeouts: timeouts)
    }

    /// Gives the session another id and changes its attributes in the same step, and returns it under this id.
    ///
    /// Use it for a sign-in: the session gets a new id, its owner and the time of the sign-in at once.
    ///
    /// ```swift
    /// try manager.rotate(id, to: newID) { attributes in
    ///     attributes.owner = "alice"
    ///     attributes.authenticatedAt = manager.clock.wallTime
    /// }
    /// ```
    ///
    /// It does the same as ``rotate(_:to:timeouts:)`` otherwise. The `rotated` event has the new attributes.
    ///
    /// - Parameters:
    ///   - id: The current id.
    ///   - newID: The new id; preferably an id that was never used.
    ///   - timeouts: The session's own timeouts from now on; `nil` if its timeouts stay.
    ///   - attributes: Changes the attributes. It runs under the locks of both ids' shards, so it must be quick and must
    ///     not call the manager: such a call traps. It can run more than once.
    /// - Returns: The session under its new id, or `nil` if no session is alive with the old id.
    /// - Throws: The errors of ``rotate(_:to:timeouts:)``, ``SessionError/Code/invalidAttributes``, or
    ///   ``SessionError/Code/ownerLimitReached`` if the new owner has too many sessions. The session then keeps its id and
    ///   its attributes.
    @discardableResult
    public func rotate(
        _ id: String,
        to newID: String,
        timeouts: Timeouts? = nil,
        attributes: (inout SessionAttributes) -> Void
    ) throws(SessionError) -> Session<Value>? {
        try rotate(id, of: nil, to: newID, timeouts: timeouts, attributes: attributes)
    }

    /// Does the same as ``rotate(_:to:timeouts:attributes:)``, and only for this incarnation of the session if one is given.
    package func rotate(
        _ id: String,
        of incarnation: Incarnation?,
        to plainNewID: String,
        timeouts: Timeouts? = nil,
        attributes change: (inout SessionAttributes) -> Void = { _ in }
    ) throws(SessionError) -> Session<Value>? {
        if let timeouts { try timeouts.validate() }
        let newID = try newEngineID(plainNewID)
        let id = engineID(id)
        var place = OwnerPlace()
        while true {
            do throws(SessionError) {
                switch try rotate(id, of: incarnation, newID, plainNewID, timeouts, change, &place) {
                case .done(let session):
                    giveBack(&place)
                    return session
                case .ownerIsFull(let kept):
                    try makeRoom(for: kept, &place, cause: .rotate)
                }
            } catch {
                giveBack(&place)
                throw error
            }
        }
    }

    private enum Outcome {
        /// The session under its new id; `nil` if no session is alive with the old id.
        case done(Session<Value>?)
        /// Nothing was changed, because the owner of the new attributes has too many sessions.
        case ownerIsFull(KeptAttributes?)
    }

    private func rotate(
        _ id: String,
        of incarnation: Incarnation?,
        _ newID: String,
        _ plainNewID: String,
        _ timeouts: Timeouts?,
        _ change: (inout SessionAttributes) -> Void,
        _ place: inout OwnerPlace
    ) throws(SessionError) -> Outcome {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        guard
            let oldKey = IdentifierKey(id, seed: directory.seed),
            let newKey = IdentifierKey(newID, seed: directory.seed)
        else { return .done(nil) }
        let old = shard(oldKey)
        let new = shard(newKey)
        let context = directory.environment.context()
        var route = EventRoute.unheard
        let outcome = rotate(
            (old, oldKey, id),
            of: incarnation,
            (new, newKey, newID),
            plainNewID,
            timeouts,
            context,
            change,
            &route,
            &place
        )
        if route == .atOnce { deliver(from: old, to: new) }
        // First settle both shards, and only then continue with other lanes or wait: a lane may be held
        // until the other one reaches the rendezvous that was added to it here.
        var others = LaneRounds()
        var released: ContiguousArray<Value> = []
        let waitsForOld = old.settle(&others, &released)
        let waitsForNew = old !== new && new.settle(&others, &released)
        others.finish()
        withExtendedLifetime((released, context)) {}
        if waitsForOld { old.lane.waitUntilShorter() }
        if waitsForNew { new.lane.waitUntilShorter() }
        return try outcome.get()
    }

    private typealias Address = (shard: Shard<Value>, key: IdentifierKey, id: String)

    /// Rotates the id under the locks of both shards, and sets `route` to the way in which the event reaches
    /// the observer.
    private func rotate(
        _ old: Address,
        of incarnation: Incarnation?,
        _ new: Address,
        _ plainNewID: String,
        _ timeouts: Timeouts?,
        _ context: EventContext?,
        _ change: (inout SessionAttributes) -> Void,
        _ route: inout EventRoute,
        _ place: inout OwnerPlace
    ) -> Result<Outcome, SessionError> {
        // Always lock in the order of the shards, so that two rotations don't wait for each other.
        let isOldFirst = directory.shardNumber(old.key.hash) <= directory.shardNumber(new.key.hash)
        let first = (isOldFirst ? old : new).shard.lock(asksForContext: false)
        if old.shard === new.shard {
            let outcome = rotateLocked(
                old,
                of: incarnation,
                new,
                plainNewID,
                timeouts,
                context,
                change,
                &route,
                &place
            )
            first.unlock()
            return outcome
        }
        let second = (isOldFirst ? new : old).shard.lock(asksForContext: false)
        let outcome = rotateLocked(
            old,
            of: incarnation,
            new,
            plainNewID,
            timeouts,
            context,
            change,
            &route,
            &place
        )
        second.unlock()
        first.unlock()
        return outcome
    }

    /// Rotates the id. The locks of both shards must be held.
    private func rotateLocked(
        _ old: Address,
        of incarnation: Incarnation?,
        _ new: Address,
        _ plainNewID: String,
        _ timeouts: Timeouts?,
        _ context: EventContext?,
        _ change: (inout SessionAttributes) -> Void,
        _ route: inout EventRoute,
        _ place: inout OwnerPlace
    ) -> Result<Outcome, SessionError> {
        let oldIndex = old.shard.head.index
        let newIndex = new.shard.head.index
        let oldState = old.shard.state
        let newState = new.shard.state
        if let incarnation, !oldState.pointee.isHere(old.key, incarnation) { return .success(.done(nil)) }
        if oldIndex.pointee.isClosed || newIndex.pointee.isClosed { return .failure(.shutDown) }
        let operation = OperationContext(now: directory.environment.now(), context: context)
        guard oldState.pointee.living(old.key, cause: .rotate, in: operation, id: old.id) != nil else {
            return .success(.done(nil))
        }
        if newState.pointee.living(new.key, cause: .rotate, in: operation, id: new.id) != nil {
            return .failure(.identifierInUse)
        }
        // Look the record up again: the end of a dead session may have moved it.
        guard let record = oldIndex.pointee.find(old.key) else { return .success(.done(nil)) }
        let attributes: AttributeChange
        switch changed(oldIndex.pointee.keptAttributes(record), by: change) {
        case .success(let change): attributes = change
        case .failure(let error): return .failure(error)
        }
        if attributes.isJoiningOwner, let owner = attributes.new?.owner,
            !directory.environment.groups.reserve(owner, &place.reserved)
        {
            return .success(.ownerIsFull(attributes.new))
        }
        let idleTime = operation.now - record.pointee.lastAccessed
        var timeoutsChange: TimeoutsChangeDetails?
        if let timeouts {
            // The rotation is an access, so a shorter idle timeout counts from now.
            record.pointee.lastAccessed = operation.now
            let former = oldIndex.pointee.setTimeouts(timeouts, of: record, at: operation.now)
            timeoutsChange = TimeoutsChangeDetails(old: former, new: timeouts)
            guard oldState.pointee.living(old.key, cause: .rotate, in: operation, id: old.id) != nil else {
                return .success(.done(nil))
            }
        }
        let (session, entry) = oldState.pointee.takeOut(record)
        // The incarnations of a session grow, too, so that its versions do.
        newState.pointee.incarnations = max(oldState.pointee.incarnations, newState.pointee.incarnations)
        let (newRecord, version) = newState.pointee.takeIn(new.key, session, entry, in: operation)
        newState.pointee.apply(attributes, to: newRecord, &place)
        if session.overrides.leases > 0 {
            rotatedLeases.add(
                entry.incarnation,
                leases: Int(session.overrides.leases),
                id: plainNewID,
                incarnation: version.incarnation
            )
        }
        session.work?.move(to: SessionWork.Place(id: new.id, incarnation: version.incarnation))
        // Sequence numbers grow from event to event of a session, and of an id, across shards.
        newState.pointee.sequences = max(oldState.pointee.sequences, newState.pointee.sequences)
        route = self.route(from: old.shard, to: new.shard)
        if route != .unheard {
            let event = newState.pointee.event(
                .rotated,
                newRecord,
                cause: .rotate,
                in: operation,
                id: new.id,
                idleTime: idleTime,
                details: EventDetails(
                    rotation: RotationDetails(id: old.id, incarnation: entry.incarnation),
                    timeoutsChange: timeoutsChange
                )
            )
            emit(event, route, from: old.shard, to: new.shard)
        }
        oldState.pointee.sequences = newState.pointee.sequences
        return .success(.done(newState.pointee.snapshot(newRecord, new.id)))
    }

    /// The way in which the event of a rotation reaches the observer.
    private enum EventRoute {
        /// Not at all, and there is no order to keep.
        case unheard
        /// Through the lane that both ids share.
        case inOneLane
        /// At once, with ``deliver(from:to:)``: both lanes are empty, and no thread is delivering.
        case atOnce
        /// Through both lanes, at the point where they meet; see ``LaneRendezvous``.
        case atRendezvous
    }

    /// Chooses the route of the event. Both locks must be held.
    private func route(from old: Shard<Value>, to new: Shard<Value>) -> EventRoute {
        let isWanted = directory.environment.interests.contains(.rotated)
        if old === new { return isWanted ? .inOneLane : .unheard }
        guard old.lane.isIdle else { return .atRendezvous }
        // All events of the session were delivered.
        guard isWanted else { return .unheard }
        return new.lane.isIdle ? .atOnce : .atRendezvous
    }

    /// Appends the event, or what stands for it, to the lanes. Both locks must be held.
    private func emit(
        _ event: SessionEvent<Value>,
        _ route: EventRoute,
        from old: Shard<Value>,
        to new: Shard<Value>
    ) {
        switch route {
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
            // Capture the shards rather than only their lanes: a lane's lock belongs to its shard.
            let rendezvous = LaneRendezvous(
                old: { [old] others in old.lane.continueDelivery(&others) },
                new: { [new] others in new.lane.continueDelivery(&others) },
                deliver: deliver
            )
            old.lane.queue.pointee.append(stop(.old, of: rendezvous, event))
            new.lane.queue.pointee.append(stop(.new, of: rendezvous, event))
        }
    }

    /// Creates the entry of a lane that stands for a rendezvous. It is a separate entry rather than the
    /// event itself: the rendezvous refers to the shards, and an observer that keeps the event must not
    /// keep the shards alive.
    private func stop(
        _ side: LaneRendezvous.Side,
        of rendezvous: LaneRendezvous,
        _ event: SessionEvent<Value>
    ) -> SessionEvent<Value> {
        SessionEvent(
            kind: event.kind,
            id: nil,
            value: nil,
            version: nil,
            sequence: event.sequence,
            instant: event.instant,
            cause: event.cause,
            context: nil,
            activeCount: 0,
            details: EventDetails(stop: LaneRendezvous.Stop(rendezvous: rendezvous, side: side))
        )
    }

    /// Delivers the event and what was added to both lanes meanwhile, in turns. The old lane is held for
    /// the event, and the event is the first in the new lane.
    private func deliver(from old: Shard<Value>, to new: Shard<Value>) {
        var others = LaneRounds()
        if !new.lane.continueDelivery(&others) {
            others.add { [new] others in new.lane.continueDelivery(&others) }
        }
        if !old.lane.continueDelivery(&others) {
            others.add { [old] others in old.lane.continueDelivery(&others) }
        }
        others.finish()
    }
}

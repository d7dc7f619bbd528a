extension SessionManager {
    /// Gives the session another id, as after a login, so that who knew the old one has nothing: the same value,
    /// age, timeouts and leases, in an incarnation of the new id. It is an access. The old id is dead in the
    /// same step.
    ///
    /// There is one event, `rotated`. Both ids' shards are locked at once, the time that a create takes and, where
    /// the session is old, a step for each session of the shard that was created after it.
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
        let outcome = rotate((old, oldKey, id), (new, newKey, newID), at: moment)
        for shard in locks { shard.head.lock.pointee.unlock() }
        for shard in locks { shard.settleLater() }
        return try outcome.get()
    }

    private typealias Place = (shard: Shard<Value>, key: IdentifierKey, id: String)

    /// Under the locks of both shards.
    private func rotate(
        _ old: Place,
        _ new: Place,
        at moment: Moment
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
        emitRotated(
            from: old.shard,
            to: new.shard,
            RotationDetails(id: old.id, incarnation: entry.incarnation)
        ) { details in
            newState.pointee.event(
                .rotated,
                newLine,
                cause: .rotate,
                at: moment,
                id: new.id,
                idleTime: idleTime,
                details: details
            )
        }
        return .success(newState.pointee.snapshot(newLine, new.id))
    }

    /// Puts the event into the lane of the new shard; or, if the old one's has events left that may be about
    /// the session, into that one, and lets the new one wait for it.
    private func emitRotated(
        from old: Shard<Value>,
        to new: Shard<Value>,
        _ rotation: RotationDetails,
        _ event: (EventDetails) -> SessionEvent<Value>
    ) {
        let isWanted = directory.surroundings.interests.contains(.rotated)
        let oldQueue = old.lane.queue
        let newQueue = new.lane.queue
        if old === new || (oldQueue.pointee.count == 0 && !oldQueue.pointee.isDraining) {
            if isWanted { newQueue.pointee.append(event(EventDetails(rotation: rotation))) }
            return
        }
        // The shard, not its lane alone: the lane's lock is the shard's.
        let link = LaneLink { [new] in new.lane.goOn() }
        oldQueue.pointee.append(
            event(EventDetails(rotation: rotation, link: link, linkRole: isWanted ? .event : .silent))
        )
        newQueue.pointee.append(event(EventDetails(link: link, linkRole: .mark)))
    }
}

/// The half of each verb that is compiled for every type of value; see ``LockedEntry``. The ids here are
/// the engine's: ids or their digests.
extension SessionManager {
    /// Completes an access: emits its events, calls `body` under the lock if the session is alive, and
    /// releases the lock.
    @inlinable @inline(__always)
    func finish<R>(
        _ entry: consuming LockedEntry,
        _ id: String,
        _ body: (borrowing LockedEntry, UnsafeMutablePointer<SessionRecord>) -> R
    ) -> R? {
        if entry.hasNews { report(entry, id, cause: .access) }
        guard let record = entry.living else {
            release(entry)
            return nil
        }
        let result = body(entry, record)
        release(entry)
        return result
    }

    /// Accesses the session and returns it.
    @inlinable
    func access(_ id: String) -> Session<Value>? {
        let entry = directory.look(id)
        return finish(entry, id) { entry, record in entry.session(record, id, of: Value.self) }
    }

    /// Accesses the session without reading its value. Returns whether it was refreshed.
    @inlinable
    func refresh(_ id: String) -> Bool {
        directory.touch(id) ?? refreshAloud(id)
    }

    /// Does the same as ``refresh(_:)`` when the access may emit an event.
    @inlinable @inline(never)
    func refreshAloud(_ id: String) -> Bool {
        let entry = directory.refresh(id)
        return finish(entry, id) { _, _ in } != nil
    }

    /// Accesses the session, adds a lease to it and returns it.
    @inlinable
    func lease(_ id: String) -> Session<Value>? { lease(directory.refresh(id), id) }

    /// Adds a lease to the session of an entry that was accessed, returns it, and releases the lock.
    @inlinable
    func lease(_ entry: consuming LockedEntry, _ id: String) -> Session<Value>? {
        finish(entry, id) { entry, record in
            entry.shard.head.index.pointee.addLease(to: record)
            return entry.shard.state(of: Value.self).pointee.snapshot(record, id)
        }
    }

    /// Does the same as ``lease(_:)`` without copying the value, and returns the incarnation.
    @inlinable
    func leaseIncarnation(_ id: String) -> Incarnation? {
        let entry = directory.refresh(id)
        return finish(entry, id) { entry, record in
            entry.shard.head.index.pointee.addLease(to: record)
            return entry.shard.state(of: Value.self).pointee.values[record.pointee.slot].pointee.incarnation
        }
    }

    /// Ends a lease of this incarnation and returns true, or returns false if this incarnation is not under
    /// this id.
    ///
    /// The end of a lease is an access, for which the lease still counts.
    @inlinable
    func endLease(engineID id: String, _ incarnation: Incarnation) -> Bool {
        let entry = directory.refresh(id, if: { $0.isIncarnation(incarnation, of: Value.self) })
        if entry.outcome == .elsewhere { return false }
        _ = finish(entry, id) { entry, record in entry.shard.head.index.pointee.removeLease(from: record) }
        return true
    }

    /// Does the same as ``update(engineID:_:)`` in a manager with digests.
    ///
    /// It is not inlined. With two copies of that method in a caller, the optimizer makes a call of it, which costs 29
    /// instructions.
    @inlinable @inline(never)
    func updateDigested<R, E: Error>(_ id: String, _ body: (inout Value) throws(E) -> R) throws(E) -> R? {
        try update(engineID: digested(id), body)
    }

    /// Accesses the session and changes its value in place.
    @inlinable @inline(__always)
    func update<R, E: Error>(engineID id: String, _ body: (inout Value) throws(E) -> R) throws(E) -> R? {
        let entry = directory.update(id)
        return try update(entry, id, body)
    }

    /// Changes the value of an entry that was accessed for an update, and releases the lock.
    @inlinable @inline(__always)
    func update<R, E: Error>(
        _ entry: consuming LockedEntry,
        _ id: String,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        guard let record = entry.living else {
            if entry.hasNews { report(entry, id, cause: .update) }
            release(entry)
            return nil
        }
        if entry.shard.head.index.pointee.isMeasured { return try updateOrRestore(entry, id, body) }
        let held = entry.shard.state(of: Value.self).pointee.values[record.pointee.slot]
        // Before the closure, which then leaves nothing to keep: even a closure that throws has changed the value.
        held.pointee.change = directory.environment.change(after: held.pointee.change)
        let result = change(&held.pointee.value, body)
        if directory.isUpdatedWanted {
            let event = updatedEvent(entry, id, record)
            settle(entry.shard, event)
        } else {
            entry.unlock()
        }
        return try result.get()
    }

    /// Runs the closure of an update under the lock.
    @inlinable @inline(__always)
    func change<R, E: Error>(
        _ value: inout Value,
        _ body: (inout Value) throws(E) -> R
    ) -> Result<R, E> {
        do throws(E) {
            return .success(
                try ThreadScope.enter(.update, of: directory.environment.identity) { () throws(E) -> R in
                    try body(&value)
                }
            )
        } catch {
            return .failure(error)
        }
    }

    /// Returns the event of an update.
    @inlinable @inline(__always)
    func updatedEvent(
        _ entry: borrowing LockedEntry,
        _ id: String,
        _ record: UnsafeMutablePointer<SessionRecord>
    ) -> SessionEvent<Value> {
        let state = entry.shard.state(of: Value.self)
        let held = state.pointee.values[record.pointee.slot]
        return SessionEvent(
            kind: .updated,
            id: id,
            value: held.pointee.value,
            version: held.pointee.version,
            sequence: state.pointee.nextSequence(),
            createdNanoseconds: record.pointee.created,
            deadlineNanoseconds: entry.deadline,
            instant: SessionInstant(nanoseconds: entry.now),
            idleNanoseconds: entry.idleTime,
            cause: .update,
            context: entry.operation.context,
            activeCount: directory.environment.capacity.count,
            details: state.pointee.details(record)
        )
    }

    /// Returns the session without accessing it.
    @inlinable
    func look(_ id: String) -> Session<Value>? {
        let entry = directory.peek(id)
        guard let record = entry.living else { return nil }
        return entry.session(record, id, of: Value.self)
    }

    /// Returns the session, its own timeouts and leases, its attributes, and the time, without accessing it.
    func lookAtEverything(_ id: String) -> (
        session: Session<Value>, overrides: SparseFields, attributes: SessionAttributes?, now: SessionInstant
    )? {
        let entry = directory.peek(id)
        guard let record = entry.living else { return nil }
        let index = entry.shard.head.index
        return (
            entry.session(record, id, of: Value.self), index.pointee.overrides(record) ?? SparseFields(),
            index.pointee.keptAttributes(record)?.value, SessionInstant(nanoseconds: entry.now)
        )
    }

    /// Ends the session: as deleted if it is alive, as expired if it is dead. Returns whether it was alive.
    ///
    /// - Parameters:
    ///   - incarnation: The incarnation that the session must have; `nil` for any.
    ///   - version: The version that the session must have if it is alive; `nil` for any.
    ///   - details: The details of the event if the session is alive.
    @inlinable
    func delete(
        engineID id: String,
        of incarnation: Incarnation?,
        ifVersion version: SessionVersion? = nil,
        _ details: EventDetails?
    ) throws(SessionError) -> Bool {
        let entry = directory.lockWithContext(id)
        if let incarnation, !entry.isIncarnation(incarnation, of: Value.self) { return false }
        if entry.shard.isClosed { throw .shutDown }
        if let version { try check(entry, version) }
        guard let record = entry.record else { return false }
        let wasAlive = entry.shard.state(of: Value.self).pointee.end(
            record,
            ifAlive: .deleted,
            cause: .delete,
            in: entry.operation,
            id: id,
            details: details
        )
        settle(entry.shard)
        return wasAlive
    }

    // MARK: Create

    /// Creates a session. It replaces a session that already has the id.
    @inlinable
    func create(
        engineID id: String,
        _ value: Value,
        _ timeouts: Timeouts?
    ) throws(SessionError) -> Session<Value> {
        try checkLength(id)
        if let timeouts { try timeouts.validate() }
        if hasAdmission { try admit(id, value, timeouts, nil) }
        var attempt = 0
        while true {
            let entry = directory.create(id, timeouts)
            switch entry.outcome {
            case .created: return complete(entry, id, value)
            case .occupied: return replace(entry, id, value, timeouts)
            case .unmeasured:
                entry.unlock()
                return try create(admitted: id, value, nil, timeouts)
            default: try makeRoom(entry, &attempt)
            }
        }
    }

    /// Accesses the session if it is alive, or creates it.
    @inlinable
    func findOrCreate(
        engineID id: String,
        _ timeouts: Timeouts?,
        _ make: () -> Value
    ) throws(SessionError) -> (session: Session<Value>, isNew: Bool) {
        try checkLength(id)
        if let timeouts { try timeouts.validate() }
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        if let session = access(id) { return (session, false) }
        let value = make()
        if hasAdmission { try admit(id, value, timeouts, nil) }
        var attempt = 0
        while true {
            var entry = directory.lockWithContext(id)
            directory.look(&entry)
            if entry.hasNews { report(entry, id, cause: .access) }
            if let record = entry.living {
                let session = entry.session(record, id, of: Value.self)
                release(entry)
                return (session, false)
            }
            directory.create(&entry, id, timeouts, takesPlace: false)
            if entry.outcome == .created { return (complete(entry, id, value), true) }
            if entry.outcome == .unmeasured {
                settle(entry.shard)
                return try findOrCreate(admitted: id, value, owner: nil, nil, timeouts)
            }
            try makeRoom(entry, &attempt)
        }
    }

    /// Ends the session that has the id, and creates another in its place.
    @inlinable @inline(never)
    func replace(
        _ occupied: consuming LockedEntry,
        _ id: String,
        _ value: Value,
        _ timeouts: Timeouts?
    ) -> Session<Value> {
        var entry = occupied
        if let record = entry.record {
            entry.shard.state(of: Value.self).pointee.end(
                record,
                ifAlive: .replaced,
                cause: .create,
                in: entry.operation,
                id: id,
                keepsPlace: true
            )
        }
        directory.create(&entry, id, timeouts, takesPlace: true)
        return complete(entry, id, value)
    }

    /// Puts the value of a created session into its slot, releases the lock and delivers the events.
    @inlinable @inline(__always)
    func complete(_ created: consuming LockedEntry, _ id: String, _ value: Value) -> Session<Value> {
        let version = created.shard.state(of: Value.self).pointee.begin(value, in: created.slot)
        return announce(created, id, value, version)
    }

    /// Releases the lock after a create, and delivers the events.
    @inlinable @inline(__always)
    func announce(
        _ created: consuming LockedEntry,
        _ id: String,
        _ value: Value,
        _ version: SessionVersion
    ) -> Session<Value> {
        let state = created.shard.state(of: Value.self)
        let now = SessionInstant(nanoseconds: created.now)
        let session = Session(
            id: id,
            value: value,
            version: version,
            createdInstant: now,
            lastAccessedInstant: now,
            deadline: created.deadlineInstant
        )
        if directory.isCreatedWanted {
            let event = SessionEvent(
                kind: .created,
                id: id,
                value: value,
                version: version,
                sequence: state.pointee.nextSequence(),
                createdNanoseconds: created.now,
                deadlineNanoseconds: created.deadline,
                instant: now,
                cause: .create,
                context: created.operation.context,
                activeCount: created.activeCount,
                details: created.record.flatMap { state.pointee.details($0) }
            )
            settle(created.shard, event)
        } else {
            settle(created.shard)
        }
        return session
    }

    /// Releases the lock after a create that failed, and makes room for another attempt. Throws if no room
    /// can be made, and after a shutdown.
    @inlinable @inline(never)
    func makeRoom(_ entry: consuming LockedEntry, _ attempt: inout Int) throws(SessionError) {
        let isFull = entry.outcome == .full
        settle(entry.shard)
        guard isFull else { throw .shutDown }
        try makeRoom(attempt)
        attempt += 1
    }

    // MARK: Shared by the verbs

    /// Throws if the session of the entry is alive and has another version.
    @usableFromInline
    func check(_ entry: borrowing LockedEntry, _ version: SessionVersion) throws(SessionError) {
        guard entry.isAlive, let present = entry.version(of: Value.self), present != version else { return }
        throw .versionMismatch(present)
    }

    /// Appends the event of an access, and ends the session if it is dead. The lock is held throughout.
    @inlinable @inline(never)
    func report(_ entry: borrowing LockedEntry, _ id: String, cause: SessionEvent<Value>.Cause) {
        guard let record = entry.record else { return }
        let state = entry.shard.state(of: Value.self)
        if entry.outcome == .reported {
            let event = state.pointee.event(
                .accessed,
                record,
                cause: cause,
                in: entry.operation,
                id: id,
                idleTime: entry.idleTime
            )
            state.pointee.events.pointee.append(event)
        } else {
            let timeout = entry.shard.head.index.pointee.deadlines(record).timeout(record)
            state.pointee.end(record, .expired(timeout), cause: cause, in: entry.operation, id: id)
        }
    }

    /// Releases the lock after an access, and delivers the events of the access.
    @inlinable @inline(__always)
    func release(_ entry: consuming LockedEntry) {
        if entry.hasNews { settle(entry.shard) }
    }

    /// Releases the lock of a shard; see ``Shard/settle(_:)``.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard) {
        let state = locked.state(of: Value.self)
        if state.pointee.hasNews { shards[Int(state.pointee.series)].settleNews(locked) }
    }

    /// Does the same as ``settle(_:)``, with one more event.
    @inlinable @inline(__always)
    func settle(_ locked: consuming LockedShard, _ event: SessionEvent<Value>) {
        shards[Int(locked.state(of: Value.self).pointee.series)].settle(locked, event)
    }
}

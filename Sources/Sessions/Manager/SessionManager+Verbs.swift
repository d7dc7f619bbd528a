extension SessionManager {
    /// Creates a session and returns it.
    ///
    /// A session that already has this id ends first: as `replaced` if it is alive, as expired if it is
    /// dead. The new session is another incarnation.
    ///
    /// - Parameters:
    ///   - id: The id, of at most ``maximumIdentifierLength`` bytes.
    ///   - value: The session's value.
    ///   - timeouts: The session's own timeouts, in place of the policy's.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/identifierTooLong``,
    ///   ``SessionError/Code/capacityReached``, ``SessionError/Code/valueTooLarge``,
    ///   ``SessionError/Code/byteLimitReached``, ``SessionError/Code/notAdmitted``, or
    ///   ``SessionError/Code/invalidPolicy`` if a timeout is out of range.
    @discardableResult
    @inlinable
    public func create(
        _ id: String,
        _ value: Value,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Value> {
        // Not with `engineID(_:)`, here and below: its result retains the text of the id.
        try hasDigest
            ? create(engineID: newDigest(id), value, timeouts) : create(engineID: id, value, timeouts)
    }

    /// Accesses the session if it is alive, or creates it.
    ///
    /// `make` runs with no lock held, and only if no session is alive with this id. If another thread
    /// creates the session first, that session is accessed and the value made here is dropped. `make` must
    /// therefore have no side effects.
    ///
    /// - Returns: The session, and whether this call created it.
    /// - Throws: The errors of ``create(_:_:timeouts:)``.
    @discardableResult
    @inlinable
    public func findOrCreate(
        _ id: String,
        timeouts: Timeouts? = nil,
        _ make: () -> Value
    ) throws(SessionError) -> (session: Session<Value>, isNew: Bool) {
        try hasDigest
            ? findOrCreate(engineID: newDigest(id), timeouts, make)
            : findOrCreate(engineID: id, timeouts, make)
    }

    /// Accesses the session with this id and returns it, or returns `nil` if no session is alive with this
    /// id. After a shutdown, the session is returned but not refreshed.
    @inlinable
    public func session(_ id: String) -> Session<Value>? { hasDigest ? access(digested(id)) : access(id) }

    /// Accesses the session without copying its value, and returns whether it was refreshed.
    ///
    /// Returns false if no session is alive with this id. After a shutdown it always returns false, because
    /// nothing is refreshed any more. ``isShutDown``
    /// distinguishes the two cases.
    @discardableResult
    @inlinable
    public func touch(_ id: String) -> Bool { hasDigest ? refresh(digested(id)) : refresh(id) }

    /// Changes the session's value in place and returns the result of `body`.
    ///
    /// Returns `nil` if no session is alive with this id. After a shutdown it always returns `nil`, because
    /// nothing is changed any more. ``isShutDown`` distinguishes the two cases.
    ///
    /// `body` runs under the lock of the session's shard. It must be quick, and it must not call the
    /// manager: such a call traps. If `body` throws, its changes stay and count as an update, as with
    /// `Mutex.withLock`.
    ///
    /// If the policy limits bytes and the new value does not fit, the session keeps its old value, the call returns `nil`
    /// or throws what `body` throws, and ``SessionMetrics/rejectedForBytes`` or ``SessionMetrics/rejectedForValueSize``
    /// counts it. ``updateWithinLimits(_:owner:_:)`` throws an error instead, and makes room if the policy allows it. With
    /// such a limit, an update copies the value before `body` changes it, and measures it under the lock.
    ///
    /// If `body` replaces the value or a part of it, the old value is also released under that lock. If a
    /// `deinit` takes one of your locks or calls the manager, return the old value from `body`. You then
    /// release it after the call.
    @discardableResult
    @inlinable
    public func update<R, E: Error>(
        _ id: String,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        try hasDigest ? updateDigested(id, body) : update(engineID: id, body)
    }

    /// Returns the session with this id without accessing it, or `nil` if no session is alive with this id.
    @inlinable
    public func peek(_ id: String) -> Session<Value>? { hasDigest ? look(digested(id)) : look(id) }

    /// Returns everything that is known about the session with this id without accessing it, or `nil` if no
    /// session is alive with this id.
    public func info(_ id: String) -> SessionInfo<Value>? {
        guard let (session, overrides, attributes, now) = lookAtEverything(engineID(id)) else { return nil }
        // Called with no lock held, because the clock may be the application's.
        let wallTime = directory.environment.clock.wallTime(at: now)
        return SessionInfo(
            session: session,
            createdAt: wallTime.advanced(by: now.duration(to: session.createdInstant)),
            lastAccessedAt: wallTime.advanced(by: now.duration(to: session.lastAccessedInstant)),
            age: session.createdInstant.duration(to: now),
            idleTime: session.lastAccessedInstant.duration(to: now),
            timeLeft: session.deadline.map { now.duration(to: $0) },
            leases: Int(overrides.leases),
            timeouts: Timeouts(overrides),
            attributes: attributes
        )
    }

    /// Ends the session with this id as `deleted`, and returns whether a session was alive with this id. A
    /// dead session ends as expired.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - version: The version that the session must have if it is alive; `nil` if the version doesn't matter.
    ///   - reason: Why the session ends, for ``SessionEvent/deletion``, logs and metrics.
    ///   - by: Who ends it, such as the id of an administrator, for ``SessionEvent/deletion`` and logs; at most
    ///     256 bytes.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``, or
    ///   ``SessionError/Code/versionMismatch``, after which the session continues.
    @discardableResult
    @inlinable
    public func delete(
        _ id: String,
        ifVersion version: SessionVersion? = nil,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Bool {
        try delete(
            engineID: engineID(id),
            of: nil,
            ifVersion: version,
            EventDetails.deletion(reason, by: by)
        )
    }

    /// Ends every session as `deleted`, and returns the number of sessions that were alive. Dead sessions
    /// end as expired. Sessions that are created during the call may stay.
    ///
    /// - Parameters:
    ///   - reason: Why the sessions end.
    ///   - by: Who ends them; at most 256 bytes.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``.
    @discardableResult
    public func deleteAll(reason: DeletionReason? = nil, by: String? = nil) throws(SessionError) -> Int {
        let details = try EventDetails.deletion(reason, by: by)
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        var deleted = 0
        for shard in shards {
            var slot: Int? = 0
            while let from = slot {
                let batch = shard.perform { state, operation in
                    state.deleteAll(from: from, limit: Self.batch, in: operation, details: details)
                }
                deleted += batch.deleted
                slot = batch.next
            }
        }
        return deleted
    }

    /// The number of sessions that a call over many sessions examines while it holds a lock.
    static var batch: Int { 64 }

    /// Asks the manager's admission, if it has one, and throws if the admission refuses.
    @usableFromInline
    func admit(
        _ id: String,
        _ value: Value,
        _ timeouts: Timeouts?,
        _ attributes: SessionAttributes?
    ) throws(SessionError) {
        guard let admission else { return }
        ThreadScope.checkNotUpdating(directory.environment.identity)
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        let creation = SessionCreation(
            id: id,
            value: value,
            timeouts: timeouts,
            attributes: attributes,
            context: directory.environment.context()?.value,
            activeCount: count
        )
        do {
            try admission.sessionWillBeCreated(creation)
        } catch {
            directory.environment.capacity.refuse()
            throw .notAdmitted(error)
        }
    }
}

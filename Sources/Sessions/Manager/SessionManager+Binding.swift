/// Accesses that state the owner of the session.
///
/// If the session has another owner or none, it is answered as if it didn't exist, it is not accessed, and a
/// ``SessionEventKind/mismatch`` event is emitted. So an id that has come to another user opens nothing. Owners are
/// compared by the bytes of UTF-8.
extension SessionManager {
    /// Accesses the session with this id and owner and returns it, or returns `nil` if no session of this owner is alive
    /// with this id.
    ///
    /// A session of another owner, or of none, is not accessed, and the call emits a ``SessionEventKind/mismatch`` event.
    @inlinable
    public func session(_ id: String, owner: String) -> Session<Value>? {
        let id = engineID(id)
        let entry = directory.look(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
            return nil
        }
        return finish(entry, id) { entry, record in entry.session(record, id, of: Value.self) }
    }

    /// Does the same as ``touch(_:)`` if the session has this owner.
    ///
    /// It returns false for a session of another owner, or of none, and emits a ``SessionEventKind/mismatch`` event.
    @discardableResult
    @inlinable
    public func touch(_ id: String, owner: String) -> Bool {
        let id = engineID(id)
        let entry = directory.refresh(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
            return false
        }
        return finish(entry, id) { _, _ in } != nil
    }

    /// Does the same as ``update(_:_:)`` if the session has this owner.
    ///
    /// It returns `nil` for a session of another owner, or of none, and emits a ``SessionEventKind/mismatch`` event.
    @discardableResult
    @inlinable
    public func update<R, E: Error>(
        _ id: String,
        owner: String,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        let id = engineID(id)
        let entry = directory.update(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
            return nil
        }
        return try update(entry, id, body)
    }

    /// Does the same as ``peek(_:)`` if the session has this owner.
    ///
    /// It returns `nil` for a session of another owner, or of none, and emits a ``SessionEventKind/mismatch`` event.
    @inlinable
    public func peek(_ id: String, owner: String) -> Session<Value>? {
        let id = engineID(id)
        let entry = directory.peek(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
            return nil
        }
        guard let record = entry.living else { return nil }
        return entry.session(record, id, of: Value.self)
    }

    /// Does the same as ``withSession(_:isolation:_:)`` if the session has this owner.
    ///
    /// If the session has another owner or no owner, `body` doesn't run, the call throws
    /// ``SessionError/Code/notFound``, and it emits a ``SessionEventKind/mismatch`` event. The owner is checked at the
    /// beginning: if the session gets another owner while `body` runs, the lease continues.
    public func withSession<R>(
        _ id: String,
        owner: String,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Session<Value>) async throws -> R
    ) async throws -> R {
        let session = try beginLease(id, owner: owner)
        defer { endLease(id, session.incarnation) }
        return try await body(session)
    }

    /// Does the same as ``beginLease(_:)`` if the session has this owner.
    private func beginLease(_ id: String, owner: String) throws(SessionError) -> Session<Value> {
        let id = engineID(id)
        let entry = directory.refresh(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
        } else if let session = lease(entry, id) {
            return session
        }
        throw isShutDown ? .shutDown : .notFound
    }

    /// Releases the lock after an access that stated another owner, and emits the `mismatch` event.
    @inlinable @inline(never)
    func refuse(_ entry: consuming LockedEntry, _ id: String, _ owner: String) {
        guard directory.environment.interests.contains(.mismatch), !entry.shard.isClosed else { return }
        guard directory.environment.hasContextProvider else { return emitMismatch(entry, id, owner) }
        // The context must be read with no lock held. If the session changes its owner or ends in the meantime, other
        // events tell.
        entry.unlock()
        let again = directory.lockWithContext(id)
        if !again.isOwned(by: owner), !again.shard.isClosed { emitMismatch(again, id, owner) }
    }

    @inlinable
    func emitMismatch(_ entry: consuming LockedEntry, _ id: String, _ owner: String) {
        guard let record = entry.record else { return }
        let event = entry.shard.state(of: Value.self).pointee.event(
            .mismatch,
            record,
            cause: .access,
            in: entry.operation,
            id: id,
            idleTime: entry.now - record.pointee.lastAccessed,
            details: EventDetails(statedOwner: owner)
        )
        settle(entry.shard, event)
    }
}

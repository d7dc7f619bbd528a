/// The limits on the sizes of values; see ``SessionPolicy/maximumBytes`` and ``SessionPolicy/maximumBytesPerSession``.
extension SessionManager {
    /// Changes the session's value in place and returns the result of `body`, or throws if the new value does not fit into
    /// the limits on bytes.
    ///
    /// ``update(_:_:)`` returns `nil` if the new value does not fit, and this method throws an error. If the policy's
    /// ``SessionPolicy/overflow`` is ``SessionPolicy/Overflow/evict``, it also evicts other sessions to make room, and
    /// calls `body` again. Without a limit on bytes, the two methods do the same.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - owner: The owner that the session must have, as in ``update(_:owner:_:)``; `nil` if the owner doesn't
    ///     matter.
    ///   - body: Changes the value. It runs under the lock of the session's shard, as in ``update(_:_:)``, and it can run
    ///     more than once, each time with the value as it was.
    /// - Returns: The result of `body`; `nil` if no session is alive with this id.
    /// - Throws: What `body` throws, ``SessionError/Code/valueTooLarge`` or ``SessionError/Code/byteLimitReached``;
    ///   ``SessionError/Code/shutDown`` if the manager is shut down while the call makes room. After an error of a
    ///   limit, the session has its old value, but the call was an access.
    @discardableResult
    @inlinable
    public func updateWithinLimits<R>(
        _ id: String,
        owner: String? = nil,
        _ body: (inout Value) throws -> R
    ) throws -> R? {
        try updateWithinLimits(id, owner: owner, of: nil, body)
    }

    /// Changes the session's value in place if the session has this version, and returns the result of `body`.
    ///
    /// Use it to base a change on what you read before: if the session has changed since, the call throws and changes
    /// nothing. The check and the change are one step.
    ///
    /// ```swift
    /// let session = manager.session("conv-1")
    /// let reply = try await answer(session.value)
    /// try manager.update("conv-1", ifVersion: session.version) { $0.parent = reply.id }
    /// ```
    ///
    /// It does the same as ``updateWithinLimits(_:owner:_:)`` otherwise. A call that throws
    /// ``SessionError/Code/versionMismatch`` is not an access.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - version: The version that the session must have, such as ``Session/version``.
    ///   - owner: The owner that the session must have; `nil` if the owner doesn't matter. A session of another owner is
    ///     answered as if it didn't exist.
    ///   - body: Changes the value. It runs under the lock of the session's shard, as in ``update(_:_:)``, and it can run
    ///     more than once, each time with the value as it was.
    /// - Throws: ``SessionError/Code/versionMismatch``, whose ``SessionError/presentVersion`` is the session's version;
    ///   ``SessionError/Code/notFound`` if no session is alive with this id; ``SessionError/Code/shutDown``; what `body`
    ///   throws; ``SessionError/Code/valueTooLarge`` or ``SessionError/Code/byteLimitReached``.
    @discardableResult
    @inlinable
    public func update<R>(
        _ id: String,
        ifVersion version: SessionVersion,
        owner: String? = nil,
        _ body: (inout Value) throws -> R
    ) throws -> R {
        if let result = try updateWithinLimits(id, owner: owner, of: nil, ifVersion: version, body) {
            return result
        }
        throw isShutDown ? SessionError.shutDown : .notFound
    }

    /// Does the same as ``updateWithinLimits(_:owner:_:)``, and only for this incarnation of the session if one is given.
    /// If a version is given and the session has another one, it throws ``SessionError/Code/versionMismatch``.
    @inlinable
    package func updateWithinLimits<R>(
        _ id: String,
        owner: String? = nil,
        of incarnation: Incarnation?,
        ifVersion version: SessionVersion? = nil,
        _ body: (inout Value) throws -> R
    ) throws -> R? {
        let id = engineID(id)
        var attempts = 0
        while true {
            let entry = entryForUpdate(id, owner, incarnation, version)
            if entry.outcome == .elsewhere {
                if let owner, !entry.isOwned(by: owner) {
                    refuse(entry, id, owner)
                } else if let version, !entry.shard.isClosed,
                    incarnation.map({ entry.isIncarnation($0, of: Value.self) }) ?? true
                {
                    try check(entry, version)
                }
                return nil
            }
            guard let record = entry.living, entry.shard.head.index.pointee.isMeasured else {
                return try update(entry, id, body)
            }
            let moment = entry.now
            let (result, refusal) = updateMeasured(entry, id, record, body)
            guard let refusal else { return try result.get() }
            if case .failure(let error) = result {
                count(refusal)
                throw error
            }
            try makeRoom(refusal, &attempts, accessedBefore: moment)
        }
    }

    /// Locks the shard of this id and accesses its session to update it, if it has this owner, is this incarnation and has
    /// this version.
    @usableFromInline
    func entryForUpdate(
        _ id: String,
        _ owner: String?,
        _ incarnation: Incarnation?,
        _ version: SessionVersion?
    ) -> LockedEntry {
        directory.update(id) { entry in
            if let owner, !entry.isOwned(by: owner) { return false }
            if let incarnation, !entry.isIncarnation(incarnation, of: Value.self) { return false }
            if let version { return entry.isUnchanged(since: version, of: Value.self) }
            return true
        }
    }

    /// Updates a session in a shard that keeps sizes. If the new value does not fit, the session keeps the old one, and
    /// the result is `nil` unless the closure threw.
    @inlinable @inline(never)
    func updateOrRestore<R, E: Error>(
        _ entry: consuming LockedEntry,
        _ id: String,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        guard let record = entry.living else { return nil }
        let (result, refusal) = updateMeasured(entry, id, record, body)
        guard let refusal else { return try result.get() }
        count(refusal)
        if case .failure(let error) = result { throw error }
        return nil
    }

    /// Changes the value of an entry in a shard that keeps sizes, restores it if the new one does not fit, and releases the
    /// lock. Returns what the closure returned or threw, and why the value does not fit.
    @inlinable
    func updateMeasured<R, E: Error>(
        _ entry: consuming LockedEntry,
        _ id: String,
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ body: (inout Value) throws(E) -> R
    ) -> (result: Result<R, E>, refusal: ByteRefusal?) {
        let state = entry.shard.state(of: Value.self)
        let slot = record.pointee.slot
        let held = state.pointee.values[slot]
        let old = held.pointee.value
        let result = change(&held.pointee.value, body)
        if let refusal = state.pointee.resize(slot) {
            let refused = held.pointee.value
            held.pointee.value = old
            state.pointee.releaseLater(refused)
            state.pointee.noteUnreportedAccess(record)
            settle(entry.shard)
            return (result, refusal)
        }
        held.pointee.change = directory.environment.change(after: held.pointee.change)
        state.pointee.releaseLater(old)
        if directory.isUpdatedWanted {
            let event = updatedEvent(entry, id, record)
            settle(entry.shard, event)
        } else {
            settle(entry.shard)
        }
        return (result, nil)
    }

    // MARK: Refusals

    /// Counts an update that was refused.
    @usableFromInline
    func count(_ refusal: ByteRefusal) {
        switch refusal {
        case .tooLarge: directory.environment.bytes.refuse()
        case .full: directory.environment.bytes.all.reject()
        }
    }

    /// Makes room for the value of an update, or throws.
    @usableFromInline
    func makeRoom(
        _ refusal: ByteRefusal,
        _ attempts: inout Int,
        accessedBefore moment: Int64
    ) throws(SessionError) {
        switch refusal {
        case .tooLarge(let bytes):
            directory.environment.bytes.refuse()
            throw .valueTooLarge(bytes, limit: directory.environment.bytes.valueLimit)
        case .full(let more):
            try makeRoom(forBytes: more, &attempts, accessedBefore: moment, cause: .update)
        }
    }

    /// Makes room for the value of a create, or throws and gives back what the create has reserved.
    @usableFromInline
    func makeRoom(forBytes more: Int, _ progress: inout CreateProgress) throws(SessionError) {
        do throws(SessionError) {
            try makeRoom(forBytes: more, &progress.byteAttempts, cause: .create)
        } catch {
            giveBack(&progress.place)
            throw error
        }
    }

    /// Measures the value of a create with no lock held, if the policy limits bytes.
    @usableFromInline
    func measureIfLimited(_ value: Value, _ progress: inout CreateProgress) throws(SessionError) {
        if directory.environment.bytes.isOn { try measure(value, &progress) }
    }

    /// Measures the value of a create with no lock held. If it is too large, gives back what the create has reserved and
    /// throws.
    @usableFromInline
    func measure(_ value: Value, _ progress: inout CreateProgress) throws(SessionError) {
        let budget = directory.environment.bytes
        let bytes = ByteEstimate.bytes(of: value)
        let limit = budget.valueLimit
        guard bytes > limit else {
            progress.bytes = UInt32(clamping: bytes)
            return
        }
        giveBack(&progress.place)
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        budget.refuse()
        throw .valueTooLarge(bytes, limit: limit)
    }
}

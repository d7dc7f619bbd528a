extension SessionManager {
    /// The maximum number of calls that wait for the exclusive lease of one session.
    public static var maximumLeaseWaiters: Int { SessionWork.maximumWaiters }

    /// Accesses the session and holds it with an exclusive lease while `body` runs.
    ///
    /// ```swift
    /// try await manager.withSession(id, exclusive: .wait(upTo: .seconds(30))) { session in
    ///     let reply = try await model.answer(question, after: session.value.parent)
    ///     manager.update(id) { $0.parent = reply.id }
    /// }
    /// ```
    ///
    /// No other call has an exclusive lease of the session meanwhile. Calls get their turn in order of arrival. At most
    /// ``maximumLeaseWaiters`` calls wait for a session; further calls fail at once. Waiting is not an access. Plain
    /// leases and all other calls neither wait for an exclusive lease nor delay it. Don't ask for a second exclusive
    /// lease of the session inside `body`: it can't begin before `body` ends, so the call fails.
    ///
    /// Otherwise the lease is like that of ``withSession(_:isolation:_:)``. If `body` hangs, the session expires when
    /// ``SessionPolicy/maximumLease`` or its lifetime has passed, and the waiting calls fail. Set one of the two.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - contention: Whether the call waits for its turn, and for how long.
    ///   - isolation: The caller's actor, on which `body` runs.
    ///   - body: The work. Its argument is the session at the beginning of the lease.
    /// - Throws: ``SessionError/Code/notFound`` if no session is alive with this id, ``SessionError/Code/sessionBusy``
    ///   if the call does not get its turn, ``SessionError/Code/sessionEnded`` if the session ends while the call
    ///   waits, ``SessionError/Code/shutDown``, `CancellationError` if the task is cancelled while the call waits, or
    ///   the error that `body` throws.
    public func withSession<R>(
        _ id: String,
        exclusive contention: LeaseContention,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Session<Value>) async throws -> R
    ) async throws -> R {
        let lease = try await beginLease(id, exclusive: contention)
        defer { endLease(lease) }
        return try await body(lease.session)
    }

    /// Begins a lease, which ``endLease(_:)`` ends.
    ///
    /// - Parameter contention: Whether the call waits for an exclusive lease, and for how long; `nil` for a plain
    ///   lease.
    /// - Throws: The errors of ``withSession(_:exclusive:isolation:_:)``, except those of its body.
    package func beginLease(
        _ id: String,
        exclusive contention: LeaseContention?
    ) async throws -> SessionLease<Value> {
        guard let contention else { return SessionLease(session: try beginLease(id), exclusive: nil) }
        guard case .wait(let limit) = contention, limit > .zero else { return try beginExclusiveLease(id) }
        switch try takeTurn(engineID(id), waits: true) {
        case .leased(let lease): return lease
        case .queued(let work, let turn):
            try await wait(for: turn, of: work, upTo: limit)
            let lease = try take(turn, of: work)
            do {
                try Task.checkCancellation()
            } catch {
                endLease(lease)
                throw error
            }
            return lease
        }
    }

    /// Begins an exclusive lease if no other call holds one.
    ///
    /// - Throws: ``SessionError/Code/notFound``, ``SessionError/Code/sessionBusy`` or ``SessionError/Code/shutDown``.
    package func beginExclusiveLease(_ id: String) throws(SessionError) -> SessionLease<Value> {
        guard case .leased(let lease) = try takeTurn(engineID(id), waits: false) else {
            throw refused(.sessionBusy)
        }
        return lease
    }

    /// Ends a lease, which is an access. If it is exclusive, the first waiting call gets its turn. Does nothing if the
    /// session has ended.
    package func endLease(_ lease: SessionLease<Value>) {
        let former = lease.session.incarnation
        guard let (work, turn) = lease.exclusive else {
            if !endLease(engineID: lease.session.id, former) { endForwardedLease(former) }
            return
        }
        let isFound =
            atPlace(of: work) { (entry, id) -> Void? in
                finish(entry, id) { entry, record in
                    // Under the lock: a rotation from now on does not count this lease any more.
                    if !entry.isIncarnation(former, of: Value.self) { _ = rotatedLeases.take(former) }
                    let index = entry.shard.head.index
                    index.pointee.removeLease(from: record)
                    work.endTurn(turn)
                    index.pointee.closeWorkIfUnused(record)
                }
            } != nil
        if !isFound { _ = rotatedLeases.take(former) }
    }

    /// Accesses the session of a lease that has not ended, even if its id was rotated. Returns whether it was accessed.
    package func touch(_ lease: SessionLease<Value>) -> Bool {
        var place = SessionWork.Place(id: lease.session.id, incarnation: lease.session.incarnation)
        while true {
            let entry = directory.refresh(place.id) { [incarnation = place.incarnation] in
                $0.isIncarnation(incarnation, of: Value.self)
            }
            if entry.outcome != .elsewhere { return finish(entry, place.id) { _, _ in } != nil }
            entry.unlock()
            guard let (plainID, next) = forwarded(lease.session.incarnation), next != place.incarnation else {
                return false
            }
            place = SessionWork.Place(id: engineID(plainID), incarnation: next)
        }
    }

    // MARK: Steps

    private enum Turn {
        case leased(SessionLease<Value>)
        /// The call is in the queue.
        case queued(SessionWork, Int)
    }

    /// Accesses the session and begins an exclusive lease, or puts the call into the queue without an access.
    private func takeTurn(_ id: String, waits: Bool) throws(SessionError) -> Turn {
        var queued: Turn?
        let entry = directory.refresh(id) { entry in
            guard let record = entry.record, entry.isAlive,
                let work = entry.shard.head.index.pointee.work(record), !work.isFree
            else { return true }
            if waits, let turn = work.enqueue() { queued = .queued(work, turn) }
            return false
        }
        if entry.outcome == .elsewhere {
            if let queued { return queued }
            throw refused(waits ? .tooManyWaiters : .sessionBusy)
        }
        let lease = finish(entry, id) { entry, record in
            entry.shard.head.index.pointee.addLease(to: record)
            let session = entry.shard.state(of: Value.self).pointee.snapshot(record, id)
            let work = entry.shard.head.index.pointee.openWork(
                record,
                SessionWork.Place(id: id, incarnation: session.incarnation)
            )
            return SessionLease(session: session, exclusive: (work, work.takeTurn()))
        }
        if let lease { return .leased(lease) }
        throw isShutDown ? .shutDown : .notFound
    }

    /// Waits until the queue has passed the exclusive lease to this turn.
    private func wait(for turn: Int, of work: SessionWork, upTo limit: Duration) async throws {
        let timer = SessionTimer(onceAt: clock.now.advanced(by: limit)) {
            work.giveUp(turn, SessionError.sessionBusy)
        }
        let limiting = Task { [clock] in try? await clock.run(timer) }
        defer { limiting.cancel() }
        do {
            try await work.wait(turn)
        } catch let error as SessionError where error.code == .sessionBusy {
            throw refused(error)
        }
    }

    /// Accesses the session and begins the exclusive lease that this turn already holds.
    private func take(_ turn: Int, of work: SessionWork) throws(SessionError) -> SessionLease<Value> {
        let lease = atPlace(of: work) { (entry, id) -> SessionLease<Value>? in
            finish(entry, id) { entry, record in
                entry.shard.head.index.pointee.addLease(to: record)
                let session = entry.shard.state(of: Value.self).pointee.snapshot(record, id)
                return SessionLease(session: session, exclusive: (work, turn))
            }
        }
        if let lease { return lease }
        throw work.end ?? (isShutDown ? .shutDown : .notFound)
    }

    /// Accesses the session of this work, even if its id was rotated, and calls `body` with its entry and its id.
    /// Returns `nil` if the session has ended.
    private func atPlace<R>(of work: SessionWork, _ body: (consuming LockedEntry, String) -> R?) -> R? {
        var place = work.place
        while true {
            let entry = directory.refresh(place.id) { [incarnation = place.incarnation] in
                $0.isIncarnation(incarnation, of: Value.self)
            }
            if entry.outcome != .elsewhere { return body(entry, place.id) }
            entry.unlock()
            let next = work.place
            if next == place { return nil }
            place = next
        }
    }

    private func refused(_ error: SessionError) -> SessionError {
        directory.environment.refusedLeases.wrappingAdd(1, ordering: .relaxed)
        return error
    }
}

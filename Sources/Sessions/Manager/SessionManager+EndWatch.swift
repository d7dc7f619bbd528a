extension SessionManager {
    /// Accesses the session and holds it while `body` runs, and cancels the task of `body` when the session ends.
    ///
    /// ```swift
    /// try await manager.withSession(id, onEnd: .cancel) { session in
    ///     for try await token in model.answer(session.value) { try await writer.write(token) }
    /// }
    /// ```
    ///
    /// `body` runs in a task of its own. With ``LeaseEndAction/cancel``, the task is cancelled at once when the session
    /// is deleted or replaced, when its lifetime or ``SessionPolicy/maximumLease`` is over, and when the manager is
    /// shut down. A leased session is never evicted, and a rotation does not end it. If the policy's or the session's
    /// own timeouts become shorter while `body` runs, the task may be cancelled only at the next cleanup.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - contention: Whether the call waits for an exclusive lease, and for how long; `nil` for a plain lease. See
    ///     ``withSession(_:exclusive:isolation:_:)``.
    ///   - action: What happens to `body` when the session ends.
    ///   - body: The work. Its argument is the session at the beginning of the lease.
    /// - Throws: ``SessionError/Code/sessionEnded`` or ``SessionError/Code/shutDown`` if the session ended and `body`
    ///   threw `CancellationError` because of it; otherwise the errors of ``withSession(_:exclusive:isolation:_:)``.
    public func withSession<R: Sendable>(
        _ id: String,
        exclusive contention: LeaseContention? = nil,
        onEnd action: LeaseEndAction,
        _ body: sending @escaping @isolated(any) (Session<Value>) async throws -> R
    ) async throws -> R {
        let lease = try await beginLease(id, exclusive: contention)
        defer { endLease(lease) }
        let session = lease.session
        guard action == .cancel else { return try await body(session) }
        let place = SessionWork.Place(id: session.id, incarnation: session.incarnation)
        return try await untilEnd(of: place, unless: { false }) { try await body(session) }
    }

    /// Runs `body` in a task, which is cancelled when this incarnation ends or the caller's task is cancelled.
    ///
    /// The caller holds the session with a lease. The call is not an access.
    ///
    /// - Parameter isLetGo: Returns whether the work continues after the end of the session.
    /// - Throws: The error that `body` throws. A `CancellationError` because of the session's end is replaced by
    ///   ``SessionError/Code/sessionEnded``, ``SessionError/Code/shutDown``, or ``SessionError/Code/notFound`` if the
    ///   session had ended before the call.
    @usableFromInline package func untilEnd<R: Sendable>(
        of id: String,
        _ incarnation: Incarnation,
        unless isLetGo: @escaping @Sendable () -> Bool = { false },
        _ body: sending @escaping @isolated(any) () async throws -> R
    ) async throws -> R {
        try await untilEnd(
            of: SessionWork.Place(id: engineID(id), incarnation: incarnation),
            unless: isLetGo,
            body
        )
    }

    private func untilEnd<R: Sendable>(
        of place: SessionWork.Place,
        unless isLetGo: @escaping @Sendable () -> Bool,
        _ body: sending @escaping @isolated(any) () async throws -> R
    ) async throws -> R {
        let task = Task { try await body() }
        let watch = watchEnd(of: place) {
            if !isLetGo() { task.cancel() }
        }
        defer { watch.stop() }
        return try await withTaskCancellationHandler {
            do {
                return try await task.value
            } catch let error as CancellationError {
                throw watch.error ?? error
            }
        } onCancel: {
            task.cancel()
        }
    }

    /// Calls `action` once when the session at this place ends, or at once if it has already ended.
    ///
    /// Once the watch is stopped, it no longer calls `action`. The watch starts a task that ends the session at its
    /// deadline, without waiting for the next cleanup.
    private func watchEnd(
        of place: SessionWork.Place,
        _ action: @escaping @Sendable () -> Void
    ) -> SessionEndWatch {
        let signal = SessionEndSignal(action)
        guard let work = attach(signal, to: place) else {
            signal.send(isShutDown ? .shutDown : .notFound)
            return SessionEndWatch(signal)
        }
        let timer = SessionTimer(
            // The clock may ask once more after the watch has stopped, until the timer's task has ended.
            nextDue: { [self] in signal.isStopped ? .never : nextDue(of: work) },
            fire: { [self] in if !signal.isStopped { endIfDead(work) } }
        )
        return SessionEndWatch(
            signal,
            timing: Task { [clock] in try? await clock.run(timer) },
            detach: { [self] in detach(signal, from: work) }
        )
    }

    /// Adds the signal to the work in flight on the session that a lease began with at this place, wherever rotations took
    /// it. Returns `nil` if the session has ended.
    private func attach(_ signal: SessionEndSignal, to start: SessionWork.Place) -> SessionWork? {
        var place = start
        while true {
            let entry = directory.lock(place.id)
            if entry.shard.isClosed { return nil }
            if let record = entry.record, entry.isIncarnation(place.incarnation, of: Value.self) {
                let work = entry.shard.head.index.pointee.openWork(record, place)
                work.add(signal)
                return work
            }
            entry.unlock()
            guard let (plainID, next) = forwarded(start.incarnation), next != place.incarnation else {
                return nil
            }
            place = SessionWork.Place(id: engineID(plainID), incarnation: next)
        }
    }

    private func detach(_ signal: SessionEndSignal, from work: SessionWork) {
        lock(work) { entry, record in
            work.remove(signal)
            entry.shard.head.index.pointee.closeWorkIfUnused(record)
        }
    }

    /// Returns the first moment at which the session of this work is dead, as far as is known now.
    private func nextDue(of work: SessionWork) -> SessionInstant {
        let deadline = lock(work) { entry, record in entry.shard.head.index.pointee.deadline(record) }
        guard let deadline, deadline != Deadlines.never else { return .never }
        return SessionInstant(nanoseconds: deadline + 1)
    }

    /// Ends the session of this work if it is dead.
    private func endIfDead(_ work: SessionWork) {
        let place = work.place
        var entry = directory.lockWithContext(place.id)
        guard !entry.shard.isClosed, !entry.isAlive, entry.isIncarnation(place.incarnation, of: Value.self)
        else { return }
        entry.outcome = .dead
        report(entry, place.id, cause: .cleanup)
        release(entry)
    }

    /// Calls `body` under the lock with the session of this work, even if its id was rotated. Returns `nil` if the
    /// session has ended or the manager was shut down.
    private func lock<R>(
        _ work: SessionWork,
        _ body: (borrowing LockedEntry, UnsafeMutablePointer<SessionRecord>) -> R
    ) -> R? {
        var place = work.place
        while true {
            let entry = directory.lock(place.id)
            if entry.shard.isClosed { return nil }
            if let record = entry.record, entry.isIncarnation(place.incarnation, of: Value.self) {
                return body(entry, record)
            }
            entry.unlock()
            let next = work.place
            if next == place { return nil }
            place = next
        }
    }
}

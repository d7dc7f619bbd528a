import Sessions

extension WriteBehind {
    /// Writes everything and closes the store, until the deadline. Returns the reason if not everything was
    /// written.
    func finish(by deadline: SessionInstant, awaitsEvents: Bool) async -> SessionStoreError? {
        guard state.withLock({ $0.manager != nil }) else {
            // No manager was followed, so there is nothing to write.
            await store.close()
            return nil
        }
        let isOver = Locked(false)
        let clock = clock
        let (results, source) = AsyncStream.makeStream(of: SessionStoreError?.self)
        let work = Task.detached { [self] in
            var error = awaitsEvents ? await eventsDelivered() : nil
            if error == nil { error = await flush(awaitsEvents: awaitsEvents) }
            let outage = await wait { $0.handOver($1) }
            error = error ?? outage
            if error == nil {
                error = await writeAccesses { !isOver.withLock { $0 } && clock.now <= deadline }
            }
            let reason = error.map { incomplete($0) }
            await store.close()
            source.yield(reason)
        }
        let timer = SessionTimer(onceAt: deadline) {
            isOver.withLock { $0 = true }
            source.yield(self.incomplete(.outOfTime))
        }
        let ticking = Task.detached { _ = try? await clock.run(timer) }
        let error = await results.first { _ in true } ?? nil
        ticking.cancel()
        // A store that hangs is left behind.
        work.cancel()
        return error
    }

    /// Adds to the error how much was not written because of it.
    private func incomplete(_ error: SessionStoreError) -> SessionStoreError {
        let (manager, sessions, written) = state.withLock { state in
            (state.manager, state.machine.backlog, state.accessesWritten)
        }
        var accesses = -written
        var place = HeldAccessCursor()
        while let batch = manager?.unreportedAccesses(from: &place, atLeast: 4_096), !batch.isEmpty {
            accesses += batch.count
        }
        return SessionStoreError(
            error.code,
            "\(error.description); not stored: \(Self.count(sessions, "changed session")), the last accesses of "
                + Self.count(max(0, accesses), "session"),
            underlyingError: error.underlyingError
        )
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Writes the last access of each session, except those the store already knows from events, in
    /// transactions of a few thousand. Returns the reason if not all were written. Only the task that the
    /// store was handed over to may call it.
    ///
    /// - Parameter shouldContinue: Called before each transaction; false stops.
    func writeAccesses(while shouldContinue: @Sendable () -> Bool) async -> SessionStoreError? {
        let (manager, anchor) = state.withLock { state in
            state.anchor.check(clock)
            return (state.manager, state.anchor)
        }
        guard let manager else { return .outOfTime }
        var place = HeldAccessCursor()
        while true {
            let accesses = manager.unreportedAccesses(from: &place, atLeast: 4_096)
            if accesses.isEmpty { return nil }
            guard shouldContinue() else { return .outOfTime }
            let changes = accesses.map { access in
                SessionStoreChange.accessed(
                    id: access.id,
                    access.incarnation,
                    at: anchor.wallTime(at: access.lastAccessedInstant)
                )
            }
            do throws(SessionStoreError) {
                try await store.commit(changes, at: storeTime)
                state.withLock { $0.accessesWritten += changes.count }
            } catch {
                return error
            }
        }
    }

    /// Stops: no further commit begins, and the manager is released.
    func stop() {
        let tasks = state.withLock { state in
            state.machine.close()
            defer { state.timer = nil }
            return [state.timer, state.leaseLook]
        }
        for task in tasks { task?.cancel() }
        advance()
        // No lock may be held: the manager releases its values, whose `deinit` may call anything.
        _ = state.withLock { $0.manager.take() }
    }
}

extension SessionStoreError {
    fileprivate static var outOfTime: Self {
        SessionStoreError(
            .inputOutput,
            "the time limit passed before everything was stored"
        )
    }
}

#if HTTP
    import SessionMiddleware
    import Sessions

    /// The leases that programs hold over HTTP.
    ///
    /// A lease ends when its holder releases it, or when it was not renewed in time: a program that has gone can't release
    /// it. A task waits for that moment of each lease.
    final class RemoteLeases<Value: Sendable>: Sendable {
        private struct Entry {
            let lease: SessionLease<Value>
            let id: String
            var deadline: SessionInstant
            let timing: Task<Void, Never>
            /// Tells the timer that the deadline has moved.
            let changes: AsyncStream<Void>.Continuation
        }

        private struct State {
            var entries: [String: Entry] = [:]
            /// The number of entries, and of those that begin.
            var count = 0
        }

        private let manager: SessionManager<Value>
        private let identifiers: IdentifierGenerator
        private let limit: Int
        private let state = Locked(State())

        /// - Parameter limit: The maximum number of leases at a time.
        init(_ manager: SessionManager<Value>, _ identifiers: IdentifierGenerator, limit: Int) {
            self.manager = manager
            self.identifiers = identifiers
            self.limit = limit
        }

        deinit {
            for entry in state.withLock(\.entries.values) {
                entry.timing.cancel()
                manager.endLease(entry.lease)
            }
        }

        /// The number of leases in force.
        var count: Int { state.withLock(\.entries.count) }

        /// Begins a lease of a session, for this time, and returns the lease's id and the session.
        ///
        /// - Throws: ``ProblemDetails`` if there are too many leases, `CancellationError`, and the errors of the manager's
        ///   `beginLease`.
        func begin(
            _ id: String,
            exclusive contention: LeaseContention?,
            for time: Duration
        ) async throws -> (lease: String, session: Session<Value>) {
            let hasRoom = state.withLock { state in
                if state.count >= limit { return false }
                state.count += 1
                return true
            }
            guard hasRoom else { throw ProblemDetails.tooManyLeases }
            do {
                let name = try identifiers.next()
                let lease = try await manager.beginLease(id, exclusive: contention)
                let (stream, changes) = AsyncStream.makeStream(
                    of: Void.self,
                    bufferingPolicy: .bufferingNewest(1)
                )
                let timer = SessionTimer(
                    nextDue: { [weak self] in self?.deadline(of: name) ?? .never },
                    fire: { [weak self] in self?.endIfDue(name) },
                    changes: stream
                )
                state.withLock { [clock = manager.clock] state in
                    state.entries[name] = Entry(
                        lease: lease,
                        id: id,
                        deadline: clock.now.advanced(by: time),
                        timing: Task { try? await clock.run(timer) },
                        changes: changes
                    )
                }
                return (name, lease.session)
            } catch {
                state.withLock { $0.count -= 1 }
                throw error
            }
        }

        /// Extends a lease of this session to this time from now, which is an access, and returns true. Returns false if
        /// there is no such lease, or the session has ended.
        func renew(_ name: String, of id: String, for time: Duration) -> Bool {
            let now = manager.clock.now
            let lease = state.withLock { state -> SessionLease<Value>? in
                guard let entry = state.entries[name], entry.id == id, entry.deadline > now else {
                    return nil
                }
                state.entries[name]?.deadline = now.advanced(by: time)
                entry.changes.yield()
                return entry.lease
            }
            guard let lease else { return false }
            if manager.touch(lease) { return true }
            _ = end(name) { _ in true }
            return false
        }

        /// Ends a lease of this session, and returns whether there was one.
        func end(_ name: String, of id: String) -> Bool { end(name) { $0.id == id } }

        private func deadline(of name: String) -> SessionInstant? {
            state.withLock { $0.entries[name]?.deadline }
        }

        private func endIfDue(_ name: String) {
            let now = manager.clock.now
            _ = end(name) { $0.deadline <= now }
        }

        private func end(_ name: String, if isMeant: (Entry) -> Bool) -> Bool {
            let entry = state.withLock { state -> Entry? in
                guard let entry = state.entries[name], isMeant(entry) else { return nil }
                state.count -= 1
                return state.entries.removeValue(forKey: name)
            }
            guard let entry else { return false }
            entry.timing.cancel()
            manager.endLease(entry.lease)
            return true
        }
    }
#endif

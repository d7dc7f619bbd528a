#if HTTP
    import HTTPTypes
    public import Sessions

    /// The session of one request, as its handler has it.
    ///
    /// It is held while the handler runs and while the body of the response is written: it does not expire for
    /// being idle meanwhile. Copies are of the same session, and follow it where another request of the client gives
    /// it another id. May be used from any task and thread; each call costs about as much as the manager's own.
    ///
    /// What changes the id — ``create(_:timeouts:)``, ``findOrCreate(timeouts:_:)``, ``rotate()`` — must come
    /// before the handler returns its response, for the client hears of it by a header. A body that is written
    /// after that may still read, ``update(_:)`` and ``end()``.
    public struct RequestSession<Value: Sendable>: Sendable {
        @usableFromInline let state: RequestSessionState?
        @usableFromInline let manager: SessionManager<Value>?
        /// Where to put what the client must be told, if a ``SessionResponseMiddleware`` tells it.
        @usableFromInline let outbox: RequestSessionOutbox?

        /// No session, until ``RequestSessionMiddleware`` puts one in its place.
        public init() {
            state = nil
            manager = nil
            outbox = nil
        }

        /// No session yet, and an outbox for what the client must be told.
        init(outbox: RequestSessionOutbox) {
            state = nil
            manager = nil
            self.outbox = outbox
        }

        @inlinable
        init(_ state: RequestSessionState, of manager: SessionManager<Value>) {
            self.state = state
            self.manager = manager
            outbox = nil
        }

        /// The session's id, as the client has it or will get it; `nil` if there is none alive.
        ///
        /// On a manager with a digest of ids this is the id all the same, while that of ``current`` and of what
        /// ``create(_:timeouts:)`` and ``rotate()`` return is the digest, which finds nothing.
        public var id: String? { living?.id }

        /// The session as it is now, not accessed: the request was the access. `nil` if the client has none, or
        /// if it has ended meanwhile.
        public var current: Session<Value>? { living?.session }

        /// Both from one look, so that they are of one session during a rotation.
        private var living: (id: String, session: Session<Value>)? {
            guard let state, let held = state.held else { return nil }
            return acting(on: held) { life in
                guard let session = manager?.peek(life.id), session.incarnation == life.incarnation else {
                    return nil
                }
                return (life.id, session)
            }
        }

        /// Does something with the session that the request has, under the id that it has by now: other requests of
        /// the client may give it another one at any time.
        ///
        /// - Parameter act: Returns `nil` if the session isn't there.
        private func acting<R, E: Error>(
            on held: RequestSessionState.Held,
            _ act: (RequestSessionState.Life) throws(E) -> R?
        ) throws(E) -> R? {
            var life = held.session
            while true {
                if let result = try act(life) { return result }
                guard
                    let lease = held.lease, let place = manager?.forwarded(lease.incarnation),
                    place.incarnation != life.incarnation
                else { return nil }
                let next = RequestSessionState.Life(id: place.id, incarnation: place.incarnation)
                state?.follow(life, to: next)
                life = next
            }
        }

        /// Ends a session that the request had, and its lease; returns whether it was alive.
        @discardableResult
        private func end(_ held: RequestSessionState.Held) throws(SessionError) -> Bool {
            // The lease knows where a rotation took the session, so it goes last.
            defer { if let lease = held.lease { state?.link.release(lease) } }
            return try acting(on: held) { life throws(SessionError) in
                try manager?.delete(life.id, of: life.incarnation) == true ? true : nil
            } ?? false
        }

        /// The session, or an error that becomes the right response if there is none: 401 where ids come in
        /// cookies, 400 where they come in headers.
        ///
        /// - Throws: ``ProblemDetails``.
        public func require() throws(ProblemDetails) -> Session<Value> {
            if let current { return current }
            throw state?.link.transport.missing ?? .noSession
        }

        /// Creates a session with a new id, which the client gets with the response. One that the client has
        /// already ends as `deleted`; to keep it, use ``findOrCreate(timeouts:_:)`` or ``rotate()``.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, and what the manager's `create` throws.
        @discardableResult
        public func create(_ value: Value, timeouts: Timeouts? = nil) throws -> Session<Value> {
            try create(value, timeouts, isPassing: false)
        }

        /// - Parameter isPassing: Whether the session ends with the request, and the client isn't told its id.
        private func create(
            _ value: Value,
            _ timeouts: Timeouts?,
            isPassing: Bool
        ) throws -> Session<Value> {
            let (state, manager) = try attached()
            try state.checkHandling()
            let id = try state.link.identifiers.next()
            try manager.create(id, value, timeouts: timeouts)
            let session = try manager.beginLease(id)
            let former: RequestSessionState.Held?
            do {
                former = try state.take(
                    .init(id: id, incarnation: session.incarnation),
                    isPassing: isPassing
                )
            } catch {
                try manager.delete(id)
                throw error
            }
            if let former {
                supersede(former.session.id)
                try end(former)
            } else if let lostID = state.lostID, !isPassing {
                supersede(lostID)
            }
            return session
        }

        /// Notes that the client gets another id in place of this one.
        private func supersede(_ id: String) {
            guard let manager else { return }
            manager.supersededIdentifiers.insert(id, at: manager.clock.now)
        }

        /// The session, or a new one with what `make` returns.
        ///
        /// A request may come late, with an id in whose place the client has another by now: it was sent before the
        /// answer to a login arrived. It gets a session that ends with it, and the client is not told its id, which
        /// would undo the login; ``rotate()`` makes it one like any other. An id is known as such for 30 seconds.
        ///
        /// - Throws: What ``create(_:timeouts:)`` throws.
        @discardableResult
        public func findOrCreate(timeouts: Timeouts? = nil, _ make: () throws -> Value) throws -> Session<
            Value
        > {
            if let current { return current }
            let (state, manager) = try attached()
            // The id that the client sent, whether its session was dead before or has ended since.
            let isLate = [state.lostID, state.held?.session.id].contains { id in
                id.map { manager.supersededIdentifiers.contains($0, at: manager.clock.now) } == true
            }
            return try create(make(), timeouts, isPassing: isLate)
        }

        /// Changes the value in place, as the manager's `update` does, and returns what `body` returns; `nil` if
        /// there is no session alive.
        @discardableResult
        public func update<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R? {
            guard let held = state?.held else { return nil }
            return try acting(on: held) { life throws(E) in
                try manager?.update(life.id, of: life.incarnation, body)
            }
        }

        /// Gives the session a new id, which the client gets with the response; the old one is dead at once.
        ///
        /// To be called whenever a session gets more rights, at login above all: whoever knew the id before,
        /// or planted it, does not know the new one. `nil` if there is no session alive.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, ``SessionError/Code/shutDown``.
        @discardableResult
        public func rotate() throws -> Session<Value>? {
            let (state, manager) = try attached()
            try state.checkHandling()
            guard let held = state.held else { return nil }
            let newID = try state.link.identifiers.next()
            let rotated = try acting(on: held) { life in
                try manager.rotate(life.id, of: life.incarnation, to: newID).map {
                    (former: life, session: $0)
                }
            }
            guard let (former, session) = rotated else { return nil }
            guard state.rotate(from: former, to: .init(id: newID, incarnation: session.incarnation)) else {
                // The client won't hear of it, and nobody else may.
                try manager.delete(newID)
                throw RequestSessionError.responseStarted
            }
            supersede(former.id)
            return session
        }

        /// Ends the session as `deleted`, and has the client forget its id if the response has not begun;
        /// returns whether there was one alive.
        ///
        /// - Throws: ``SessionError/Code/shutDown``.
        @discardableResult
        public func end() throws(SessionError) -> Bool {
            guard let former = state?.drop() else { return false }
            return try end(former)
        }

        private func attached() throws(RequestSessionError) -> (RequestSessionState, SessionManager<Value>) {
            guard let state, let manager else { throw .noMiddleware }
            return (state, manager)
        }
    }
#endif

#if HTTP
    import HTTPTypes
    public import Sessions

    /// The session of one request, as its handler has it.
    ///
    /// It is held while the handler runs and while the body of the response is written: it does not expire for
    /// being idle meanwhile. Copies are of the same session. May be used from any task and thread; each call
    /// costs about as much as the manager's own.
    ///
    /// What changes the id — ``create(_:timeouts:)``, ``findOrCreate(timeouts:_:)``, ``rotate()`` — must come
    /// before the handler returns its response, for the client hears of it by a header. A body that is written
    /// after that may still read, ``update(_:)`` and ``end()``.
    public struct RequestSession<Value: Sendable>: Sendable {
        @usableFromInline let state: RequestSessionState?
        @usableFromInline let manager: SessionManager<Value>?

        /// No session, until ``RequestSessionMiddleware`` puts one in its place.
        public init() {
            state = nil
            manager = nil
        }

        @inlinable
        init(_ state: RequestSessionState, of manager: SessionManager<Value>) {
            self.state = state
            self.manager = manager
        }

        /// The session's id, as the client has it or will get it; `nil` if there is none alive.
        ///
        /// On a manager with a digest of ids this is the id all the same, while that of ``current`` and of what
        /// ``create(_:timeouts:)`` and ``rotate()`` return is the digest, which finds nothing.
        public var id: String? { living?.id }

        /// The session as it is now, not accessed: the request was the access. `nil` if the client has none, or
        /// if it has ended meanwhile.
        public var current: Session<Value>? { living?.session }

        /// Both from one look at the request's state, so that they are of one session during a rotation.
        private var living: (id: String, session: Session<Value>)? {
            guard let life = state?.session, let session = manager?.peek(life.id) else { return nil }
            return session.incarnation == life.incarnation ? (life.id, session) : nil
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
            let (state, manager) = try attached()
            try state.checkHandling()
            let id = try state.link.identifiers.next()
            try manager.create(id, value, timeouts: timeouts)
            let session = try manager.beginLease(id)
            let former: RequestSessionState.Life?
            do {
                former = try state.take(.init(id: id, incarnation: session.incarnation))
            } catch {
                try manager.delete(id)
                throw error
            }
            if let former { try manager.delete(former.id) }
            return session
        }

        /// The session, or a new one with what `make` returns.
        ///
        /// - Throws: What ``create(_:timeouts:)`` throws.
        @discardableResult
        public func findOrCreate(timeouts: Timeouts? = nil, _ make: () throws -> Value) throws -> Session<
            Value
        > {
            if let current { return current }
            return try create(make(), timeouts: timeouts)
        }

        /// Changes the value in place, as the manager's `update` does, and returns what `body` returns; `nil` if
        /// there is no session alive.
        @discardableResult
        public func update<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R? {
            guard let id = state?.session?.id else { return nil }
            return try manager?.update(id, body)
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
            guard let id = state.session?.id else { return nil }
            let newID = try state.link.identifiers.next()
            guard let session = try manager.rotate(id, to: newID) else { return nil }
            guard state.rotate(from: id, to: .init(id: newID, incarnation: session.incarnation)) else {
                // The client won't hear of it, and nobody else may.
                try manager.delete(newID)
                throw RequestSessionError.responseStarted
            }
            return session
        }

        /// Ends the session as `deleted`, and has the client forget its id if the response has not begun;
        /// returns whether there was one alive.
        ///
        /// - Throws: ``SessionError/Code/shutDown``.
        @discardableResult
        public func end() throws(SessionError) -> Bool {
            guard let manager, let former = state?.drop() else { return false }
            return try manager.delete(former.id)
        }

        private func attached() throws(RequestSessionError) -> (RequestSessionState, SessionManager<Value>) {
            guard let state, let manager else { throw .noMiddleware }
            return (state, manager)
        }
    }
#endif

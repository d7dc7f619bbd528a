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
        private let state: RequestSessionState<Value>?

        /// No session, until ``RequestSessionMiddleware`` puts one in its place.
        public init() { state = nil }

        init(_ state: RequestSessionState<Value>) { self.state = state }

        /// The session's id; `nil` if there is none alive.
        public var id: String? { current?.id }

        /// The session as it is now, not accessed: the request was the access. `nil` if the client has none, or
        /// if it has ended meanwhile.
        public var current: Session<Value>? { state?.current }

        /// The session, or an error that becomes the right response if there is none: 401 where ids come in
        /// cookies, 400 where they come in headers.
        ///
        /// - Throws: ``ProblemDetails``.
        public func require() throws(ProblemDetails) -> Session<Value> {
            if let current { return current }
            throw state?.transport.missing ?? .noSession
        }

        /// Creates a session with a new id, which the client gets with the response. One that the client has
        /// already ends as `deleted`; to keep it, use ``findOrCreate(timeouts:_:)`` or ``rotate()``.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, and what the manager's `create` throws.
        @discardableResult
        public func create(_ value: Value, timeouts: Timeouts? = nil) throws -> Session<Value> {
            try attached().create(value, timeouts: timeouts)
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
            guard let state else { return nil }
            return try state.update(body)
        }

        /// Gives the session a new id, which the client gets with the response; the old one is dead at once.
        ///
        /// To be called whenever a session gets more rights, at login above all: whoever knew the id before,
        /// or planted it, does not know the new one. `nil` if there is no session alive.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, ``SessionError/Code/shutDown``.
        @discardableResult
        public func rotate() throws -> Session<Value>? {
            try attached().rotate()
        }

        /// Ends the session as `deleted`, and has the client forget its id if the response has not begun;
        /// returns whether there was one alive.
        ///
        /// - Throws: ``SessionError/Code/shutDown``.
        @discardableResult
        public func end() throws(SessionError) -> Bool {
            guard let state else { return false }
            return try state.end()
        }

        private func attached() throws(RequestSessionError) -> RequestSessionState<Value> {
            guard let state else { throw .noMiddleware }
            return state
        }
    }
#endif

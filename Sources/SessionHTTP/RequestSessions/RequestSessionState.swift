#if HTTP
    import HTTPTypes
    import Sessions

    /// What a request and its response share about their session: which it is, the lease that holds it, and what
    /// the client must be told.
    final class RequestSessionState<Value: Sendable>: Sendable {
        private enum Phase {
            /// The handler runs.
            case handling
            /// The client has been told what there was to tell; the body may be under way.
            case responding
            /// Nothing of the request runs any more.
            case over
        }

        typealias Life = (id: String, incarnation: Incarnation)

        private struct State {
            /// The session that the request has; it may have ended meanwhile.
            var session: Life?
            /// What its lease began to hold, which a rotation does not change.
            var lease: Life?
            var phase = Phase.handling
            /// Whether the client must be told another id, or that it has none.
            var hasNews = false
        }

        let transport: SessionTransport
        private let manager: SessionManager<Value>
        private let identifiers: IdentifierGenerator
        private let state: Locked<State>

        /// The state of a request whose session, if it has one, is held already.
        init(
            manager: SessionManager<Value>,
            identifiers: IdentifierGenerator,
            transport: SessionTransport,
            session: Life?
        ) {
            self.transport = transport
            self.manager = manager
            self.identifiers = identifiers
            state = Locked(State(session: session, lease: session))
        }

        deinit { finish() }

        // MARK: For the handler

        var current: Session<Value>? {
            guard let (id, incarnation) = state.withLock({ $0.session }) else { return nil }
            guard let session = manager.peek(id), session.incarnation == incarnation else { return nil }
            return session
        }

        func create(_ value: Value, timeouts: Timeouts?) throws -> Session<Value> {
            try checkHandling()
            let id = try identifiers.next()
            try manager.create(id, value, timeouts: timeouts)
            let session = try manager.beginLease(id)
            let life = (id, session.incarnation)
            let (isLate, former, lease) = state.withLock { state -> (Bool, Life?, Life?) in
                guard state.phase == .handling else { return (true, life, life) }
                defer { state = State(session: life, lease: life, hasNews: true) }
                return (false, state.session, state.lease)
            }
            if let lease { manager.endLease(lease.id, lease.incarnation) }
            if let former { try manager.delete(former.id) }
            if isLate { throw RequestSessionError.responseStarted }
            return session
        }

        func rotate() throws -> Session<Value>? {
            try checkHandling()
            guard let id = state.withLock({ $0.session?.id }) else { return nil }
            guard let session = try manager.rotate(id, to: identifiers.next()) else { return nil }
            let isLate = state.withLock { state in
                guard state.phase == .handling, state.session?.id == id else { return true }
                state.session = (session.id, session.incarnation)
                state.hasNews = true
                return false
            }
            guard !isLate else {
                // The client won't hear of it, and nobody else may.
                try manager.delete(session.id)
                throw RequestSessionError.responseStarted
            }
            return session
        }

        func update<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R? {
            guard let id = state.withLock({ $0.session?.id }) else { return nil }
            return try manager.update(id, body)
        }

        func end() throws(SessionError) -> Bool {
            let (former, lease) = state.withLock { state in
                defer {
                    if state.session != nil { state.hasNews = true }
                    state.session = nil
                    state.lease = nil
                }
                return (state.session, state.lease)
            }
            if let lease { manager.endLease(lease.id, lease.incarnation) }
            guard let former else { return false }
            return try manager.delete(former.id)
        }

        private func checkHandling() throws(RequestSessionError) {
            guard state.withLock({ $0.phase == .handling }) else { throw .responseStarted }
        }

        // MARK: For the middleware

        /// The handler is done: adds to the headers what the client must be told. No other id can come after.
        func tell(_ headers: inout HTTPFields) -> Bool {
            let (hasNews, id) = state.withLock { state in
                if state.phase == .handling { state.phase = .responding }
                return (state.hasNews, state.session?.id)
            }
            if hasNews { transport.tell(id, in: &headers) }
            return hasNews
        }

        /// Whether there is a session that a body should hold.
        var isHeld: Bool { state.withLock { $0.lease != nil } }

        /// The response is written, or will never be: lets go of the session.
        func finish() {
            let lease = state.withLock { state in
                defer { state.lease = nil }
                state.phase = .over
                return state.lease
            }
            if let lease { manager.endLease(lease.id, lease.incarnation) }
        }
    }
#endif

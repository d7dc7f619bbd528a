#if HTTP
    import HTTPTypes
    public import Sessions

    /// What a request and its response share about their session: which it is, the lease that holds it, and what
    /// the client must be told.
    ///
    /// Not generic, for code that is specialised for nothing takes several times as long.
    @usableFromInline
    final class RequestSessionState: Sendable {
        /// One life of a session under one id.
        @usableFromInline
        struct Life: Sendable, Equatable {
            @usableFromInline let id: String
            @usableFromInline let incarnation: Incarnation

            init(id: String, incarnation: Incarnation) {
                self.id = id
                self.incarnation = incarnation
            }
        }

        private enum Phase {
            /// The handler runs.
            case handling
            /// The client has been told what there was to tell; the body may be under way.
            case responding
            /// Nothing of the request runs any more.
            case over
        }

        private struct State {
            /// The session that the request has; it may have ended meanwhile.
            var session: Life?
            /// What its lease began to hold, which a rotation does not change.
            var lease: Life?
            var phase = Phase.handling
            /// Whether the client must be told another id, or that it has none.
            var hasNews = false
        }

        let link: SessionLink
        private let state: Locked<State>

        /// The state of a request whose session, if it has one, is held already.
        init(_ link: SessionLink, session: Life?) {
            self.link = link
            state = Locked(State(session: session, lease: session))
        }

        deinit { finish() }

        // MARK: For the handler

        /// The session that the request has; it may have ended meanwhile.
        var session: Life? { state.withLock { $0.session } }

        func checkHandling() throws(RequestSessionError) {
            guard state.withLock({ $0.phase == .handling }) else { throw .responseStarted }
        }

        /// Takes a new session that is held already, and lets go of the one there was, which it returns.
        ///
        /// - Throws: ``RequestSessionError/Code/responseStarted`` if the client can't be told any more; the new
        ///   session is let go of then.
        func take(_ life: Life) throws(RequestSessionError) -> Life? {
            let (isLate, former, lease) = state.withLock { state -> (Bool, Life?, Life?) in
                guard state.phase == .handling else { return (true, nil, life) }
                defer { state = State(session: life, lease: life, hasNews: true) }
                return (false, state.session, state.lease)
            }
            if let lease { link.release(lease) }
            if isLate { throw .responseStarted }
            return former
        }

        /// Notes that the session is another now; returns whether the client will hear of it.
        func rotate(from id: String, to life: Life) -> Bool {
            state.withLock { state in
                guard state.phase == .handling, state.session?.id == id else { return false }
                state.session = life
                state.hasNews = true
                return true
            }
        }

        /// Lets go of the session, which it returns, for good.
        func drop() -> Life? {
            let (former, lease) = state.withLock { state in
                defer {
                    if state.session != nil { state.hasNews = true }
                    state.session = nil
                    state.lease = nil
                }
                return (state.session, state.lease)
            }
            if let lease { link.release(lease) }
            return former
        }

        // MARK: For the middleware

        /// The handler is done: adds to the headers what the client must be told. No other id can come after.
        ///
        /// - Returns: Whether there was something to tell, and whether a session is held.
        func tell(_ headers: inout HTTPFields) -> (hasNews: Bool, isHeld: Bool) {
            let (hasNews, isHeld) = state.withLock { state in
                if state.phase == .handling { state.phase = .responding }
                return (state.hasNews, state.lease != nil)
            }
            if hasNews { link.transport.tell(session?.id, in: &headers) }
            return (hasNews, isHeld)
        }

        /// The response is written, or will never be: lets go of the session.
        func finish() {
            let lease = state.withLock { state in
                defer { state.lease = nil }
                state.phase = .over
                return state.lease
            }
            if let lease { link.release(lease) }
        }
    }
#endif

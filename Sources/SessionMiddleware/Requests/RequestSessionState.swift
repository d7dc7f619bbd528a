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

            @usableFromInline
            init(id: String, incarnation: Incarnation) {
                self.id = id
                self.incarnation = incarnation
            }
        }

        /// A session that a request has, and what its lease began to hold, which a rotation does not change.
        struct Held: Sendable {
            var session: Life
            var lease: Life?
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
            /// The session that the request has; it may have ended meanwhile, or have got another id.
            var held: Held?
            var phase = Phase.handling
            /// Whether the client must be told another id, or that it has none.
            var hasNews = false
            /// Whether the session is for this request alone, and ends with it.
            var isPassing = false
        }

        let link: SessionLink
        /// The id that the client sent, if no session alive has it.
        let lostID: String?
        private let state: Locked<State>

        /// The state of a request whose session, if it has one, is held already.
        init(_ link: SessionLink, session: Life?, lostID: String? = nil) {
            self.link = link
            self.lostID = lostID
            state = Locked(State(held: session.map { Held(session: $0, lease: $0) }))
        }

        deinit { finish() }

        // MARK: For the handler

        /// The session that the request has; it may have ended meanwhile, or have got another id.
        var held: Held? { state.withLock { $0.held } }

        func checkHandling() throws(RequestSessionError) {
            guard state.withLock({ $0.phase == .handling }) else { throw .responseStarted }
        }

        /// Takes a new session whose lease has begun, and returns the request's former session. The caller ends the lease
        /// of that one.
        ///
        /// - Parameter isPassing: Whether the session ends with the request, and the client isn't told its id.
        /// - Throws: ``RequestSessionError/Code/responseStarted`` if the client can't be told any more; the
        ///   lease of the new session is ended then.
        func take(_ life: Life, isPassing: Bool) throws(RequestSessionError) -> Held? {
            let (isLate, former) = state.withLock { state -> (Bool, Held?) in
                guard state.phase == .handling else { return (true, nil) }
                defer {
                    state = State(
                        held: Held(session: life, lease: life),
                        hasNews: !isPassing,
                        isPassing: isPassing
                    )
                }
                return (false, state.held)
            }
            guard isLate else { return former }
            link.release(life)
            throw .responseStarted
        }

        /// Notes that another request gave the session another id, which is none of this client's news.
        func follow(_ former: Life, to life: Life) {
            state.withLock { state in
                if state.held?.session == former { state.held?.session = life }
            }
        }

        /// Notes that this request gave the session another id; returns whether the client will hear of it.
        func rotate(from former: Life, to life: Life) -> Bool {
            state.withLock { state in
                guard state.phase == .handling, state.held?.session == former else { return false }
                state.held?.session = life
                state.hasNews = true
                state.isPassing = false
                return true
            }
        }

        /// Gives the session up and returns it. The caller ends its lease.
        func drop() -> Held? {
            state.withLock { state in
                guard let held = state.held else { return nil }
                state.held = nil
                state.hasNews = !state.isPassing
                state.isPassing = false
                return held
            }
        }

        // MARK: For the middleware

        /// The handler is done. No other id can come after.
        ///
        /// - Returns: Whether the client must be told something, and whether a session is held.
        func close() -> (hasNews: Bool, isHeld: Bool) {
            state.withLock { state in
                if state.phase == .handling { state.phase = .responding }
                return (state.hasNews, state.held?.lease != nil)
            }
        }

        /// Adds to the headers what the client must be told.
        func tell(_ headers: inout HTTPFields) {
            link.transport.tell(held?.session.id, in: &headers)
        }

        /// Ends the session's lease, once the response is written or has failed.
        func finish() {
            let (held, isPassing) = state.withLock { state in
                defer { state.held?.lease = nil }
                state.phase = .over
                return (state.held, state.isPassing)
            }
            guard let held, let lease = held.lease else { return }
            if isPassing { link.end(held.session) }
            link.release(lease)
        }
    }
#endif

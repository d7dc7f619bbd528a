#if HTTP
    import HTTPTypes
    public import Sessions

    /// What a request and its response share about their session: its id, its lease, and whether the client must
    /// get another id.
    ///
    /// Not generic, because unspecialised generic code takes several times as long.
    @usableFromInline
    final class RequestSessionState: Sendable {
        /// Identifies a session: an id, and the incarnation that has it.
        @usableFromInline
        struct Reference: Sendable, Equatable {
            @usableFromInline let id: String
            @usableFromInline let incarnation: Incarnation

            @usableFromInline
            init(id: String, incarnation: Incarnation) {
                self.id = id
                self.incarnation = incarnation
            }
        }

        /// A session that a request has. A rotation changes the session's reference but not the lease's.
        struct Held: Sendable {
            var session: Reference
            var lease: Reference?
        }

        private enum Phase {
            /// The handler is running.
            case handling
            /// The headers are decided; the body may still be written.
            case responding
            /// The request is finished.
            case over
        }

        private struct State {
            /// The session of the request; it may have ended or got another id meanwhile.
            var held: Held?
            var phase = Phase.handling
            /// Whether the response must set another id, or clear the client's.
            var hasNewID = false
            /// Whether the session is only for this request and ends with it.
            var isTemporary = false
        }

        let dependencies: RequestSessionDependencies
        /// The id that the client sent, if no living session has it.
        let deadID: String?
        private let state: Locked<State>

        /// Creates the state of a request. The lease of its session, if it has one, has begun.
        init(_ dependencies: RequestSessionDependencies, session: Reference?, deadID: String? = nil) {
            self.dependencies = dependencies
            self.deadID = deadID
            state = Locked(State(held: session.map { Held(session: $0, lease: $0) }))
        }

        deinit { finish() }

        // MARK: For the handler

        /// The session of the request; it may have ended or got another id meanwhile.
        var held: Held? { state.withLock { $0.held } }

        func checkHandling() throws(RequestSessionError) {
            guard state.withLock({ $0.phase == .handling }) else { throw .responseStarted }
        }

        /// Takes a new session whose lease has begun, and returns the request's former session. The caller ends the
        /// former session's lease.
        ///
        /// - Parameter isTemporary: Whether the session ends with the request and the client doesn't get its id.
        /// - Throws: ``RequestSessionError/Code/responseStarted`` if it is too late to send an id. The lease of the
        ///   new session is ended then.
        func take(_ reference: Reference, isTemporary: Bool) throws(RequestSessionError) -> Held? {
            let (isLate, former) = state.withLock { state -> (Bool, Held?) in
                guard state.phase == .handling else { return (true, nil) }
                defer {
                    state = State(
                        held: Held(session: reference, lease: reference),
                        hasNewID: !isTemporary,
                        isTemporary: isTemporary
                    )
                }
                return (false, state.held)
            }
            guard isLate else { return former }
            dependencies.release(reference)
            throw .responseStarted
        }

        /// Records that another request gave the session another id. That request's response sends it.
        func follow(_ former: Reference, to reference: Reference) {
            state.withLock { state in
                if state.held?.session == former { state.held?.session = reference }
            }
        }

        /// Records that this request gave the session another id. Returns whether the client will get it.
        func rotate(from former: Reference, to reference: Reference) -> Bool {
            state.withLock { state in
                guard state.phase == .handling, state.held?.session == former else { return false }
                state.held?.session = reference
                state.hasNewID = true
                state.isTemporary = false
                return true
            }
        }

        /// Removes the session from the request and returns it. The caller ends its lease.
        func drop() -> Held? {
            state.withLock { state in
                guard let held = state.held else { return nil }
                state.held = nil
                state.hasNewID = !state.isTemporary
                state.isTemporary = false
                return held
            }
        }

        // MARK: For the middleware

        /// Records that the handler has returned. From now on the id can't change.
        ///
        /// - Returns: Whether the response must set or clear the id, and whether a lease holds a session.
        func close() -> (hasNewID: Bool, isHeld: Bool) {
            state.withLock { state in
                if state.phase == .handling { state.phase = .responding }
                return (state.hasNewID, state.held?.lease != nil)
            }
        }

        /// Adds the header that sets or clears the client's id.
        func writeID(to headers: inout HTTPFields) {
            dependencies.transport.write(held?.session.id, to: &headers)
        }

        /// Ends the session's lease. Called when the response is written or has failed.
        func finish() {
            let (held, isTemporary) = state.withLock { state in
                defer { state.held?.lease = nil }
                state.phase = .over
                return (state.held, state.isTemporary)
            }
            guard let held, let lease = held.lease else { return }
            if isTemporary { dependencies.end(held.session) }
            dependencies.release(lease)
        }
    }
#endif

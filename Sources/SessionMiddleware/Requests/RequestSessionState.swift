#if HTTP
    import HTTPTypes
    import Hummingbird
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
            /// Whether the handler looked at the session, so that the response depends on it.
            var wasRead = false
            /// What the browser shall delete.
            var clearing: ClearSiteData = []
        }

        let dependencies: RequestSessionDependencies
        /// The id that the client sent, if no living session has it.
        let deadID: String?
        /// When the client's cookie expires, in seconds since 1970, if the cookie says so.
        private let cookieExpiry: Int64?
        /// Whether the request is no access of its session, which therefore has no lease.
        let isPassive: Bool
        /// How the session is described if it gets an owner.
        let descriptor: SessionDescriptor?
        private let state: Locked<State>

        /// Creates the state of a request. The lease of its session, if it has one and the request isn't passive, has
        /// begun.
        init(
            _ dependencies: RequestSessionDependencies,
            session: Reference?,
            deadID: String? = nil,
            cookieExpiry: Int64? = nil,
            isPassive: Bool = false,
            descriptor: SessionDescriptor? = nil
        ) {
            self.dependencies = dependencies
            self.deadID = deadID
            self.cookieExpiry = cookieExpiry
            self.isPassive = isPassive
            self.descriptor = descriptor
            state = Locked(State(held: session.map { Held(session: $0, lease: isPassive ? nil : $0) }))
        }

        deinit { finish() }

        // MARK: For the handler

        /// Returns the session of the request, which may have ended or got another id meanwhile. From now on the
        /// response depends on the session.
        func look() -> Held? {
            state.withLock { state in
                state.wasRead = true
                return state.held
            }
        }

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
                        isTemporary: isTemporary,
                        wasRead: true,
                        // The browser would delete the new session's cookie, too.
                        clearing: isTemporary ? state.clearing : state.clearing.subtracting([.cookies, .all])
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
        ///
        /// - Parameter clearing: What the browser shall delete, even if there is no session.
        func drop(clearing: ClearSiteData) -> Held? {
            state.withLock { state in
                state.wasRead = true
                state.clearing.formUnion(clearing)
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
        /// - Returns: Whether a lease holds a session.
        func close() -> Bool {
            state.withLock { state in
                if state.phase == .handling { state.phase = .responding }
                return state.held?.lease != nil
            }
        }

        /// Writes a body, and cancels that if the session ends meanwhile, unless the request itself ends it.
        func writingUntilEnd(_ body: ResponseBody, to writer: any ResponseBodyWriter) async throws {
            guard dependencies.endAction == .cancel, let lease = state.withLock({ $0.held?.lease }) else {
                return try await body.write(writer)
            }
            nonisolated(unsafe) let writer = writer  // used only by the task below, which this call awaits
            try await dependencies.untilEnd(lease, { [self] in state.withLock { $0.held == nil } }) {
                try await body.write(writer)
            }
        }

        /// Whether an error must become a response with additional headers.
        var hasHeaders: Bool { state.withLock { $0.hasNewID || $0.wasRead || !$0.clearing.isEmpty } }

        /// Adds the headers that the response needs because of the session.
        func writeHeaders(to headers: inout HTTPFields) {
            let transport = dependencies.transport
            let state = self.state.withLock { $0 }
            if state.hasNewID {
                let expiry = state.held.flatMap { age(of: $0.session) }
                transport.write(state.held?.session.id, expiry, to: &headers)
            } else if transport.followsSession, !isPassive, !state.isTemporary, let held = state.held,
                let expiry = age(of: held.session), expiry.differs(from: cookieExpiry),
                transport.mayAddCookie(to: headers)
            {
                transport.write(held.session.id, expiry, to: &headers)
            }
            if state.wasRead { transport.writeDependence(to: &headers) }
            if !state.clearing.isEmpty { headers[ClearSiteData.headerName] = state.clearing.headerValue }
        }

        /// Returns the age of the session's cookie if it follows the session.
        private func age(of session: Reference) -> SessionCookie.Age? {
            guard dependencies.transport.followsSession, let left = dependencies.timeLeft(session) else {
                return nil
            }
            return dependencies.transport.age(left, at: dependencies.wallSeconds())
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

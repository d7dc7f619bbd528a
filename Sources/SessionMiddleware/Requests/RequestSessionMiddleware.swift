#if HTTP
    import HTTPTypes
    public import Hummingbird
    public import Sessions

    /// Gives each request its session.
    ///
    /// ```swift
    /// let router = Router(context: Context.self)
    /// router.add(middleware: RequestSessionMiddleware(manager))
    /// router.get("me") { _, context in try context.session.require().value.name }
    /// ```
    ///
    /// The middleware finds the session by the id in a cookie or a header, which is an access, and holds it with a
    /// lease while the handler runs and the response's body is written. It creates no session; the handler does,
    /// with ``RequestSession``. New ids come from ``IdentifierGenerator``. Ids of another form are not looked up, so
    /// requests don't reach sessions that the application keeps under guessable ids. An id that no living session
    /// has is never adopted.
    ///
    /// A body whose length is known and at most 16 KiB is collected while the session is held, and written in one
    /// piece. Any other body is passed on as it comes, and the session is held until the body is finished, fails or
    /// is dropped. The server notices that a client is gone when it can't write the next piece, or at once in
    /// Hummingbird's `consumeWithCancellationOnInboundClose`.
    ///
    /// If the session ends while such a body is being written, because it was deleted, replaced or its lifetime is over, the
    /// task that writes the body is cancelled and the connection is closed. So a sign-out everywhere stops the answers that
    /// still stream. With `onEnd: .ignore`, the body is written to its end. A body that ends its own session is not
    /// cancelled, nor is a handler; it can use ``RequestSession/untilEnd(_:)``.
    ///
    /// Add it before other middlewares, which then see a handler's error as it was thrown. If a middleware before it
    /// has to tell errors apart, add a ``SessionResponseMiddleware`` before that one. Without it, the error of a
    /// handler that looked at the session arrives wrapped, so that its response gets the session's headers.
    ///
    /// If the handler looked at the session, the response has `Vary: Cookie`, or the name of the ids' header, and
    /// `Cache-Control: private` unless the handler chose another value. A response that sets or clears the cookie has
    /// `Cache-Control: no-store` unless the handler chose another value. The cookie of a session that ended elsewhere,
    /// by its timeout or in another request, stays in the browser, where it is harmless. A response that cleared it
    /// could overtake a response that sets a new cookie.
    public struct RequestSessionMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        @usableFromInline let dependencies: RequestSessionDependencies
        /// Sets the context's session.
        @usableFromInline let attach: @Sendable (inout Context, RequestSessionState) -> Void
        /// Returns whether a request counts as activity; `nil` if all do.
        @usableFromInline let isActivity: (@Sendable (Request, Context) -> Bool)?
        /// Returns how a session is described if the request gives it an owner.
        @usableFromInline let descriptor: (@Sendable (Request, Context) -> SessionDescriptor?)?

        /// Creates a middleware for sessions whose ids are in a cookie.
        ///
        /// - Parameters:
        ///   - manager: The manager of the sessions.
        ///   - cookie: The name and attributes of the cookie.
        ///   - isActivity: Returns whether a request counts as activity of its user; `nil` if all requests do. A
        ///     request that doesn't is passive, see ``RequestSession/isPassive``. The context has the path of the route
        ///     in its `endpointPath`.
        ///   - descriptor: Returns how a session is described if the request gives it an owner. Texts that the session's
        ///     descriptor already has stay, but the address and the user agent are those of the request.
        ///   - endAction: What happens to a body that is still being written when the session ends.
        @inlinable
        public init(
            _ manager: SessionManager<Context.SessionValue>,
            cookie: SessionCookie = SessionCookie(),
            isActivity: (@Sendable (Request, Context) -> Bool)? = nil,
            descriptor: (@Sendable (Request, Context) -> SessionDescriptor?)? = nil,
            onEnd endAction: LeaseEndAction = .cancel
        ) {
            self.init(
                manager,
                transport: .cookie(cookie),
                isActivity: isActivity,
                descriptor: descriptor,
                onEnd: endAction
            )
        }

        /// Creates a middleware for sessions whose ids are in a header, for APIs that no browser calls.
        ///
        /// A request with an id that no living session has, or with two different ids, is answered with 404. If the
        /// manager remembers the end of the session that had the id, the answer says why it ended.
        ///
        /// - Parameters:
        ///   - manager: The manager of the sessions.
        ///   - header: The header with the id.
        ///   - isActivity: Returns whether a request counts as activity of its client; `nil` if all requests do. A
        ///     request that doesn't is passive, see ``RequestSession/isPassive``.
        ///   - descriptor: Returns how a session is described if the request gives it an owner.
        ///   - endAction: What happens to a body that is still being written when the session ends.
        @inlinable
        public init(
            _ manager: SessionManager<Context.SessionValue>,
            header: SessionHeader,
            isActivity: (@Sendable (Request, Context) -> Bool)? = nil,
            descriptor: (@Sendable (Request, Context) -> SessionDescriptor?)? = nil,
            onEnd endAction: LeaseEndAction = .cancel
        ) {
            self.init(
                manager,
                transport: .header(header),
                isActivity: isActivity,
                descriptor: descriptor,
                onEnd: endAction
            )
        }

        /// Creates a middleware. Tests pass a generator that fails.
        ///
        /// Inlinable, so that the calls of the manager and the context are specialised for their types. Unspecialised
        /// they would cost several times as much.
        @inlinable
        init(
            _ manager: SessionManager<Context.SessionValue>,
            transport: SessionTransport,
            identifiers: IdentifierGenerator = .system,
            isActivity: (@Sendable (Request, Context) -> Bool)? = nil,
            descriptor: (@Sendable (Request, Context) -> SessionDescriptor?)? = nil,
            onEnd endAction: LeaseEndAction = .cancel
        ) {
            dependencies = RequestSessionDependencies(
                transport,
                identifiers,
                // After a shutdown a session can only be read.
                hold: { manager.hold($0) ?? (manager.isShutDown ? manager.peek($0)?.incarnation : nil) },
                look: { manager.peek($0)?.incarnation },
                release: { manager.endLease($0.id, $0.incarnation) },
                untilEnd: { session, isLetGo, work in
                    // A request that came after the shutdown reads a session that has not ended.
                    if manager.isShutDown { return try await work() }
                    try await manager.untilEnd(of: session.id, session.incarnation, unless: isLetGo, work)
                },
                endAction: endAction,
                // It fails only after a shutdown, which ends no session.
                end: { _ = try? manager.delete($0.id, of: $0.incarnation) },
                endOf: { manager.endForClient($0) },
                timeLeft: { manager.timeLeft(of: $0) },
                wallSeconds: { manager.wallSeconds }
            )
            attach = { context, state in context.session = RequestSession(state, of: manager) }
            self.isActivity = isActivity
            self.descriptor = descriptor
        }

        /// Finds the request's session and passes the request on.
        public func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            // No `map`, which looks the types of the closures up at run time.
            let placeholder = context.session
            var isPassive = placeholder.isPassive
            if !isPassive, let isActivity { isPassive = !isActivity(request, context) }
            var description: SessionDescriptor?
            if let descriptor { description = descriptor(request, context) }
            let state = try find(request.headers, isPassive, description)
            let outbox = placeholder.outbox
            outbox?.put(state)
            var context = context
            attach(&context, state)
            do {
                var response = try await next(request, context)
                if state.close() {
                    response.body = try await HeldBody.hold(response.body, by: state)
                } else {
                    state.finish()
                }
                // After the body, because a short body is complete by now and may have looked at the session.
                if outbox == nil { state.writeHeaders(to: &response.headers) }
                return response
            } catch {
                _ = state.close()
                state.finish()
                guard outbox == nil, state.hasHeaders else { throw error }
                throw ErrorWithSession(error, state)
            }
        }

        /// Finds the session that the request names, and begins its lease unless the request is passive. The state has
        /// no session if the request names none, or one that is not alive.
        private func find(
            _ headers: HTTPFields,
            _ isPassive: Bool,
            _ descriptor: SessionDescriptor?
        ) throws -> RequestSessionState {
            func state(
                _ session: RequestSessionState.Reference?,
                deadID: String? = nil,
                expiry: Int64? = nil
            ) -> RequestSessionState {
                RequestSessionState(
                    dependencies,
                    session: session,
                    deadID: deadID,
                    cookieExpiry: expiry,
                    isPassive: isPassive,
                    descriptor: descriptor
                )
            }
            let presented = dependencies.transport.presented(headers)
            if case .id(let id, let expiry) = presented {
                if let incarnation = isPassive ? dependencies.look(id) : dependencies.hold(id) {
                    return state(.init(id: id, incarnation: incarnation), expiry: expiry)
                }
                switch dependencies.transport {
                case .cookie: return state(nil, deadID: id)
                case .header(let header):
                    if let end = dependencies.endOf(id) { throw ProblemDetails.sessionEnded(end, header) }
                }
            }
            if case .header(let header) = dependencies.transport {
                if presented != .nothing { throw ProblemDetails.unknownSession(header) }
                if header.isRequired { throw ProblemDetails.missingSession(header) }
            }
            return state(nil)
        }
    }
#endif

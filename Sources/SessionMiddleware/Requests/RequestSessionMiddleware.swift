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
    /// Add it before other middlewares, which then see a handler's error as it was thrown. If a middleware before it
    /// has to tell errors apart, add a ``SessionResponseMiddleware`` before that one. Without it, the error of a
    /// handler that created, rotated or ended a session arrives wrapped, so that the client still gets its cookie.
    ///
    /// A response that sets or clears the cookie has `Cache-Control: no-store` unless the handler chose another
    /// value. The cookie of a session that ended elsewhere, by its timeout or in another request, stays in the
    /// browser, where it is harmless: a response that cleared it could overtake one that sets a new one.
    public struct RequestSessionMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        @usableFromInline let dependencies: RequestSessionDependencies
        /// Sets the context's session.
        @usableFromInline let attach: @Sendable (inout Context, RequestSessionState) -> Void

        /// Creates a middleware for sessions whose ids are in a cookie.
        ///
        /// - Parameters:
        ///   - manager: The manager of the sessions.
        ///   - cookie: The name and attributes of the cookie.
        @inlinable
        public init(_ manager: SessionManager<Context.SessionValue>, cookie: SessionCookie = SessionCookie())
        {
            self.init(manager, transport: .cookie(cookie))
        }

        /// Creates a middleware for sessions whose ids are in a header, for APIs that no browser calls.
        ///
        /// A request with an id that no living session has, or with two different ids, is answered with 404.
        ///
        /// - Parameters:
        ///   - manager: The manager of the sessions.
        ///   - header: The header with the id.
        @inlinable
        public init(_ manager: SessionManager<Context.SessionValue>, header: SessionHeader) {
            self.init(manager, transport: .header(header))
        }

        /// Creates a middleware. Tests pass a generator that fails.
        ///
        /// Inlinable, so that the calls of the manager and the context are specialised for their types. Unspecialised
        /// they would cost several times as much.
        @inlinable
        init(
            _ manager: SessionManager<Context.SessionValue>,
            transport: SessionTransport,
            identifiers: IdentifierGenerator = .system
        ) {
            dependencies = RequestSessionDependencies(
                transport,
                identifiers,
                // After a shutdown a session can only be read.
                hold: { manager.hold($0) ?? (manager.isShutDown ? manager.peek($0)?.incarnation : nil) },
                release: { manager.endLease($0.id, $0.incarnation) },
                // It fails only after a shutdown, which ends no session.
                end: { _ = try? manager.delete($0.id, of: $0.incarnation) }
            )
            attach = { context, state in context.session = RequestSession(state, of: manager) }
        }

        /// Finds the request's session and passes the request on.
        public func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            let state = try find(request.headers)
            let outbox = context.session.outbox
            var context = context
            attach(&context, state)
            do {
                var response = try await next(request, context)
                let (hasNewID, isHeld) = state.close()
                if hasNewID, let outbox {
                    outbox.put(state)
                } else if hasNewID {
                    state.writeID(to: &response.headers)
                }
                if isHeld {
                    response.body = try await HeldBody.hold(response.body, by: state)
                } else {
                    state.finish()
                }
                return response
            } catch {
                let (hasNewID, _) = state.close()
                state.finish()
                guard hasNewID else { throw error }
                if let outbox {
                    outbox.put(state)
                    throw error
                }
                var headers = HTTPFields()
                state.writeID(to: &headers)
                throw ErrorWithSession(error, headers: headers)
            }
        }

        /// Finds the session that the request names and begins its lease. The state has no session if the request
        /// names none, or one that is not alive.
        private func find(_ headers: HTTPFields) throws -> RequestSessionState {
            let presented = dependencies.transport.presented(headers)
            if case .id(let id) = presented {
                if let incarnation = dependencies.hold(id) {
                    return RequestSessionState(dependencies, session: .init(id: id, incarnation: incarnation))
                }
                if case .cookie = dependencies.transport {
                    return RequestSessionState(dependencies, session: nil, deadID: id)
                }
            }
            if case .header(let header) = dependencies.transport {
                if presented != .nothing { throw ProblemDetails.unknownSession(header) }
                if header.isRequired { throw ProblemDetails.missingSession(header) }
            }
            return RequestSessionState(dependencies, session: nil)
        }
    }
#endif

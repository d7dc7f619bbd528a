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
    /// It finds the session by the id in a cookie or a header, which is an access, and holds it with a lease while
    /// the handler runs and the response's body is written. It creates none: that is the handler's, through
    /// ``RequestSession``. It hands out ids of ``IdentifierGenerator`` and looks up none of another form, so a
    /// session that the application keeps under an id that can be guessed is not reached; what no living session
    /// has is never adopted.
    ///
    /// A body whose length is known and at most 16 KiB is collected while the session is held, and written in
    /// one piece. Any other is passed on as it comes, and the session held until it is finished, fails, or is
    /// given up: a client that went away is noticed when the next piece can't be written, or at once in
    /// Hummingbird's `consumeWithCancellationOnInboundClose`.
    ///
    /// Add it before other middlewares: those after it see a handler's error as it was thrown. Where one before it has
    /// to tell errors apart, add a ``SessionResponseMiddleware`` before that one; without it, the error of a handler
    /// that created, rotated or ended a session comes out wrapped, so that the client still gets its cookie.
    ///
    /// A response that tells a new id in a cookie, or takes one back, has `Cache-Control: no-store` if the handler
    /// did not choose another. The cookie of a session that ended elsewhere, by its timeout or in another
    /// request, stays with the browser, where it is of no use: an answer that cleared it could overtake one that
    /// sets a new one.
    public struct RequestSessionMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        @usableFromInline let link: SessionLink
        /// Makes the request's session the context's.
        @usableFromInline let attach: @Sendable (inout Context, RequestSessionState) -> Void

        /// Sessions whose ids come in a cookie.
        ///
        /// - Parameters:
        ///   - manager: Who holds the sessions.
        ///   - cookie: Which cookie.
        @inlinable
        public init(_ manager: SessionManager<Context.SessionValue>, cookie: SessionCookie = SessionCookie())
        {
            self.init(manager, transport: .cookie(cookie))
        }

        /// Sessions whose ids come in a header: for APIs, which no browser calls.
        ///
        /// A request with an id that no living session has, or with two that differ, is answered 404.
        ///
        /// - Parameters:
        ///   - manager: Who holds the sessions.
        ///   - header: Which header.
        @inlinable
        public init(_ manager: SessionManager<Context.SessionValue>, header: SessionHeader) {
            self.init(manager, transport: .header(header))
        }

        /// Tests let the generator fail.
        ///
        /// Inlinable, so that what a request does with the manager and its context is compiled where their types
        /// are known. Compiled for any type, it would cost several times as much.
        @inlinable
        init(
            _ manager: SessionManager<Context.SessionValue>,
            transport: SessionTransport,
            identifiers: IdentifierGenerator = .system
        ) {
            link = SessionLink(
                transport,
                identifiers,
                // After a shutdown it is only looked at.
                hold: { manager.hold($0) ?? (manager.isShutDown ? manager.peek($0)?.incarnation : nil) },
                release: { manager.endLease($0.id, $0.incarnation) },
                // It fails after a shutdown alone, which ends no session.
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
                let (hasNews, isHeld) = state.close()
                if hasNews, let outbox {
                    outbox.put(state)
                } else if hasNews {
                    state.tell(&response.headers)
                }
                if isHeld {
                    response.body = try await HeldBody.hold(response.body, by: state)
                } else {
                    state.finish()
                }
                return response
            } catch {
                let (hasNews, _) = state.close()
                state.finish()
                guard hasNews else { throw error }
                if let outbox {
                    outbox.put(state)
                    throw error
                }
                var headers = HTTPFields()
                state.tell(&headers)
                throw ErrorWithSession(error, headers: headers)
            }
        }

        /// The session that the request names, held; none if it names none that lives.
        private func find(_ headers: HTTPFields) throws -> RequestSessionState {
            let presented = link.transport.presented(headers)
            if case .id(let id) = presented {
                if let incarnation = link.hold(id) {
                    return RequestSessionState(link, session: .init(id: id, incarnation: incarnation))
                }
                if case .cookie = link.transport {
                    return RequestSessionState(link, session: nil, lostID: id)
                }
            }
            if case .header(let header) = link.transport {
                if presented != .nothing { throw ProblemDetails.unknownSession(header) }
                if header.isRequired { throw ProblemDetails.missingSession(header) }
            }
            return RequestSessionState(link, session: nil)
        }
    }
#endif

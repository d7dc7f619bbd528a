#if HTTP
    public import Hummingbird
    import Sessions

    /// Adds the session's headers to any response, also one that another middleware made from a handler's error or
    /// returned in place of the handler's response.
    ///
    /// ```swift
    /// let router = Router(context: Context.self)
    /// router.add(middleware: SessionResponseMiddleware())
    /// router.add(middleware: Errors())                            // catches `AppError` and answers 422
    /// router.add(middleware: RequestSessionMiddleware(manager))
    /// ```
    ///
    /// Add it before middlewares that catch errors or replace responses, if these come before
    /// ``RequestSessionMiddleware``. They then see errors as the handler threw them.
    public struct SessionResponseMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        /// Creates a middleware.
        public init() {}

        /// Passes the request on, and adds the session's headers to the response.
        public func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            let outbox = RequestSessionOutbox()
            var context = context
            context.session.outbox = outbox
            do {
                var response = try await next(request, context)
                outbox.state?.writeHeaders(to: &response.headers)
                return response
            } catch {
                guard let state = outbox.state, state.hasHeaders else { throw error }
                throw ErrorWithSession(error, state)
            }
        }
    }

    /// Passes the state of a request from ``RequestSessionMiddleware`` to ``SessionResponseMiddleware``.
    @usableFromInline
    final class RequestSessionOutbox: Sendable {
        private let waiting = Locked<RequestSessionState?>(nil)

        var state: RequestSessionState? { waiting.withLock { $0 } }

        func put(_ state: RequestSessionState) { waiting.withLock { $0 = state } }
    }
#endif

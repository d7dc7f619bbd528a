#if HTTP
    import HTTPTypes
    public import Hummingbird
    import Sessions

    /// Tells clients their new session ids on whatever response leaves, also one that a middleware made from a
    /// handler's error or put in the place of the handler's response.
    ///
    /// ```swift
    /// let router = Router(context: Context.self)
    /// router.add(middleware: SessionResponseMiddleware())
    /// router.add(middleware: Errors())                            // catches `AppError` and answers 422
    /// router.add(middleware: RequestSessionMiddleware(manager))
    /// ```
    ///
    /// To be added before the middlewares that catch errors or replace responses, where these come before
    /// ``RequestSessionMiddleware``. Errors then pass them as the handler threw them.
    public struct SessionResponseMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        /// A middleware for the sessions of these requests.
        public init() {}

        /// Passes the request on, and adds to the response what its client must be told.
        public func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            let outbox = RequestSessionOutbox()
            var context = context
            context.session = RequestSession(outbox: outbox)
            do {
                var response = try await next(request, context)
                outbox.state?.tell(&response.headers)
                return response
            } catch {
                guard let state = outbox.state else { throw error }
                var headers = HTTPFields()
                state.tell(&headers)
                throw ErrorWithSession(error, headers: headers)
            }
        }
    }

    /// Where a request's session waits that its client must be told of.
    @usableFromInline
    final class RequestSessionOutbox: Sendable {
        private let waiting = Locked<RequestSessionState?>(nil)

        var state: RequestSessionState? { waiting.withLock { $0 } }

        func put(_ state: RequestSessionState) { waiting.withLock { $0 = state } }
    }
#endif

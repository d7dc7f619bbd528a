#if HTTP
    public import Hummingbird

    /// Makes the requests of a group passive: they can read the session, but don't count as activity.
    ///
    /// Add it before ``RequestSessionMiddleware``:
    ///
    /// ```swift
    /// router.group("time-left")
    ///     .add(middleware: PassiveSessionMiddleware())
    ///     .add(middleware: RequestSessionMiddleware(manager))
    ///     .get { _, context in "\(context.session.timeLeft ?? .zero)" }
    /// ```
    ///
    /// ``RequestSession/isPassive`` says what is different in such a request. If the router has the session
    /// middleware for all routes, use the parameter `isActivity` of ``RequestSessionMiddleware`` instead.
    public struct PassiveSessionMiddleware<Context: RequestSessionContext>: RouterMiddleware {
        /// Creates a middleware.
        public init() {}

        /// Marks the request as passive and passes it on.
        public func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            var context = context
            try context.session.makePassive()
            return try await next(request, context)
        }
    }
#endif

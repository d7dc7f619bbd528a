#if HTTP
    public import Hummingbird

    /// The context of a request that has a session. ``RequestSessionMiddleware`` sets the session.
    ///
    /// ```swift
    /// struct Context: RequestSessionContext {
    ///     var coreContext: CoreRequestContextStorage
    ///     var session = RequestSession<Login>()
    ///
    ///     init(source: Source) { coreContext = .init(source: source) }
    /// }
    /// ```
    public protocol RequestSessionContext<SessionValue>: RequestContext {
        /// The type of the sessions' values.
        associatedtype SessionValue: Sendable

        /// The session of the request.
        var session: RequestSession<SessionValue> { get set }
    }

    extension RouterMethods where Context: RequestSessionContext {
        /// Adds a `DELETE` route that ends the request's session, as clients of the Model Context Protocol send it.
        ///
        /// It answers with 204. Without a session it throws what ``RequestSession/require()`` throws.
        ///
        /// - Parameter path: The route's path below the group's.
        @discardableResult
        public func deleteSession(_ path: RouterPath = "") -> Self {
            delete(path) { _, context -> HTTPResponse.Status in
                _ = try context.session.require()
                try context.session.end()
                return .noContent
            }
        }
    }
#endif

#if HTTP
    public import Hummingbird

    /// The context of requests that have sessions: ``RequestSessionMiddleware`` fills in which.
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
        /// What a session holds.
        associatedtype SessionValue: Sendable

        /// The session of the request.
        var session: RequestSession<SessionValue> { get set }
    }
#endif

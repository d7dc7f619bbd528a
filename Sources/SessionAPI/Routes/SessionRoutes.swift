#if HTTP
    import SessionMiddleware
    public import Hummingbird
    import Logging
    public import Sessions

    /// The routes of a session manager, to be mounted on any Hummingbird router, under any prefix.
    ///
    /// ```swift
    /// let journal = EventJournal<Conversation>()
    /// let manager = SessionManager<Conversation>(observers: [journal])
    /// let routes = try SessionRoutes(manager, journal: journal, access: try HTTPAccess(token: token))
    /// routes.add(to: router.group("internal/sessions"))
    /// ```
    ///
    /// | route | what it does |
    /// | --- | --- |
    /// | `GET /health` | figures, observers and stores; 503 when something is degraded |
    /// | `GET /ready` | 200 while requests are welcome |
    /// | `GET /metrics` | the same for Prometheus |
    /// | `GET /openapi.json` | the description of all of these |
    /// | `POST /v1/sessions` | creates a session |
    /// | `GET /v1/sessions` | lists sessions by filter, page by page |
    /// | `DELETE /v1/sessions` | deletes by filter; `dry_run=true` only counts |
    /// | `GET /v1/sessions/{id}` | reads one, which is an access; `peek=true` is none |
    /// | `PATCH /v1/sessions/{id}` | changes the value by a JSON merge patch |
    /// | `DELETE /v1/sessions/{id}` | deletes one |
    /// | `POST /v1/cleanup` | cleans up now |
    /// | `GET /v1/events` | lifecycle events as they happen |
    ///
    /// Each session belongs to whoever may call these: they are for operators and for other programs of the same
    /// service, not for its users. In a server of your own, whose other routes are open, give them a token.
    public struct SessionRoutes<Value: Codable & Equatable & Sendable>: Sendable {
        let manager: SessionManager<Value>
        let status: (any SessionStatusSource)?
        let journal: EventJournal<Value>?
        let access: HTTPAccess
        let limits: HTTPLimits
        let identifiers: IdentifierGenerator
        let streams: EventStreams
        let started: SessionInstant
        var scan = SessionScan()

        /// Routes for this manager.
        ///
        /// - Parameters:
        ///   - manager: Whose sessions they show and change.
        ///   - status: What `/health` says of the profile, observers and stores: a `SessionHost`. Without one it
        ///     says nothing of them.
        ///   - journal: An observer of the manager, which `/v1/events` reads; without one there is no such route.
        ///   - access: Who may call them. By default programs of the same machine, which takes a router whose
        ///     context is a `RemoteAddressRequestContext`: with any other, all but `/health` and `/ready` is
        ///     answered by 403. Behind a proxy it must have a token.
        ///   - limits: How much is taken from a client. Those of connections are the server's to keep.
        /// - Throws: ``SessionServerError/Code/digestedIdentifiers`` for a manager with a digest of ids.
        public init(
            _ manager: SessionManager<Value>,
            status: (any SessionStatusSource)? = nil,
            journal: EventJournal<Value>? = nil,
            access: HTTPAccess = .local,
            limits: HTTPLimits = HTTPLimits()
        ) throws(SessionServerError) {
            guard manager.identifierDigest == nil else { throw .digestedIdentifiers }
            self.manager = manager
            self.status = status
            self.journal = journal
            self.access = access
            self.limits = limits
            identifiers = .system
            streams = EventStreams(limit: limits.maximumEventStreams)
            started = manager.clock.now
        }

        /// Adds the routes.
        public func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
            let routes = GuardedRoutes<Context>(
                router: router,
                requests: RequestGuard(access: access, limits: limits)
            )
            addStatus(to: routes)
            routes.add("openapi.json", [(.get, .read, { _, _, _ in OpenAPIDescription.response })])
            addSessions(to: routes)
            addSession(to: routes)
            addEvents(to: routes)
        }
    }
#endif

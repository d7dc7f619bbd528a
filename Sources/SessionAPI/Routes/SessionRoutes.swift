#if HTTP
    import SessionMiddleware
    public import Hummingbird
    import Logging
    public import SessionObservers
    public import Sessions

    /// The routes of a session manager, for any Hummingbird router and under any prefix.
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
    /// | `GET /ready` | 200 while the manager accepts requests |
    /// | `GET /metrics` | the same figures for Prometheus |
    /// | `GET /openapi.json` | the OpenAPI description of these routes |
    /// | `POST /v1/sessions` | creates a session |
    /// | `GET /v1/sessions` | lists sessions by filter, such as by owner, page by page |
    /// | `DELETE /v1/sessions` | deletes by filter; `dry_run=true` only counts |
    /// | `GET /v1/sessions/{id}` | reads a session, which is an access; `peek=true` reads it without one |
    /// | `PUT /v1/sessions/{id}` | creates a session, or replaces its value, attributes and timeouts |
    /// | `PATCH /v1/sessions/{id}` | changes the value and the attributes by a JSON merge patch |
    /// | `DELETE /v1/sessions/{id}` | deletes a session, for a reason |
    /// | `POST /v1/sessions/{id}/touch` | accesses a session without reading it |
    /// | `POST /v1/sessions/{id}/leases` | begins a lease, exclusive or not |
    /// | `PUT /v1/sessions/{id}/leases/{lease}` | renews a lease |
    /// | `DELETE /v1/sessions/{id}/leases/{lease}` | ends a lease |
    /// | `POST /v1/sessions/{id}/rotate` | gives a session a new id |
    /// | `POST /v1/touch` | accesses up to 1,000 sessions by their ids |
    /// | `POST /v1/delete` | deletes up to 1,000 sessions by their ids |
    /// | `POST /v1/cleanup` | cleans up now |
    /// | `GET /v1/sessions/{id}/events` | the events of a session, as far as the journal keeps them |
    /// | `GET /v1/events` | streams lifecycle events |
    /// | `GET /v1/live` | streams figures and a limited number of events every second |
    /// | `GET /v1/history` | the figures of the last two days |
    /// | `GET /v1/distribution` | ages and idle times of sessions, and the owners with the most sessions |
    /// | `GET /v1/profile` | the profile's settings and where each value comes from |
    /// | `GET /v1/policy-impact` | how many sessions other timeouts would end |
    /// | `GET /v1/access` | what the caller can do |
    ///
    /// A client of these routes can read and change every session. They are for operators and for other programs of
    /// the same service, not for its users. If other routes of your server are open, set a token.
    public struct SessionRoutes<Value: Codable & Equatable & Sendable>: Sendable {
        let manager: SessionManager<Value>
        let status: (any SessionStatusSource)?
        let journal: EventJournal<Value>?
        let access: HTTPAccess
        let limits: HTTPLimits
        let identifiers: IdentifierGenerator
        let loggedIdentifiers: IdentifierStyle
        let requiresPreconditions: Bool
        let streams: EventStreamLimiter
        let leases: RemoteLeases<Value>
        let started: SessionInstant
        let requests: RequestCounter
        let samples: SampleReader<Value>
        let surveys: SurveyReader<Value>
        /// The recorder of the dashboard's history. It records while it runs.
        public let history: SessionHistory<Value>
        var scan = SessionScan()

        /// Creates routes for this manager.
        ///
        /// - Parameters:
        ///   - manager: The manager of the sessions.
        ///   - status: The source of what `/health` reports about the profile, observers and stores: a `SessionHost`.
        ///     Without one the report leaves them out.
        ///   - journal: An observer of the manager for `/v1/events`. Without one this route doesn't exist.
        ///   - access: The rules for who can call the routes. The default is programs on the same machine, and needs a
        ///     router whose context is a `RemoteAddressRequestContext`: with another context, all routes but `/health`
        ///     and `/ready` answer with 403. Set a token behind a proxy.
        ///   - limits: The limits of requests. The server enforces those of connections.
        ///   - loggedIdentifiers: How ids appear in the log of changes. Pass the `identifierStyle` of a `SessionHost`.
        ///   - requiresPreconditions: Whether a PUT, PATCH or DELETE of a session needs `If-Match` or `If-None-Match`; one
        ///     without is answered with 428.
        /// - Throws: ``SessionServerError`` for a manager that keeps digests of ids.
        public init(
            _ manager: SessionManager<Value>,
            status: (any SessionStatusSource)? = nil,
            journal: EventJournal<Value>? = nil,
            access: HTTPAccess = .local,
            limits: HTTPLimits = HTTPLimits(),
            loggedIdentifiers: IdentifierStyle = .short,
            requiresPreconditions: Bool = false
        ) throws(SessionServerError) {
            guard manager.identifierDigest == nil else { throw .digestedIdentifiers }
            self.manager = manager
            self.status = status
            self.journal = journal
            self.access = access
            self.limits = limits
            identifiers = .system
            self.loggedIdentifiers = loggedIdentifiers
            self.requiresPreconditions = requiresPreconditions
            streams = EventStreamLimiter(limit: limits.maximumEventStreams)
            leases = RemoteLeases(manager, identifiers, limit: limits.maximumLeases)
            started = manager.clock.now
            requests = RequestCounter()
            samples = SampleReader(manager: manager, status: status, journal: journal, requests: requests)
            surveys = SurveyReader(manager)
            history = SessionHistory(samples)
        }

        /// Adds the routes to a router.
        public func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
            let routes = GuardedRoutes<Context>(
                router: router,
                requests: RequestGuard(
                    access: access,
                    limits: limits,
                    loggedIdentifiers: loggedIdentifiers,
                    counter: requests
                )
            )
            addStatus(to: routes)
            routes.add("openapi.json", [(.get, .read, { _, _, _ in OpenAPIDescription.response })])
            addSessions(to: routes)
            addSession(to: routes)
            addLeases(to: routes)
            addBatches(to: routes)
            addEvents(to: routes)
            addFigures(to: routes)
            addProfile(to: routes)
        }

        /// Adds the dashboard: a page, its scripts and its style.
        ///
        /// The page calls the routes of ``add(to:)``, which the same router must have under the same prefix. The files
        /// need no token; the page asks for one. The view of the profile needs a `SessionHost` as `status`, and the
        /// live feed needs a journal. The charts of the past need ``history`` in the service group.
        ///
        /// ```swift
        /// let group = router.group("internal/sessions")
        /// routes.add(to: group)
        /// routes.addDashboard(to: group)
        /// ```
        public func addDashboard<Context: RequestContext>(to router: some RouterMethods<Context>) {
            DashboardFiles.add(to: router)
        }
    }
#endif

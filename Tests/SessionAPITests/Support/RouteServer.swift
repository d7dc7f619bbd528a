#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import HummingbirdCore
    import Logging
    import NIOCore
    import SessionObservers
    import Sessions

    @testable import SessionAPI

    /// A server with the session routes and the connection guard, for tests.
    struct RouteServer<Value: Codable & Equatable & Sendable> {
        let manager: SessionManager<Value>
        let journal: EventJournal<Value>
        var status: (any SessionStatusSource)?
        var access = HTTPAccess.local
        var limits = HTTPLimits()
        var loggedIdentifiers = IdentifierStyle.short
        var requiresPreconditions = false
        var prefix = ""
        var showsDashboard = false
        var scan = SessionScan()
        /// Called when a request was handled, however that ended.
        var onHandled: (@Sendable () -> Void)?
        var logger = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() })

        init(
            clock: any SessionClock = ManualClock(),
            _ policy: SessionPolicy = SessionPolicy(),
            journal capacity: Int = 100
        ) throws {
            journal = EventJournal(capacity: capacity, clock: clock)
            manager = try SessionManager(policy: policy, observers: [journal], clock: clock)
        }

        func run<R: Sendable>(_ body: @escaping @Sendable (_ port: Int) async throws -> R) async throws -> R {
            let router = Router(context: ServerRequestContext.self)
            router.add(middleware: ProblemMiddleware())
            if let onHandled { router.add(middleware: HandledMiddleware(onHandled: onHandled)) }
            var routes = try SessionRoutes(
                manager,
                status: status,
                journal: journal,
                access: access,
                limits: limits,
                loggedIdentifiers: loggedIdentifiers,
                requiresPreconditions: requiresPreconditions
            )
            routes.scan = scan
            if prefix.isEmpty {
                routes.add(to: router)
                if showsDashboard { routes.addDashboard(to: router) }
            } else {
                let group = router.group(RouterPath(prefix))
                routes.add(to: group)
                if showsDashboard { routes.addDashboard(to: group) }
            }
            let limits = limits
            return try await TestServer.run(
                router,
                server: .guarded(limits),
                logger: logger,
                body
            )
        }
    }

    /// Tells when a request was handled.
    private struct HandledMiddleware<Context: RequestContext>: RouterMiddleware {
        let onHandled: @Sendable () -> Void

        func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            defer { onHandled() }
            return try await next(request, context)
        }
    }

    extension HTTPReply {
        /// The body as JSON.
        var json: JSONSessionValue {
            get throws { JSONSessionValue(try JSONParser.parse(body.utf8, maximumDepth: 512)) }
        }

        /// The kind of problem in the body, without its prefix.
        var problem: String? {
            guard
                self["content-type"] == "application/problem+json", case .object(let members)? = try? json,
                case .string(let type)? = members["type"], members["status"] == .integer(Int64(status))
            else { return nil }
            return type.hasPrefix("urn:problem-type:sessions:")
                ? String(type.dropFirst("urn:problem-type:sessions:".count)) : type
        }
    }

    extension JSONSessionValue {
        /// Returns a member of an object.
        subscript(_ name: String) -> JSONSessionValue? {
            guard case .object(let members) = self else { return nil }
            return members[name]
        }
    }

    extension HTTPConnection {
        /// Sends JSON and reads the response.
        func json(_ method: String, _ path: String, _ body: String) async throws -> HTTPReply {
            try await request(method, path, [("Content-Type", "application/json")], body: body)
        }
    }
#endif

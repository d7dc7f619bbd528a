#if HTTP
    import SessionMiddleware
    import Hummingbird

    /// Adds routes to a router, all behind the same guard, with an answer for every method.
    struct GuardedRoutes<Context: RequestContext> {
        typealias Handler = @Sendable (Request, Context, RequestCall) async throws -> Response

        let router: any RouterMethods<Context>
        let requests: RequestGuard

        private static var methods: [HTTPRequest.Method] {
            // QUERY is a GET with a body, from a draft.
            [.get, .head, .post, .put, .patch, .delete, .options, .trace]
                + [HTTPRequest.Method("QUERY")].compactMap(\.self)
        }

        /// Adds a path with a handler for each of these methods. Every other method is answered with 405.
        ///
        /// - Parameter checksVersions: Whether the handlers check the conditions on the version of a session.
        func add(
            _ path: RouterPath,
            checksVersions: Bool = false,
            _ handlers: [(HTTPRequest.Method, RequestGuard.Requirement, Handler)]
        ) {
            let requests = requests
            var allowed = handlers.map(\.0)
            for (method, requirement, handler) in handlers {
                router.on(path, method: method) { request, context in
                    await requests.respond(
                        to: request,
                        context,
                        requirement,
                        checksVersions: checksVersions,
                        handler
                    )
                }
                guard method == .get, !allowed.contains(.head) else { continue }
                allowed.append(.head)
                router.on(path, method: .head) { request, context in
                    await requests.respond(to: request, context, requirement, handler).createHeadResponse()
                }
            }
            let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            let least = requirement(of: handlers)
            for method in Self.methods where !allowed.contains(method) {
                router.on(path, method: method) { request, context in
                    // Before a page of another origin calls this route, a browser asks without a token.
                    let isPreflight =
                        method == .options && request.headers.contains(.accessControlRequestMethod)
                    // There is no change that could need a condition.
                    return await requests.respond(
                        to: request,
                        context,
                        isPreflight ? .nothing : least,
                        checksVersions: true
                    ) { _, _, _ in
                        throw isPreflight ? .foreignPage : ProblemDetails.methodNotAllowed(list)
                    }
                }
            }
        }

        /// Returns the weakest requirement of the handlers, which a method without a handler needs.
        private func requirement(of handlers: [(HTTPRequest.Method, RequestGuard.Requirement, Handler)])
            -> RequestGuard.Requirement
        {
            handlers.contains { $0.1 == .nothing } ? .nothing : .read
        }
    }
#endif

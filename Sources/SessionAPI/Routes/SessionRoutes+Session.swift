#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/sessions/{id}`.
        func addSession<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            let requests = routes.requests
            routes.add(
                "v1/sessions/:id",
                [
                    (
                        .get, .read,
                        { request, _, call in
                            let id = try Self.id(request)
                            let query = try QueryParameters(request, ["peek"])
                            // A client that can only read must not keep sessions alive.
                            let isPeek = try query.flag("peek") || call.caller?.mayWrite != true
                            guard let session = isPeek ? manager.peek(id) : manager.session(id) else {
                                throw ProblemDetails.sessionNotFound
                            }
                            return try response(session)
                        }
                    ),
                    (
                        .patch, .write,
                        { request, _, call in
                            let id = try Self.id(request)
                            _ = try QueryParameters(request, [])
                            let patch = try await requests.json(
                                request,
                                ["application/merge-patch+json", "application/json"]
                            )
                            let (session, isChanged) = try update(id, by: patch)
                            if isChanged { call.log("changed", id, session.incarnation) }
                            return try response(session)
                        }
                    ),
                    (
                        .delete, .write,
                        { request, _, call in
                            let id = try Self.id(request)
                            _ = try QueryParameters(request, [])
                            guard try manager.delete(id) else { throw ProblemDetails.sessionNotFound }
                            call.log("deleted", id)
                            return Response(status: .noContent)
                        }
                    ),
                ]
            )
        }

        private func response(_ session: Session<Value>) throws -> Response {
            try JSONCoding.response(.ok, SessionBody(session, at: .init(manager.clock)))
        }

        /// Returns the id in the path, as it was sent. The router's parameters are already decoded.
        private static func id(_ request: Request) throws(ProblemDetails) -> String {
            let path = request.uri.path
            let segment = path.split(separator: "/").last ?? ""
            guard let id = PercentEncoding.decode(segment) else {
                throw .malformedIdentifier("percent-encode the UTF-8 of the id in the path")
            }
            return try RouteIdentifier.checked(id)
        }

        /// How often a change is tried when other requests change the session first.
        private static var attempts: Int { 8 }

        /// Changes a session by a merge patch of its ``SessionBody``. Only the value can change.
        ///
        /// The new value is computed outside of the session's lock, and stored only if the old value is still there.
        ///
        /// - Returns: The session, and whether the patch names the value. Without a value nothing changes.
        private func update(_ id: String, by patch: RawJSON) throws -> (Session<Value>, isChanged: Bool) {
            guard case .object(let members) = patch else {
                throw ProblemDetails.malformedBody(
                    "send an object: `{\"value\": …}` with a patch of the value"
                )
            }
            for name in members.keys.sorted() where name != "value" {
                throw ProblemDetails.unchangeableMember(name)
            }
            guard let change = members["value"] else {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                guard let session = manager.session(id) else { throw ProblemDetails.sessionNotFound }
                return (session, false)
            }
            for _ in 0..<Self.attempts {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                guard let old = manager.peek(id) else { throw ProblemDetails.sessionNotFound }
                let value = try NewSession<Value>.checked(
                    try JSONCoding.value(of: old.value).merged(with: change)
                )
                let isTaken = manager.update(id) { present in
                    guard present == old.value else { return false }
                    present = value
                    return true
                }
                guard let isTaken else { continue }
                if isTaken, let session = manager.peek(id) { return (session, true) }
            }
            throw ProblemDetails.changedMeanwhile
        }
    }
#endif

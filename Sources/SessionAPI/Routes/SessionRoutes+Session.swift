#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// `/v1/sessions/{id}`
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
                            // Somebody who may only read must not keep sessions alive.
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

        /// The id in the path. Taken from there as it was sent: the router's parameters are text already.
        private static func id(_ request: Request) throws(ProblemDetails) -> String {
            let path = request.uri.path
            let segment = path.split(separator: "/").last ?? ""
            guard let id = PercentEncoding.decode(segment) else {
                throw .malformedIdentifier("percent-encode its UTF-8 in the path")
            }
            return try SessionIdentifierText.checked(id)
        }

        /// How often a change is tried that others come before.
        private static var attempts: Int { 8 }

        /// Changes a session by a merge patch of what ``SessionBody`` shows, of which only the value may change.
        ///
        /// The new value is made outside of the session's lock, and taken only if the old one is still there.
        ///
        /// - Returns: The session, and whether the patch names the value: what it doesn't name stays as it is.
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

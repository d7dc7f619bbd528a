#if HTTP
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
                            let session = try update(id, by: patch)
                            call.log("changed", id, session.incarnation)
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
            guard let id = PercentEncoding.decode(segment) else { throw .malformedIdentifier }
            return try SessionIdentifierText.checked(id)
        }

        /// How often a change is tried that others come before.
        private static var attempts: Int { 8 }

        /// Changes a session by a merge patch of what ``SessionBody`` shows, of which only the value may change.
        ///
        /// The new value is made outside of the session's lock, and taken only if the old one is still there.
        private func update(_ id: String, by patch: JSONValue) throws -> Session<Value> {
            guard case .object(let members) = patch, members.keys.allSatisfy({ $0 == "value" }) else {
                throw ProblemDetails.malformedBody(
                    "send an object whose one member is `value`: nothing else may change"
                )
            }
            for _ in 0..<Self.attempts {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                guard let old = manager.peek(id) else { throw ProblemDetails.sessionNotFound }
                let value = try NewSession<Value>.checked(
                    try JSONCoding.value(of: old.value).merging(members["value"] ?? .object([:]))
                )
                let isTaken = manager.update(id) { present in
                    guard present == old.value else { return false }
                    present = value
                    return true
                }
                guard let isTaken else { continue }
                if isTaken, let session = manager.peek(id) { return session }
            }
            throw ProblemDetails.changedMeanwhile
        }
    }
#endif

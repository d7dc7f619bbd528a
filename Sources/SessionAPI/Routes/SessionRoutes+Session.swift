#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/sessions/{id}`, and the routes below it.
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
                            if !isPeek { manager.touch(id) }
                            return try response(of: id)
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
                            if try update(id, by: patch) {
                                call.log("changed", id, manager.peek(id)?.incarnation)
                            }
                            return try response(of: id)
                        }
                    ),
                    (
                        .delete, .write,
                        { request, _, call in
                            let id = try Self.id(request)
                            let deletion = try QueryParameters(request, QueryParameters.deletionNames)
                                .deletion()
                            guard try manager.delete(id, reason: deletion.reason, by: deletion.by) else {
                                throw problem(of: id)
                            }
                            call.log("deleted", id, deletion: deletion)
                            return Response(status: .noContent)
                        }
                    ),
                ]
            )
            routes.add(
                "v1/sessions/:id/touch",
                [
                    (
                        .post, .write,
                        { request, _, _ in
                            let id = try Self.id(request, followedBy: "touch")
                            _ = try QueryParameters(request, [])
                            guard manager.touch(id) else {
                                throw manager.isShutDown ? ProblemDetails.shuttingDown : problem(of: id)
                            }
                            return Response(status: .noContent)
                        }
                    )
                ]
            )
            routes.add(
                "v1/sessions/:id/rotate",
                [
                    (
                        .post, .write,
                        { request, _, call in
                            let id = try Self.id(request, followedBy: "rotate")
                            _ = try QueryParameters(request, [])
                            let body = try await requests.json(request, ["application/json"])
                            let session = try rotate(id, try SessionRotation(body))
                            call.log("rotated", session.id, session.incarnation)
                            return try response(of: session.id)
                        }
                    )
                ]
            )
        }

        private func rotate(_ id: String, _ rotation: SessionRotation) throws -> Session<Value> {
            var timeouts: Timeouts?
            if !rotation.timeouts.isEmpty {
                timeouts = rotation.timeouts.applied(to: manager.info(id)?.timeouts) ?? Timeouts()
            }
            let newID = try rotation.id ?? identifiers.next()
            do throws(SessionError) {
                if let session = try manager.rotate(id, to: newID, timeouts: timeouts) { return session }
            } catch {
                throw error.code == .identifierInUse ? ProblemDetails.newIdentifierInUse : .refused(error)
            }
            throw problem(of: id)
        }

        /// Returns the problem of a request for an id without a living session: 410 if the session's end is remembered,
        /// else 404.
        private func problem(of id: String) -> ProblemDetails {
            manager.endOf(id).map(ProblemDetails.sessionEnded) ?? .sessionNotFound
        }

        private func response(of id: String) throws -> Response {
            guard let info = manager.info(id) else { throw problem(of: id) }
            return try JSONCoding.response(.ok, SessionBody(info, at: .init(manager.clock)))
        }

        /// Returns the id in the path, as it was sent. The router's parameters are already decoded.
        ///
        /// - Parameter suffix: The last segment of the path if it isn't the id.
        private static func id(
            _ request: Request,
            followedBy suffix: String? = nil
        ) throws(ProblemDetails) -> String {
            let segments = request.uri.path.split(separator: "/").dropLast(suffix == nil ? 0 : 1)
            guard let id = PercentEncoding.decode(segments.last ?? "") else {
                throw .malformedIdentifier("percent-encode the UTF-8 of the id in the path")
            }
            return try RouteIdentifier.checked(id)
        }

        /// How often a change is tried when other requests change the session first.
        private static var attempts: Int { 8 }

        private static var changeableNames: [String] {
            ["value"] + TimeoutsPatch.names + AttributePatch.names
        }

        /// Changes a session by a merge patch of its ``SessionBody``. Only some members can change.
        ///
        /// The whole patch is checked before anything changes. Then the value, the attributes and the timeouts change one
        /// after the other.
        ///
        /// - Returns: Whether the patch names anything to change. Otherwise it is only an access.
        private func update(_ id: String, by patch: RawJSON) throws -> Bool {
            guard case .object(let members) = patch else {
                throw ProblemDetails.malformedBody(
                    "send an object with the members to change, such as `{\"value\": …}` with a patch of the value"
                )
            }
            for name in members.keys.sorted() where !Self.changeableNames.contains(name) {
                throw ProblemDetails.unchangeableMember(name, Self.changeableNames)
            }
            let attributes = try AttributePatch(members, canRemove: true)
            let timeouts = try TimeoutsPatch(members, canRemove: true)
            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
            guard let info = manager.info(id) else { throw problem(of: id) }
            var merged = info.attributes ?? SessionAttributes()
            attributes.apply(to: &merged)
            try merged.validate()
            if let change = members["value"] { try updateValue(id, by: change) }
            if !attributes.isEmpty { try manager.updateAttributes(id) { attributes.apply(to: &$0) } }
            if !timeouts.isEmpty {
                try manager.setTimeouts(id, timeouts.applied(to: manager.info(id)?.timeouts))
            }
            if members.isEmpty { manager.touch(id) }
            return !members.isEmpty
        }

        /// Changes a session's value by a merge patch.
        ///
        /// The new value is computed outside of the session's lock, and stored only if the old value is still there.
        private func updateValue(_ id: String, by change: RawJSON) throws {
            for _ in 0..<Self.attempts {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                guard let old = manager.peek(id) else { throw problem(of: id) }
                let value = try NewSession<Value>.checked(
                    try JSONCoding.value(of: old.value).merged(with: change)
                )
                let isTaken = try manager.updateWithinLimits(id) { present in
                    guard present == old.value else { return false }
                    present = value
                    return true
                }
                if isTaken == true { return }
            }
            throw ProblemDetails.changedMeanwhile
        }
    }
#endif

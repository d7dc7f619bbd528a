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
                checksVersions: true,
                [
                    (
                        .get, .read,
                        { request, _, call in
                            let id = try Self.id(request)
                            let query = try QueryParameters(request, ["peek"])
                            let conditions = try Preconditions(request)
                            // A client that can only read must not keep sessions alive.
                            let isPeek = try query.flag("peek") || call.caller?.mayWrite != true
                            if !isPeek { manager.touch(id) }
                            return try response(of: id, conditions)
                        }
                    ),
                    (
                        .put, .write,
                        { request, _, call in
                            let id = try RouteIdentifier.checkedNew(Self.id(request))
                            _ = try QueryParameters(request, [])
                            let conditions = try self.conditions(request)
                            let body = try await requests.json(request, ["application/json"])
                            let new = try NewSession<Value>(body, takesID: false)
                            let isNew = try put(new, id, conditions)
                            call.log(isNew ? "created" : "changed", id, manager.peek(id)?.incarnation)
                            return try response(of: id, status: isNew ? .created : .ok)
                        }
                    ),
                    (
                        .patch, .write,
                        { request, _, call in
                            let id = try Self.id(request)
                            _ = try QueryParameters(request, [])
                            let conditions = try self.conditions(request)
                            let patch = try await requests.json(
                                request,
                                ["application/merge-patch+json", "application/json"]
                            )
                            if try update(id, by: patch, conditions) {
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
                            let isDeleted = try change(id, conditions(request)) {
                                version throws(SessionError) in
                                try manager.delete(
                                    id,
                                    ifVersion: version,
                                    reason: deletion.reason,
                                    by: deletion.by
                                )
                            }
                            guard isDeleted else { throw problem(of: id) }
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
        func problem(of id: String) -> ProblemDetails {
            manager.endOf(id).map(ProblemDetails.sessionEnded) ?? .sessionNotFound
        }

        /// Returns the session, or 304 if the client has its version already.
        private func response(
            of id: String,
            _ conditions: Preconditions = .none,
            status: HTTPResponse.Status = .ok
        ) throws -> Response {
            guard let info = manager.info(id) else { throw problem(of: id) }
            var response =
                try conditions.isKnown(info.version)
                ? Response(status: .notModified)
                : JSONCoding.response(status, SessionBody(info, at: .init(manager.clock)))
            response.headers[.eTag] = info.version.entityTag
            return response
        }

        /// Reads the conditions of a change.
        private func conditions(_ request: Request) throws(ProblemDetails) -> Preconditions {
            try Preconditions(request, isRequired: requiresPreconditions)
        }

        /// Makes a change of a session if it meets the conditions.
        ///
        /// - Parameter body: Makes the change if the session has the version that it gets, or any version if it gets
        ///   `nil`.
        private func change<R>(
            _ id: String,
            _ conditions: Preconditions,
            _ body: (SessionVersion?) throws(SessionError) -> R
        ) throws -> R {
            for _ in 0..<Self.attempts {
                guard let present = manager.peek(id)?.version else {
                    // Not `body`, because another request could create the session in between.
                    throw manager.isShutDown ? ProblemDetails.shuttingDown : problem(of: id)
                }
                try conditions.check(present)
                do throws(SessionError) {
                    return try body(conditions.namesVersion ? present : nil)
                } catch {
                    // Another request came first. Its version may meet the conditions, too.
                    guard error.code == .versionMismatch else { throw error }
                }
            }
            throw ProblemDetails.changedMeanwhile
        }

        /// Returns the id in the path, as it was sent. The router's parameters are already decoded.
        ///
        /// - Parameter suffix: The last segment of the path if it isn't the id.
        private static func id(
            _ request: Request,
            followedBy suffix: String? = nil
        ) throws(ProblemDetails) -> String {
            let segments = request.uri.path.split(separator: "/").dropLast(suffix == nil ? 0 : 1)
            return try Self.id(segments.last)
        }

        /// Returns the id in this segment of a path.
        static func id(_ segment: Substring?) throws(ProblemDetails) -> String {
            guard let id = PercentEncoding.decode(segment ?? "") else {
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
        /// after the other. The first of these changes must meet the conditions.
        ///
        /// - Returns: Whether the patch names anything to change. Otherwise it is only an access.
        private func update(_ id: String, by patch: RawJSON, _ conditions: Preconditions) throws -> Bool {
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
            var conditions = conditions
            if let change = members["value"] {
                try updateValue(id, by: change, conditions)
                conditions = .none
            }
            if !attributes.isEmpty {
                _ = try change(id, conditions) { version throws(SessionError) in
                    try manager.updateAttributes(id, ifVersion: version) { attributes.apply(to: &$0) }
                }
                conditions = .none
            }
            if !timeouts.isEmpty {
                _ = try change(id, conditions) { version throws(SessionError) in
                    let new = timeouts.applied(to: manager.info(id)?.timeouts)
                    return try manager.setTimeouts(id, ifVersion: version, new)
                }
            }
            if members.isEmpty {
                try conditions.check(info.version)
                manager.touch(id)
            }
            return !members.isEmpty
        }

        /// Changes a session's value by a merge patch.
        ///
        /// The new value is computed outside of the session's lock, and stored only if the session hasn't changed
        /// meanwhile.
        private func updateValue(_ id: String, by change: RawJSON, _ conditions: Preconditions) throws {
            for _ in 0..<Self.attempts {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                guard let old = manager.peek(id) else { throw problem(of: id) }
                try conditions.check(old.version)
                let value = try NewSession<Value>.checked(
                    try JSONCoding.value(of: old.value).merged(with: change)
                )
                if try replaceValue(of: id, old.version, with: value) { return }
            }
            throw ProblemDetails.changedMeanwhile
        }

        /// Replaces the value if the session still has this version. Returns false if it has changed or ended.
        private func replaceValue(of id: String, _ version: SessionVersion, with value: Value) throws -> Bool
        {
            do {
                try manager.update(id, ifVersion: version) { $0 = value }
                return true
            } catch let error as SessionError where [.versionMismatch, .notFound].contains(error.code) {
                return false
            }
        }

        /// Creates a session, or replaces the value, the attributes and the timeouts of a living one, which keeps its age.
        ///
        /// They change one after the other, as in a patch.
        ///
        /// - Returns: Whether the session is new.
        private func put(
            _ new: NewSession<Value>,
            _ id: String,
            _ conditions: Preconditions
        ) throws -> Bool {
            try new.attributes.validate()
            for _ in 0..<Self.attempts {
                guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                let old = manager.info(id)
                try conditions.check(old?.version)
                guard let old else {
                    if try create(new, id) { return true }
                    continue
                }
                guard try replaceValue(of: id, old.version, with: new.value) else { continue }
                var attributes = old.attributes ?? SessionAttributes()
                attributes.handle = nil
                if attributes != new.attributes {
                    try manager.updateAttributes(id) { $0 = new.attributes }
                }
                if old.timeouts != new.timeouts { try manager.setTimeouts(id, new.timeouts) }
                return false
            }
            throw ProblemDetails.changedMeanwhile
        }

        /// Creates a session, and returns false if another request did so first.
        private func create(_ new: NewSession<Value>, _ id: String) throws -> Bool {
            do throws(SessionError) {
                return try manager.findOrCreate(
                    id,
                    attributes: new.attributes,
                    timeouts: new.timeouts
                ) { new.value }.isNew
            } catch {
                guard error.code == .identifierInUse else { throw error }
                return false
            }
        }
    }
#endif

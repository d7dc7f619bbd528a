#if HTTP
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// How many sessions one request looks at before others have their turn.
        static var scanStep: Int { 16_384 }
        /// How many sessions the page of a listing looks at; it may then be shorter than asked for.
        static var scanLimit: Int { 131_072 }

        /// `/v1/sessions` and `/v1/cleanup`: what is about many sessions, or a new one.
        func addSessions<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            let requests = routes.requests
            routes.add(
                "v1/sessions",
                [
                    (.get, .read, { request, _, _ in try await list(request) }),
                    (
                        .post, .write,
                        { request, _, call in
                            let body = try await requests.json(request, ["application/json"])
                            let (session, change, response) = try create(body, request)
                            call.log(change, session.id, session.incarnation)
                            return response
                        }
                    ),
                    (
                        // To count is to read; what deletes asks for more below.
                        .delete, .read,
                        { request, _, call in
                            let result = try await delete(request, call)
                            if !result.dryRun { call.log("deleted \(result.deleted) sessions by filter") }
                            return try JSONCoding.response(.ok, result)
                        }
                    ),
                ]
            )
            routes.add(
                "v1/cleanup",
                [
                    (
                        .post, .write,
                        { request, _, call in
                            _ = try QueryParameters(request, [])
                            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                            let removed = manager.cleanup()
                            call.log("cleaned up \(removed) sessions")
                            return try JSONCoding.response(
                                .ok,
                                CleanupBody(removed: removed, remaining: manager.count)
                            )
                        }
                    )
                ]
            )
        }

        private func create(
            _ body: JSONValue,
            _ request: Request
        ) throws -> (Session<Value>, String, Response) {
            let query = try QueryParameters(request, ["replace"])
            let new = try NewSession<Value>(body)
            let id = try new.id ?? identifiers.next()
            let replaces = try query.flag("replace")
            let session: Session<Value>
            if replaces {
                session = try manager.create(id, new.value, timeouts: new.timeouts)
            } else {
                // Looked for first, so that the one that is there isn't refreshed by this.
                guard manager.peek(id) == nil else { throw ProblemDetails.sessionExists }
                let found = try manager.findOrCreate(id, timeouts: new.timeouts) { new.value }
                guard found.created else { throw ProblemDetails.sessionExists }
                session = found.session
            }
            var response = try JSONCoding.response(.created, SessionBody(session, at: .init(manager.clock)))
            let path =
                request.uri.path.hasSuffix("/") ? String(request.uri.path.dropLast()) : request.uri.path
            response.headers[.location] = "\(path)/\(PercentEncoding.encode(id))"
            return (session, replaces ? "created or replaced" : "created", response)
        }

        private func list(_ request: Request) async throws -> Response {
            let query = try QueryParameters(
                request,
                ["cursor", "limit", "values"] + QueryParameters.filterNames
            )
            let showsValues = try query.flag("values")
            // With values of 64 KiB each, a longer page would be too much for one response.
            let limit = min(try query.integer("limit", 1...1_000) ?? 100, showsValues ? 100 : 1_000)
            let filter = try query.filter()
            var cursor: SessionCursor?
            if let text = query["cursor"] {
                guard let value = SessionCursor(text) else {
                    throw ProblemDetails.malformedParameter("cursor", "the `next` of the page before")
                }
                cursor = value
            }
            var sessions: [Session<Value>] = []
            var scanned = 0
            repeat {
                let page = manager.sessions(
                    matching: filter,
                    after: cursor,
                    limit: limit - sessions.count,
                    scanLimit: Self.scanStep
                )
                sessions += page.sessions
                cursor = page.next
                scanned += Self.scanStep
                await Task.yield()
            } while cursor != nil && sessions.count < limit && scanned < Self.scanLimit
            let time = SessionBody<Value>.Time(manager.clock)
            return try JSONCoding.response(
                .ok,
                SessionPageBody(
                    sessions: sessions.map { SessionBody($0, at: time, showsValue: showsValues) },
                    next: cursor?.description
                )
            )
        }

        private func delete(_ request: Request, _ call: RequestCall) async throws -> DeletionBody {
            let query = try QueryParameters(request, ["all", "dry_run"] + QueryParameters.filterNames)
            let isDryRun = try query.flag("dry_run")
            guard isDryRun || call.mayWrite else { throw ProblemDetails.readOnly }
            let filter = try query.filter()
            guard try query.flag("all") || !filter.isEmpty else { throw ProblemDetails.filterMissing }
            var matched = 0
            var cursor: SessionCursor?
            repeat {
                if isDryRun {
                    let step = manager.count(matching: filter, after: cursor, scanLimit: Self.scanStep)
                    matched += step.count
                    cursor = step.next
                } else {
                    let step = try manager.delete(matching: filter, after: cursor, scanLimit: Self.scanStep)
                    matched += step.deleted
                    cursor = step.next
                }
                await Task.yield()
            } while cursor != nil
            return DeletionBody(matched: matched, deleted: isDryRun ? 0 : matched, dryRun: isDryRun)
        }
    }
#endif

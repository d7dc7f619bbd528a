#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
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
                            try await delete(request, call)
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
            _ body: RawJSON,
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
                try Task.checkCancellation()
                let page = manager.sessions(
                    matching: filter,
                    after: cursor,
                    limit: limit - sessions.count,
                    scanLimit: scan.step
                )
                sessions += page.sessions
                cursor = page.next
                scanned += scan.step
                await scan.pause()
            } while cursor != nil && sessions.count < limit && scanned < scan.limit
            let time = SessionBody<Value>.Time(manager.clock)
            return try JSONCoding.response(
                .ok,
                SessionPageBody(
                    sessions: sessions.map { SessionBody($0, at: time, showsValue: showsValues) },
                    next: cursor?.description
                )
            )
        }

        private func delete(_ request: Request, _ call: RequestCall) async throws -> Response {
            let query = try QueryParameters(request, ["all", "dry_run"] + QueryParameters.filterNames)
            let isDryRun = try query.flag("dry_run")
            guard isDryRun || call.mayWrite else { throw ProblemDetails.readOnly }
            let filter = try query.flag("all") ? query.filter() : query.narrowingFilter()
            if isDryRun { return try await count(filter, for: request) }
            // What was asked for is done to its end, whether or not the client waits for it.
            var deleted = 0
            var cursor: SessionCursor?
            repeat {
                let step = try manager.delete(matching: filter, after: cursor, scanLimit: scan.step)
                deleted += step.deleted
                cursor = step.next
                await scan.pause()
            } while cursor != nil
            call.log("deleted \(deleted) sessions by filter")
            return try JSONCoding.response(
                .ok,
                DeletionBody(matched: deleted, deleted: deleted, dryRun: false)
            )
        }

        /// Counts, beyond the limit of a scan only as long as the client is there. To see it go takes what it sends
        /// on this connection, so that no other request can follow.
        private func count(_ filter: SessionFilter, for request: Request) async throws -> Response {
            let begun = try await count(filter, after: nil, limit: scan.limit)
            var matched = begun.count
            if let cursor = begun.next {
                matched += try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await count(filter, after: cursor).count
                }
            }
            var response = try JSONCoding.response(
                .ok,
                DeletionBody(matched: matched, deleted: 0, dryRun: true)
            )
            if begun.next != nil { response.headers[.connection] = "close" }
            return response
        }

        /// Counts step by step.
        ///
        /// - Throws: `CancellationError` before the next step, once the task is cancelled.
        private func count(
            _ filter: SessionFilter,
            after start: SessionCursor?,
            limit: Int = .max
        ) async throws -> (count: Int, next: SessionCursor?) {
            var (matched, scanned) = (0, 0)
            var cursor = start
            repeat {
                try Task.checkCancellation()
                let step = manager.count(matching: filter, after: cursor, scanLimit: scan.step)
                matched += step.count
                cursor = step.next
                scanned += scan.step
                await scan.pause()
            } while cursor != nil && scanned < limit
            return (matched, cursor)
        }
    }
#endif

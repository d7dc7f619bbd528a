#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/sessions` and `/v1/cleanup`, the routes for many sessions and for new ones.
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
                        // A dry run only reads; deleting needs more rights, which `delete` checks.
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
                            call.log("cleaned up \(removed) \(removed == 1 ? "session" : "sessions")")
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
                session = try manager.create(
                    id,
                    new.value,
                    attributes: new.attributes,
                    timeouts: new.timeouts
                )
            } else {
                // Peeks first, so that an existing session isn't refreshed.
                guard manager.peek(id) == nil else { throw ProblemDetails.sessionExists }
                let found = try manager.findOrCreate(
                    id,
                    attributes: new.attributes,
                    timeouts: new.timeouts
                ) { new.value }
                guard found.isNew else { throw ProblemDetails.sessionExists }
                session = found.session
            }
            // The manager assigned a handle, unless another request has ended or replaced the session by now.
            let info = manager.info(id)
            let kept = info?.session.incarnation == session.incarnation ? info?.attributes : new.attributes
            var response = try JSONCoding.response(
                .created,
                SessionBody(session, kept, new.timeouts, at: .init(manager.clock))
            )
            let path =
                request.uri.path.hasSuffix("/") ? String(request.uri.path.dropLast()) : request.uri.path
            response.headers[.eTag] = session.version.entityTag
            response.headers[.location] = "\(path)/\(PercentEncoding.encode(id))"
            return (session, replaces ? "created or replaced" : "created", response)
        }

        private func list(_ request: Request) async throws -> Response {
            let query = try QueryParameters(
                request,
                ["cursor", "limit", "values"] + QueryParameters.filterNames
            )
            let showsValues = try query.flag("values")
            // With values of 64 KiB each, a longer page would make the response too large.
            let limit = min(try query.integer("limit", 1...1_000) ?? 100, showsValues ? 100 : 1_000)
            let filter = try query.filter()
            var cursor: SessionCursor?
            if let text = query["cursor"] {
                guard let value = SessionCursor(text) else {
                    throw ProblemDetails.malformedParameter("cursor", "the `next` of the previous page")
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
            let time = TimeReading(manager.clock)
            return try JSONCoding.response(
                .ok,
                SessionPageBody(
                    // A session that has ended since it was found is left out.
                    sessions: sessions.compactMap { manager.info($0.id) }.map {
                        SessionBody($0, at: time, showsValue: showsValues)
                    },
                    next: cursor?.description
                )
            )
        }

        private func delete(_ request: Request, _ call: RequestCall) async throws -> Response {
            let query = try QueryParameters(
                request,
                ["all", "dry_run", "handle"] + QueryParameters.deletionNames + QueryParameters.filterNames
            )
            let isDryRun = try query.flag("dry_run")
            guard isDryRun || call.mayWrite else { throw ProblemDetails.readOnly }
            let deletion = try query.deletion()
            if let (handle, owner) = try query.handle() {
                return try delete(handle, of: owner, deletion, isDryRun: isDryRun, call)
            }
            let filter = try query.flag("all") ? query.filter() : query.narrowingFilter()
            if isDryRun { return try await count(filter, for: request) }
            // The deletion continues to its end, even if the client leaves.
            var deleted = 0
            var cursor: SessionCursor?
            repeat {
                let step = try manager.delete(
                    matching: filter,
                    after: cursor,
                    scanLimit: scan.step,
                    reason: deletion.reason,
                    by: deletion.by
                )
                deleted += step.deleted
                cursor = step.next
                await scan.pause()
            } while cursor != nil
            call.log(
                "deleted \(deleted) \(deleted == 1 ? "session" : "sessions") by filter",
                deletion: deletion
            )
            return try JSONCoding.response(
                .ok,
                DeletionBody(matched: deleted, deleted: deleted, dryRun: false)
            )
        }

        /// Deletes the owner's session with this handle. Another owner's session is answered as if it didn't exist.
        private func delete(
            _ handle: SessionHandle,
            of owner: String,
            _ deletion: DeletionDetails,
            isDryRun: Bool,
            _ call: RequestCall
        ) throws -> Response {
            if isDryRun {
                guard manager.summaries(in: .owner(owner)).contains(where: { $0.handle == handle }) else {
                    throw ProblemDetails.sessionNotFound
                }
            } else {
                let isDeleted = try manager.delete(
                    handle: handle,
                    owner: owner,
                    reason: deletion.reason,
                    by: deletion.by
                )
                guard isDeleted else { throw ProblemDetails.sessionNotFound }
                call.log("deleted the session with the handle \(handle)", deletion: deletion)
            }
            return try JSONCoding.response(
                .ok,
                DeletionBody(matched: 1, deleted: isDryRun ? 0 : 1, dryRun: isDryRun)
            )
        }

        /// Counts sessions. Beyond the limit of a scan it stops when the client leaves. To notice that, it must read
        /// what the client sends on this connection, so no other request can follow.
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

        /// Counts sessions in steps.
        ///
        /// - Throws: `CancellationError` before the next step if the task is cancelled.
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

    /// The steps in which a request scans a manager that may have millions of sessions.
    struct SessionScan: Sendable {
        /// The number of sessions in one step, after which other tasks run.
        var step = 16_384
        /// The number of sessions that a page of a listing scans; the page may then be shorter than its limit. A count
        /// that scans more ends when its client leaves.
        var limit = 131_072
        /// Lets other tasks run between two steps.
        var pause: @Sendable () async -> Void = { await Task.yield() }
    }
#endif

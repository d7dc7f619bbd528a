#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/touch` and `/v1/delete`, the routes for sessions by a list of their ids. They are not under
        /// `/v1/sessions`, where any name is an id.
        func addBatches<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            let requests = routes.requests
            routes.add(
                "v1/touch",
                [
                    (
                        .post, .write,
                        { request, _, _ in
                            _ = try QueryParameters(request, [])
                            let batch = try SessionBatch(
                                try await requests.json(request, ["application/json"])
                            )
                            let missing = batch.missing { manager.touch($0) }
                            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                            return try JSONCoding.response(
                                .ok,
                                TouchedBody(touched: batch.ids.count - missing.count, notFound: missing)
                            )
                        }
                    )
                ]
            )
            routes.add(
                "v1/delete",
                [
                    (
                        .post, .write,
                        { request, _, call in
                            let deletion = try QueryParameters(request, QueryParameters.deletionNames)
                                .deletion()
                            let batch = try SessionBatch(
                                try await requests.json(request, ["application/json"])
                            )
                            let missing = try batch.missing { id throws(SessionError) in
                                let isDeleted = try manager.delete(
                                    id,
                                    reason: deletion.reason,
                                    by: deletion.by
                                )
                                if isDeleted { call.log("deleted", id, deletion: deletion) }
                                return isDeleted
                            }
                            return try JSONCoding.response(
                                .ok,
                                DeletedBody(deleted: batch.ids.count - missing.count, notFound: missing)
                            )
                        }
                    )
                ]
            )
        }
    }

    /// The result of a touch of several sessions.
    private struct TouchedBody: Encodable {
        let touched: Int
        let notFound: [String]

        enum CodingKeys: String, CodingKey {
            case touched
            case notFound = "not_found"
        }
    }

    /// The result of a deletion of several sessions.
    private struct DeletedBody: Encodable {
        let deleted: Int
        let notFound: [String]

        enum CodingKeys: String, CodingKey {
            case deleted
            case notFound = "not_found"
        }
    }
#endif

#if HTTP
    import HTTPTypes
    import Hummingbird
    import SessionMiddleware
    import Sessions

    extension SessionRoutes {
        /// The maximum time that a request may wait for an exclusive lease, in seconds.
        static var maximumLeaseWait: Int { 60 }

        /// Adds `/v1/sessions/{id}/leases` and `/v1/sessions/{id}/leases/{lease}`.
        func addLeases<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            let requests = routes.requests
            routes.add(
                "v1/sessions/:id/leases",
                [
                    (
                        .post, .write,
                        { request, _, call in
                            let (id, _) = try Self.leasePath(request, hasLease: false)
                            let query = try QueryParameters(request, ["wait_seconds"])
                            let wait = try query.integer("wait_seconds", 0...Self.maximumLeaseWait) ?? 0
                            let answer: @Sendable (Request) async throws -> Response = { request in
                                let new = try await NewLease(request, requests)
                                return try await begin(id, new, wait, request, call)
                            }
                            return try await wait == 0 ? answer(request) : waiting(request, answer)
                        }
                    )
                ]
            )
            routes.add(
                "v1/sessions/:id/leases/:lease",
                [
                    (
                        .put, .write,
                        { request, _, _ in
                            let (id, lease) = try Self.leasePath(request, hasLease: true)
                            _ = try QueryParameters(request, [])
                            let new = try await NewLease(request, requests, isRenewal: true)
                            guard leases.renew(lease, of: id, for: new.time) else {
                                throw missing(lease, of: id)
                            }
                            return try JSONCoding.response(.ok, LeaseBody<Value>(lease, new, session: nil))
                        }
                    ),
                    (
                        .delete, .write,
                        { request, _, _ in
                            let (id, lease) = try Self.leasePath(request, hasLease: true)
                            _ = try QueryParameters(request, [])
                            guard leases.end(lease, of: id) else { throw missing(lease, of: id) }
                            return Response(status: .noContent)
                        }
                    ),
                ]
            )
        }

        /// Answers a request that may wait, and stops when the client leaves. To notice that, the server must read what the
        /// client sends on this connection, so no other request can follow.
        private func waiting(
            _ request: Request,
            _ answer: @Sendable (Request) async throws -> Response
        ) async throws -> Response {
            do {
                var response = try await request.body.consumeWithCancellationOnInboundClose { body in
                    var request = request
                    request.body = body
                    return try await answer(request)
                }
                response.headers[.connection] = "close"
                return response
            } catch {
                let refusal = (error as? SessionError).map(ProblemDetails.refused)
                guard var problem = refusal ?? error as? ProblemDetails else { throw error }
                problem.headers[.connection] = "close"
                throw problem
            }
        }

        private func begin(
            _ id: String,
            _ new: NewLease,
            _ wait: Int,
            _ request: Request,
            _ call: RequestCall
        ) async throws -> Response {
            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
            let begun: (lease: String, session: Session<Value>)
            do {
                let contention: LeaseContention = wait == 0 ? .refuse : .wait(upTo: .seconds(wait))
                begun = try await leases.begin(
                    id,
                    exclusive: new.isExclusive ? contention : nil,
                    for: new.time
                )
            } catch let error as SessionError where error.code == .notFound {
                throw problem(of: id)
            }
            if Task.isCancelled {
                // The client has left without the id of the lease, so no request could end it.
                _ = leases.end(begun.lease, of: id)
                throw CancellationError()
            }
            call.log(new.isExclusive ? "leased exclusively" : "leased", id, begun.session.incarnation)
            let info = manager.info(id)
            let time = TimeReading(manager.clock)
            let session = SessionBody(
                begun.session,
                info?.attributes,
                info?.timeouts,
                leases: info?.leases ?? 0,
                at: time
            )
            var response = try JSONCoding.response(.created, LeaseBody(begun.lease, new, session: session))
            response.headers[.location] = "\(request.uri.path)/\(begun.lease)"
            return response
        }

        /// Returns the session's id in the path, as it was sent, and the lease's id.
        private static func leasePath(
            _ request: Request,
            hasLease: Bool
        ) throws(ProblemDetails) -> (id: String, lease: String) {
            let segments = request.uri.path.split(separator: "/")
            return (
                try id(segments.dropLast(hasLease ? 2 : 1).last),
                hasLease ? PercentEncoding.decode(segments.last ?? "") ?? "" : ""
            )
        }

        /// Returns the problem of a request for a lease that is not in force.
        private func missing(_ lease: String, of id: String) -> ProblemDetails {
            if manager.isShutDown { return .shuttingDown }
            return manager.peek(id) == nil ? problem(of: id) : .leaseNotFound
        }
    }

    /// A client's request for a lease, or for more time.
    struct NewLease {
        let isExclusive: Bool
        let time: Duration

        /// Reads the request's body, which may be missing.
        ///
        /// - Parameter isRenewal: Whether only the time can be given.
        init(_ request: Request, _ requests: RequestGuard, isRenewal: Bool = false) async throws {
            let body = try await requests.optionalJSON(request, ["application/json"])
            guard case .object(let members) = body ?? .object([:]) else {
                throw ProblemDetails.malformedBody("send an object, such as `{\"ttl_seconds\": 30}`")
            }
            let known = isRenewal ? ["ttl_seconds"] : ["exclusive", "ttl_seconds"]
            for name in members.keys.sorted() where !known.contains(name) {
                throw ProblemDetails.unknownMember(name, known)
            }
            switch members["exclusive"] {
            case nil: isExclusive = false
            case .boolean(let flag)?: isExclusive = flag
            default: throw ProblemDetails.malformedBody("`exclusive` must be true or false")
            }
            let time = try MemberReader(canRemove: false).seconds("ttl_seconds", members)?.content
            self.time = time ?? .seconds(30)
            guard Self.times.contains(self.time) else {
                throw ProblemDetails.malformedBody("`ttl_seconds` is a number of seconds from 0.1 to 3600")
            }
        }

        /// The times that a lease may last without being renewed.
        private static var times: ClosedRange<Duration> { .milliseconds(100)...(.seconds(3_600)) }
    }

    /// A lease in a response.
    struct LeaseBody<Value: Encodable & Sendable>: Encodable {
        let lease: String
        let ttlSeconds: Double
        /// `nil` in the answer to a renewal.
        let isExclusive: Bool?
        let session: SessionBody<Value>?

        enum CodingKeys: String, CodingKey {
            case lease, session
            case ttlSeconds = "ttl_seconds"
            case isExclusive = "exclusive"
        }

        init(_ lease: String, _ new: NewLease, session: SessionBody<Value>?) {
            self.lease = lease
            self.session = session
            ttlSeconds = new.time.inSeconds
            isExclusive = session == nil ? nil : new.isExclusive
        }
    }
#endif

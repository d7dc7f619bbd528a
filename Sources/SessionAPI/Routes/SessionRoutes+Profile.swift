#if HTTP
    import Hummingbird
    import SessionMiddleware
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/profile`, `/v1/policy-impact` and `/v1/access`.
        func addProfile<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            routes.add(
                "v1/profile",
                [
                    (
                        .get, .read,
                        { request, _, call in
                            _ = try QueryParameters(request, [])
                            guard let source = status as? any ProfileStatusSource else {
                                throw ProblemDetails.noProfile
                            }
                            // Names of variables help an attacker, and a client that only reads can't set them.
                            let json = await source.profileStatus(showsPlaces: call.mayWrite)
                            return Response(
                                status: .ok,
                                headers: [.contentType: "application/json"],
                                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
                            )
                        }
                    )
                ]
            )
            routes.add(
                "v1/policy-impact",
                [(.get, .read, { request, _, _ in try await policyImpact(request) })]
            )
            routes.add(
                "v1/access",
                [
                    (
                        .get, .read,
                        { request, _, call in
                            _ = try QueryParameters(request, [])
                            return try JSONCoding.response(
                                .ok,
                                AccessBody(
                                    caller: call.caller?.rawValue,
                                    mayWrite: call.mayWrite,
                                    requiresToken: !access.isOpen
                                )
                            )
                        }
                    )
                ]
            )
        }

        private func policyImpact(_ request: Request) async throws -> Response {
            let query = try QueryParameters(request, ["idle_timeout_seconds", "lifetime_seconds"])
            var policy = manager.policy
            if let idle = try Self.timeout("idle_timeout_seconds", query) { policy.idleTimeout = idle }
            if let lifetime = try Self.timeout("lifetime_seconds", query) { policy.lifetime = lifetime }
            return try JSONCoding.response(
                .ok,
                PolicyImpactBody(
                    sessions: manager.count,
                    ending: await surveys.sessionsPastDeadline(under: policy)
                )
            )
        }

        private static func timeout(
            _ name: String,
            _ query: QueryParameters
        ) throws(ProblemDetails) -> Duration? {
            guard let timeout = try query.seconds(name) else { return nil }
            guard timeout >= .milliseconds(1) else {
                throw .malformedParameter(
                    name,
                    "a number of seconds from 0.001 to \(QueryParameters.maximumSeconds)"
                )
            }
            return timeout
        }
    }

    /// The body of `/v1/policy-impact`.
    private struct PolicyImpactBody: Encodable {
        let sessions: Int
        /// The number of living sessions that would end at once.
        let ending: Int
    }

    /// The body of `/v1/access`.
    private struct AccessBody: Encodable {
        let caller: String?
        let mayWrite: Bool
        let requiresToken: Bool

        enum CodingKeys: String, CodingKey {
            case caller
            case mayWrite = "may_write"
            case requiresToken = "requires_token"
        }
    }
#endif

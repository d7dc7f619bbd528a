#if HTTP
    public import Hummingbird
    public import Sessions

    /// A handler can throw the error of a manager: a limit becomes the response 429 or 503, with `Retry-After`.
    ///
    /// | code | response | type of the problem |
    /// | --- | --- | --- |
    /// | `ownerLimitReached` | 429 | `urn:problem-type:sessions:owner-limit-reached` |
    /// | `createRateExceeded` | 429 | `urn:problem-type:sessions:create-rate-exceeded` |
    /// | `capacityReached` | 503 | `urn:problem-type:sessions:capacity-reached` |
    /// | `shutDown` | 503 | `urn:problem-type:sessions:shutting-down` |
    ///
    /// All other codes are mistakes in the program or its settings, and become 500, as other errors do.
    extension SessionError: HTTPResponseError {
        /// The status of the response.
        public var status: HTTPResponse.Status {
            ProblemDetails.unavailable(self)?.status ?? .internalServerError
        }

        /// Returns the response to a request that a limit refuses, or throws the error itself if it has another reason.
        public func response(from request: Request, context: some RequestContext) throws -> Response {
            guard let problem = ProblemDetails.unavailable(self) else { throw self }
            return try problem.response(from: request, context: context)
        }
    }
#endif

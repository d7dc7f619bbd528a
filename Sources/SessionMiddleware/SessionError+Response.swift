#if HTTP
    public import Hummingbird
    public import Sessions

    /// A handler can throw an error of the manager. The error of a limit becomes the response 413, 429 or 503, a session
    /// in use 409, and a session that ended during the call 410. The responses 409, 429 and 503 have `Retry-After`. A change
    /// that states another version than the session has becomes 412; the problem's member `version` is the one that it has.
    ///
    /// | code | response | type of the problem |
    /// | --- | --- | --- |
    /// | `ownerLimitReached` | 429 | `urn:problem-type:sessions:owner-limit-reached` |
    /// | `createRateExceeded` | 429 | `urn:problem-type:sessions:create-rate-exceeded` |
    /// | `capacityReached` | 503 | `urn:problem-type:sessions:capacity-reached` |
    /// | `byteLimitReached` | 503 | `urn:problem-type:sessions:byte-limit-reached` |
    /// | `valueTooLarge` | 413 | `urn:problem-type:sessions:value-too-large` |
    /// | `sessionBusy` | 409 | `urn:problem-type:sessions:session-busy` |
    /// | `sessionEnded` | 410 | `urn:problem-type:sessions:session-ended` |
    /// | `versionMismatch` | 412 | `urn:problem-type:sessions:version-mismatch` |
    /// | `shutDown` | 503 | `urn:problem-type:sessions:shutting-down` |
    ///
    /// All other codes are mistakes in the program or its settings, and become 500, as other errors do.
    extension SessionError: HTTPResponseError {
        /// The status of the response.
        public var status: HTTPResponse.Status {
            problem?.status ?? .internalServerError
        }

        private var problem: ProblemDetails? {
            presentVersion.map(ProblemDetails.sessionChanged) ?? .unavailable(self)
        }

        /// Returns the response to a request that a version, a limit or the shutdown refuses, and throws any other error
        /// itself.
        public func response(from request: Request, context: some RequestContext) throws -> Response {
            guard let problem else { throw self }
            return try problem.response(from: request, context: context)
        }
    }
#endif

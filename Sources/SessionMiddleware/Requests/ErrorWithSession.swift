#if HTTP
    import HTTPTypes
    import Hummingbird

    /// A handler's error with the headers that give the client its new session id.
    ///
    /// It wraps the error of a handler that created, rotated or ended a session before it threw.
    struct ErrorWithSession: HTTPResponseError, CustomStringConvertible {
        let error: any Error
        private let headers: HTTPFields

        init(_ error: any Error, headers: HTTPFields) {
            self.error = error
            self.headers = headers
        }

        var status: HTTPResponse.Status { (error as? any HTTPResponseError)?.status ?? .internalServerError }

        func response(from request: Request, context: some RequestContext) throws -> Response {
            var response =
                try (error as? any HTTPResponseError)?.response(from: request, context: context)
                ?? Response(status: .internalServerError)
            response.headers.append(contentsOf: headers)
            return response
        }

        var description: String { "\(error)" }
    }
#endif

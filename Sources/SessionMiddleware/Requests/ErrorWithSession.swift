#if HTTP
    import Hummingbird

    /// A handler's error with the headers that its response needs because of the session.
    ///
    /// It wraps the error of a handler that looked at the session before it threw.
    struct ErrorWithSession: HTTPResponseError, CustomStringConvertible {
        let error: any Error
        private let state: RequestSessionState

        init(_ error: any Error, _ state: RequestSessionState) {
            self.error = error
            self.state = state
        }

        var status: HTTPResponse.Status { (error as? any HTTPResponseError)?.status ?? .internalServerError }

        func response(from request: Request, context: some RequestContext) throws -> Response {
            // The client must get its cookie, even if the error has no response of its own.
            var response =
                (try? (error as? any HTTPResponseError)?.response(from: request, context: context))
                ?? Response(status: .internalServerError)
            state.writeHeaders(to: &response.headers)
            return response
        }

        var description: String { "\(error)" }
    }
#endif

#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import SessionObservers
    import Sessions

    /// Checks the sender, its rights, the headers and the body before a handler runs. Every failure becomes a problem.
    struct RequestGuard: Sendable {
        /// The rights that a route needs.
        enum Requirement {
            /// None, for probes.
            case nothing
            /// The right to read.
            case read
            /// The right to change something.
            case write
        }

        let access: HTTPAccess
        let limits: HTTPLimits
        let loggedIdentifiers: IdentifierStyle
        let counter: RequestCounter

        /// - Parameter checksVersions: Whether the handler checks the conditions on the version of a session.
        func respond<Context: RequestContext>(
            to request: Request,
            _ context: Context,
            _ requirement: Requirement,
            checksVersions: Bool = false,
            _ handler: @Sendable (Request, Context, RequestCall) async throws -> Response
        ) async -> Response {
            counter.increment()
            var response: Response
            do {
                let call = RequestCall(
                    try caller(of: request, context, requirement),
                    context,
                    loggedIdentifiers
                )
                try checkConditions(of: request, exceptVersions: checksVersions)
                response = try await handler(request, context, call)
            } catch let error as SessionError {
                // This comes before other errors with a response, because the API's own problem says more.
                response = Self.response(ProblemDetails.refused(error), request, context)
            } catch let error as any HTTPResponseError {
                response = Self.response(error, request, context)
            } catch is CancellationError {
                // Either the client is gone, or the server is stopping.
                response = Self.response(ProblemDetails.shuttingDown, request, context)
            } catch {
                context.logger.error("[HTTP] a request failed: \("\(error)".printable)")
                response = Self.response(ProblemDetails.internalError, request, context)
            }
            response.headers[.cacheControl] = "no-store"
            response.headers[.xContentTypeOptions] = "nosniff"
            return response
        }

        private func caller(
            of request: Request,
            _ context: some RequestContext,
            _ requirement: Requirement
        ) throws(ProblemDetails) -> HTTPAccess.Caller? {
            switch requirement {
            case .nothing:
                return try? access.caller(of: request, in: context)
            case .read:
                return try access.caller(of: request, in: context)
            case .write:
                let caller = try access.caller(of: request, in: context)
                guard caller.mayWrite else { throw .readOnly }
                return caller
            }
        }

        /// Refuses conditions that the handler doesn't check: a change must not be made without its condition. A read may
        /// ignore `If-None-Match`. `If-Match: *` is true for any session.
        private func checkConditions(
            of request: Request,
            exceptVersions: Bool
        ) throws(ProblemDetails) {
            guard ![.get, .head, .options].contains(request.method) else { return }
            let names: [HTTPField.Name] =
                exceptVersions ? [.ifUnmodifiedSince] : [.ifMatch, .ifNoneMatch, .ifUnmodifiedSince]
            for name in names {
                guard let value = request.headers[name] else { continue }
                guard name == .ifMatch, value.filter({ $0 != " " }) == "*" else {
                    throw .conditionNotMet(name.rawName)
                }
            }
        }

        private static func response(
            _ error: any HTTPResponseError,
            _ request: Request,
            _ context: some RequestContext
        ) -> Response {
            (try? error.response(from: request, context: context))
                ?? Response(status: .internalServerError)
        }

        /// Reads the body of a request as JSON.
        // The optimiser of Swift 6.3 crashes if it inlines this into a handler.
        @inline(never)
        func json(_ request: Request, _ mediaTypes: [String]) async throws -> RawJSON {
            try Self.checkForm(request, mediaTypes)
            return try JSONCoding.value(of: try await body(of: request))
        }

        /// Does the same for a route that works without a body, and returns `nil` if there is none.
        @inline(never)
        func optionalJSON(_ request: Request, _ mediaTypes: [String]) async throws -> RawJSON? {
            let body = try await body(of: request)
            if body.readableBytes == 0 { return nil }
            try Self.checkForm(request, mediaTypes)
            return try JSONCoding.value(of: body)
        }

        /// Checks the headers that describe the body.
        private static func checkForm(_ request: Request, _ mediaTypes: [String]) throws(ProblemDetails) {
            let parts = (request.headers[.contentType] ?? "").split(separator: ";").map { part in
                part.lowercased().filter { !" \t\"".contains($0) }
            }
            guard let type = parts.first, mediaTypes.contains(type) else {
                throw ProblemDetails.unsupportedMediaType(mediaTypes)
            }
            for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
                guard parameter == "charset=utf-8" else { throw ProblemDetails.charset }
            }
            guard ["", "identity"].contains((request.headers[.contentEncoding] ?? "").lowercased()) else {
                throw ProblemDetails.contentEncoding
            }
        }

        /// Reads the body within the limits of size and time.
        ///
        /// A client that stops sending is not handled here: the server closes its connection.
        private func body(of request: Request) async throws -> ByteBuffer {
            let length = request.headers[.contentLength].flatMap { Int($0) }
            guard length ?? 0 <= limits.maximumBodyBytes else {
                throw ProblemDetails.bodyTooLarge(limits.maximumBodyBytes)
            }
            let deadline = ContinuousClock.now.advanced(by: limits.requestTimeout)
            var body = ByteBuffer()
            var pieces = request.body.makeAsyncIterator()
            while true {
                let piece: ByteBuffer?
                do {
                    piece = try await pieces.next()
                } catch {
                    // The client is gone, or the chunks are malformed.
                    throw ProblemDetails.incompleteBody
                }
                guard var piece else { break }
                guard body.readableBytes + piece.readableBytes <= limits.maximumBodyBytes else {
                    throw ProblemDetails.bodyTooLarge(limits.maximumBodyBytes)
                }
                guard ContinuousClock.now < deadline else { throw ProblemDetails.tooSlow }
                body.writeBuffer(&piece)
            }
            // The stream of a closed connection may end like that of a complete request.
            guard length == nil || length == body.readableBytes else { throw ProblemDetails.incompleteBody }
            return body
        }
    }
#endif

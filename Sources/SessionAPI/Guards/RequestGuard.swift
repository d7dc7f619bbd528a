#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import Sessions

    /// Stands before a handler: who calls, what the caller may do, what the body may be. Every failure leaves as
    /// a problem.
    struct RequestGuard: Sendable {
        /// What a route lets in.
        enum Requirement {
            /// Anybody who reaches the server: for probes.
            case nothing
            /// Whoever may read.
            case read
            /// Whoever may change something.
            case write
        }

        let access: HTTPAccess
        let limits: HTTPLimits

        func respond<Context: RequestContext>(
            to request: Request,
            _ context: Context,
            _ requirement: Requirement,
            _ handler: @Sendable (Request, Context, RequestCall) async throws -> Response
        ) async -> Response {
            var response: Response
            do {
                let call = RequestCall(try caller(of: request, context, requirement), context)
                try checkConditions(of: request)
                response = try await handler(request, context, call)
            } catch let error as any HTTPResponseError {
                response = Self.response(error, request, context)
            } catch let error as SessionError {
                response = Self.response(ProblemDetails.refused(error), request, context)
            } catch is CancellationError {
                // Either the client has gone, and nobody reads this, or the server waits no longer.
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

        /// Sessions have no `ETag` yet, so a condition on one can't be met. What is asked for under a condition must
        /// not be done without it. A read may ignore `If-None-Match`; `If-Match: *` holds wherever there is a route.
        private func checkConditions(of request: Request) throws(ProblemDetails) {
            guard ![.get, .head, .options].contains(request.method) else { return }
            for name in [HTTPField.Name.ifMatch, .ifNoneMatch, .ifUnmodifiedSince] {
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

        /// The body of a request, as JSON.
        func json(_ request: Request, _ mediaTypes: [String]) async throws -> RawJSON {
            let parts = (request.headers[.contentType] ?? "").split(separator: ";").map { part in
                part.lowercased().filter { !" \t\"".contains($0) }
            }
            guard let type = parts.first, mediaTypes.contains(type) else {
                throw ProblemDetails.mediaType(mediaTypes)
            }
            for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
                guard parameter == "charset=utf-8" else { throw ProblemDetails.charset }
            }
            guard ["", "identity"].contains((request.headers[.contentEncoding] ?? "").lowercased()) else {
                throw ProblemDetails.contentEncoding
            }
            return try JSONCoding.value(of: try await body(of: request))
        }

        /// Reads the body as far as the limits allow, in size and in time.
        ///
        /// A client that sends nothing more is no concern of this: its connection is closed for being idle.
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
                    // The client went away, or sent no chunks.
                    throw ProblemDetails.incompleteBody
                }
                guard var piece else { break }
                guard body.readableBytes + piece.readableBytes <= limits.maximumBodyBytes else {
                    throw ProblemDetails.bodyTooLarge(limits.maximumBodyBytes)
                }
                guard ContinuousClock.now < deadline else { throw ProblemDetails.tooSlow }
                body.writeBuffer(&piece)
            }
            // The stream of a connection that was closed may end as that of a request that was read does.
            guard length == nil || length == body.readableBytes else { throw ProblemDetails.incompleteBody }
            return body
        }
    }
#endif

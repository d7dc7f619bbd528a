#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// The problems of the routes and the server.
    extension ProblemDetails {
        // MARK: Access

        static let tokenMissing = kind(
            "token-missing",
            .unauthorized,
            "Token required",
            "send the header `Authorization: Bearer` with the token that the server was started with",
            headers: [.wwwAuthenticate: #"Bearer realm="sessions""#]
        )

        static let tokenWrong = kind(
            "token-wrong",
            .unauthorized,
            "Wrong token",
            "send the token that the server was started with",
            headers: [.wwwAuthenticate: #"Bearer realm="sessions", error="invalid_token""#]
        )

        static let readOnly = kind(
            "read-only-token",
            .forbidden,
            "Read-only token",
            "this token can only read; use the server's other token to change anything"
        )

        static let foreignPeer = kind(
            "foreign-peer",
            .forbidden,
            "Request from another machine",
            "without a token the server answers only programs on its own machine; set SESSION_HTTP_TOKEN, or "
                + "give HTTPAccess a token"
        )

        static let unknownPeer = kind(
            "unknown-peer",
            .forbidden,
            "Unknown sender",
            "without a token the server must know the address of the sender; set SESSION_HTTP_TOKEN, give HTTPAccess a "
                + "token, or use a router whose context is a RemoteAddressRequestContext"
        )

        static let forwarded = kind(
            "forwarded",
            .forbidden,
            "Request through a proxy",
            "without a token the server answers only programs on its own machine, and a proxy may pass on requests "
                + "from anywhere; set SESSION_HTTP_TOKEN, or give HTTPAccess a token"
        )

        static let foreignHost = kind(
            "foreign-host",
            .forbidden,
            "Host is not a name of this machine",
            "without a token the server answers only requests to localhost, 127.0.0.1 and [::1]; set "
                + "SESSION_HTTP_TOKEN to use it by another name"
        )

        static let foreignOrigin = kind(
            "foreign-origin",
            .forbidden,
            "Request from another web page",
            "the server refuses pages of other origins; call the server from your own server, or through a proxy on "
                + "the origin of the page"
        )

        static let foreignPage = kind(
            "foreign-page",
            .forbidden,
            "Cross-origin requests are not allowed",
            "the server doesn't support CORS; call it from your own server, or through a proxy on the origin of the "
                + "page"
        )

        // MARK: Requests

        static func malformedParameter(_ name: String, _ expected: String) -> ProblemDetails {
            kind(
                "malformed-parameter",
                .badRequest,
                "Malformed parameter",
                "`\(name)` must be \(expected)"
            )
        }

        static func unknownParameter(_ name: String, _ known: [String]) -> ProblemDetails {
            kind(
                "unknown-parameter",
                .badRequest,
                "Unknown parameter",
                "this route has no parameter `\(quoted(name))`"
                    + (known.isEmpty ? "; remove it" : remedy(name, known))
            )
        }

        /// - Parameter detail: Where the body is wrong, and how to fix it.
        static func malformedJSON(_ detail: String) -> ProblemDetails {
            kind("malformed-json", .badRequest, "The body is not valid JSON", detail)
        }

        static func duplicateKey(_ key: String, at place: Int) -> ProblemDetails {
            malformedJSON(
                "at byte \(place): duplicate key `\(quoted(key))`; an object may have each key once"
            )
        }

        static func tooDeep(at place: Int) -> ProblemDetails {
            kind(
                "json-too-deep",
                .badRequest,
                "JSON nested too deeply",
                "at byte \(place): arrays and objects in a value may be nested at most "
                    + "\(HTTPLimits.maximumValueDepth) levels deep"
            )
        }

        static func unknownMember(_ name: String, _ known: [String]) -> ProblemDetails {
            malformedBody("an object has no member `\(quoted(name))` here\(remedy(name, known))")
        }

        static func unchangeableMember(_ name: String, _ known: [String]) -> ProblemDetails {
            malformedBody("`\(quoted(name))` can't be changed\(remedy(name, known))")
        }

        /// Suggests the known name that the client probably meant, or lists all known names.
        private static func remedy(_ name: String, _ known: [String]) -> String {
            if let meant = Suggestion.nearest(to: name.lowercased(), among: known) {
                return "; did you mean `\(meant)`?"
            }
            return "; it takes \(known.map { "`\($0)`" }.joined(separator: ", "))"
        }

        /// Shortens a name that a client sent and escapes what could hide or move the text around it.
        private static func quoted(_ name: String) -> String {
            name.prefix(characters: 40, bytes: 80).printable
        }

        static func malformedBody(_ detail: String) -> ProblemDetails {
            kind("malformed-body", .badRequest, "Invalid body", detail)
        }

        static func unfitValue(_ detail: String) -> ProblemDetails {
            kind(
                "unfit-value",
                .unprocessableContent,
                "The value has the wrong type",
                detail.isEmpty ? "send a value of the type that this server's sessions hold" : detail
            )
        }

        static let valueTextTooLarge = valueTooLarge(
            "the JSON of a value may have at most \(HTTPLimits.maximumValueBytes) bytes, not counting the spaces "
                + "between its parts"
        )

        static func bodyTooLarge(_ limit: Int) -> ProblemDetails {
            kind(
                "body-too-large",
                .contentTooLarge,
                "The body is too large",
                "a request's body may have at most \(limit) bytes",
                headers: [.connection: "close"]
            )
        }

        static let incompleteBody = kind(
            "incomplete-body",
            .badRequest,
            "Incomplete body",
            "the body ended before its announced length; send the request again",
            headers: [.connection: "close"]
        )

        static let tooSlow = kind(
            "too-slow",
            .requestTimeout,
            "The request took too long to arrive",
            "send the whole request at once",
            headers: [.connection: "close"]
        )

        static func unsupportedMediaType(_ expected: [String]) -> ProblemDetails {
            kind(
                "media-type",
                .unsupportedMediaType,
                "Unsupported media type",
                "send it as \(expected.map { "`Content-Type: \($0)`" }.joined(separator: " or "))"
            )
        }

        static let charset = kind(
            "media-type",
            .unsupportedMediaType,
            "Unsupported charset",
            "send the JSON in UTF-8, and `Content-Type` with `charset=utf-8` or without a charset"
        )

        static let contentEncoding = kind(
            "content-encoding",
            .unsupportedMediaType,
            "Unsupported content coding",
            "send the body without compression, and without `Content-Encoding`",
            headers: [.acceptEncoding: "identity"]
        )

        static func conditionNotMet(_ header: String) -> ProblemDetails {
            kind(
                "condition-not-met",
                .preconditionFailed,
                "The request's condition is not met",
                "this route has no ETag or modification date that `\(header)` could be compared with, so nothing "
                    + "was changed; send the request without this header if it may change what others wrote"
            )
        }

        static func malformedCondition(_ header: String) -> ProblemDetails {
            kind(
                "malformed-condition",
                .badRequest,
                "Malformed condition",
                "`\(header)` must be `*`, or a list of entity tags in quotation marks, such as the `ETag` of a session"
            )
        }

        static let preconditionRequired = kind(
            "precondition-required",
            .preconditionRequired,
            "Condition required",
            "this server requires a condition for each change of a session; send the session's `ETag` in `If-Match`, "
                + "or `If-None-Match: *` to create it"
        )

        /// A change whose condition on the version of the session is not met.
        ///
        /// - Parameter present: The version of the session; `nil` if there is no session.
        static func versionMismatch(_ present: SessionVersion?) -> ProblemDetails {
            guard let present else {
                return kind(
                    "version-mismatch",
                    .preconditionFailed,
                    "No session has this version",
                    "there is no living session with this id, so nothing was changed"
                )
            }
            var problem = sessionChanged(present)
            problem.headers[.eTag] = present.entityTag
            return problem
        }

        static func methodNotAllowed(_ allowed: String) -> ProblemDetails {
            kind(
                "method-not-allowed",
                .methodNotAllowed,
                "Method not allowed",
                "use one of \(allowed)",
                headers: [.allow: allowed]
            )
        }

        static let noSuchRoute = kind(
            "no-such-route",
            .notFound,
            "No such route",
            "openapi.json lists the routes"
        )

        static let noProfile = kind(
            "no-profile",
            .notFound,
            "The server has no profile",
            "its sessions were set up without a SessionHost; pass one as `status` to SessionRoutes"
        )

        // MARK: Connections

        static let targetTooLong = kind(
            "target-too-long",
            .uriTooLong,
            "The path is too long",
            "path and query may have at most \(HTTPLimits.maximumTargetBytes) bytes together"
        )

        static let headersTooLarge = kind(
            "headers-too-large",
            .requestHeaderFieldsTooLarge,
            "Too many headers, or too large ones",
            "send fewer headers"
        )

        static let malformedRequest = kind(
            "malformed-request",
            .badRequest,
            "Malformed HTTP/1.1 request",
            "send a request as RFC 9112 describes it, with one Host header"
        )

        static let unknownVersion = kind(
            "unknown-version",
            .httpVersionNotSupported,
            "Unsupported version of HTTP",
            "send HTTP/1.1 or HTTP/1.0"
        )

        // MARK: Sessions

        static let sessionNotFound = kind(
            "session-not-found",
            .notFound,
            "Session not found",
            "no living session has this id; it may have expired"
        )

        /// The session with the id has ended, and the manager remembers why.
        static func sessionEnded(_ end: SessionEnd) -> ProblemDetails {
            sessionEnded(end, .gone, detail: "the session with this id has ended; create a new one")
        }

        static let sessionExists = kind(
            "session-exists",
            .conflict,
            "A session with this id already exists",
            "delete it first, or add `?replace=true`"
        )

        static let newIdentifierInUse = kind(
            "session-exists",
            .conflict,
            "A session with this id already exists",
            "a living session has the new id; choose another one, or leave `id` out to get a random one"
        )

        static let changedMeanwhile = kind(
            "changed-meanwhile",
            .conflict,
            "Other requests changed the session",
            "try again"
        )

        static func malformedIdentifier(_ detail: String) -> ProblemDetails {
            kind("malformed-identifier", .badRequest, "Malformed id", detail)
        }

        /// - Parameter vain: The given conditions that exclude no session.
        static func filterMissing(_ vain: [String]) -> ProblemDetails {
            let names = QueryParameters.filterNames.map { "`\($0)`" }.joined(separator: ", ")
            return kind(
                "filter-missing",
                .badRequest,
                "Filter required",
                vain.isEmpty
                    ? "select sessions by one of \(names), or add `all=true` to delete all"
                    : "this excludes no session: \(vain.map { "`\($0)`" }.joined(separator: ", ")); correct it, or "
                        + "add `all=true` if you mean all"
            )
        }

        static let tooManyStreams = kind(
            "too-many-streams",
            .serviceUnavailable,
            "Too many event streams",
            "close one, or raise http.max-event-streams",
            headers: [.retryAfter: "10"]
        )

        static let tooManyLeases = kind(
            "too-many-leases",
            .serviceUnavailable,
            "Too many leases",
            "end leases that you no longer need, or try again later",
            headers: [.retryAfter: "10"]
        )

        static let leaseNotFound = kind(
            "lease-not-found",
            .notFound,
            "Lease not found",
            "the session has no lease with this id; the lease was ended, or it was not renewed in time"
        )

        static let shuttingDown: ProblemDetails = {
            var problem = stopping
            problem.headers[.connection] = "close"
            return problem
        }()

        static let internalError = kind(
            "internal-error",
            .internalServerError,
            "Internal error",
            "see the log of the server"
        )

        /// A limit of the manager. The callers of the HTTP API are programs of the operator, who can raise it.
        private static func limited(_ error: SessionError, by setting: String) -> ProblemDetails {
            guard var problem = unavailable(error) else { return .internalError }
            problem.detail = problem.detail.map { "\($0), or raise \(setting)" }
            return problem
        }

        /// Returns the problem for an error of the manager.
        static func refused(_ error: SessionError) -> ProblemDetails {
            switch error.code {
            case .shutDown:
                return .shuttingDown
            case .notFound:
                return .sessionNotFound
            case .versionMismatch:
                return .versionMismatch(error.presentVersion)
            case .identifierInUse:
                return .sessionExists
            case .invalidAttributes:
                return kind("invalid-attributes", .badRequest, "Invalid attributes", error.description)
            case .byTooLong:
                return malformedParameter("by", "1 to 256 bytes of UTF-8")
            case .identifierTooLong:
                return .malformedIdentifier(error.description)
            case .capacityReached:
                return limited(error, by: "max-sessions")
            case .valueTooLarge:
                return limited(error, by: "max-bytes-per-session or max-bytes")
            case .byteLimitReached:
                return limited(error, by: "max-bytes")
            case .ownerLimitReached:
                return limited(error, by: "max-sessions-per-owner")
            case .createRateExceeded:
                return limited(error, by: "max-creates-per-owner")
            case .sessionBusy, .sessionEnded:
                return unavailable(error) ?? .internalError
            case .notAdmitted:
                return kind(
                    "not-admitted",
                    .forbidden,
                    "Session not admitted",
                    "an admission of this server refused to create it"
                )
            case .invalidPolicy:
                return malformedBody(
                    "a timeout is a number of seconds from 0.001 to 3153600000, which is 36,500 days"
                )
            default:
                return .internalError
            }
        }
    }
#endif

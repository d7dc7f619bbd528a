#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// The problems of the session routes. Their types are compared by programs: they never change.
    extension ProblemDetails {
        private static func kind(
            _ name: String,
            _ status: HTTPResponse.Status,
            _ title: String,
            _ detail: String,
            headers: HTTPFields = [:]
        ) -> ProblemDetails {
            ProblemDetails(
                status,
                detail: detail,
                type: "urn:problem-type:sessions:\(name)",
                title: title,
                headers: headers
            )
        }

        // MARK: Who may call

        static let tokenMissing = kind(
            "token-missing",
            .unauthorized,
            "A token is needed",
            "send the header `Authorization: Bearer` with the token that the server was started with",
            headers: [.wwwAuthenticate: #"Bearer realm="sessions""#]
        )

        static let tokenWrong = kind(
            "token-wrong",
            .unauthorized,
            "The token is wrong",
            "send the token that the server was started with",
            headers: [.wwwAuthenticate: #"Bearer realm="sessions", error="invalid_token""#]
        )

        static let readOnly = kind(
            "read-only-token",
            .forbidden,
            "This token may only read",
            "to change anything, use the server's other token"
        )

        static let foreignPeer = kind(
            "foreign-peer",
            .forbidden,
            "The request is from another machine",
            "without a token the server answers programs of its own machine alone; set SESSION_HTTP_TOKEN, or "
                + "give HTTPAccess a token"
        )

        static let unknownPeer = kind(
            "unknown-peer",
            .forbidden,
            "Nobody knows where the request is from",
            "without a token the server must know; set SESSION_HTTP_TOKEN, or give HTTPAccess a token, or the "
                + "router a context that is a RemoteAddressRequestContext"
        )

        static let forwarded = kind(
            "forwarded",
            .forbidden,
            "The request came through a proxy",
            "without a token the server answers programs of its own machine alone, and a proxy's requests may be "
                + "from anywhere; set SESSION_HTTP_TOKEN, or give HTTPAccess a token"
        )

        static let foreignHost = kind(
            "foreign-host",
            .forbidden,
            "The host is not this machine",
            "without a token the server answers to localhost, 127.0.0.1 and [::1] alone; set SESSION_HTTP_TOKEN "
                + "to use it by another name"
        )

        static let foreignOrigin = kind(
            "foreign-origin",
            .forbidden,
            "The request is from another web page",
            "pages of other origins are not answered: call the server from your own server, or through a proxy on "
                + "the origin of the page"
        )

        static let foreignPage = kind(
            "foreign-page",
            .forbidden,
            "Pages of other origins may not call this server",
            "it has no CORS: call it from your own server, or through a proxy on the origin of the page"
        )

        // MARK: Requests

        static func malformedParameter(_ name: String, _ expected: String) -> ProblemDetails {
            kind(
                "malformed-parameter",
                .badRequest,
                "A parameter is malformed",
                "`\(name)` must be \(expected)"
            )
        }

        static func unknownParameter(_ name: String, _ known: [String]) -> ProblemDetails {
            kind(
                "unknown-parameter",
                .badRequest,
                "A parameter is unknown",
                "this route has no parameter `\(quoted(name))`"
                    + (known.isEmpty ? "; remove it" : remedy(name, known))
            )
        }

        /// - Parameter detail: Where it is wrong, and how to fix it.
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
                "The JSON is nested too deeply",
                "at byte \(place): arrays and objects in a value may be nested \(HTTPLimits.maximumValueDepth) levels"
            )
        }

        static func unknownMember(_ name: String, _ known: [String]) -> ProblemDetails {
            malformedBody("an object has no member `\(quoted(name))` here\(remedy(name, known))")
        }

        static func unchangeableMember(_ name: String) -> ProblemDetails {
            let isTimeout = ["idle_timeout_seconds", "lifetime_seconds"].contains(name)
            return malformedBody(
                "`\(quoted(name))` can't be changed: send an object with `value` alone"
                    + (isTimeout
                        ? "; to give the session other timeouts, create it again with `?replace=true`" : "")
            )
        }

        /// What the client meant, or may send.
        private static func remedy(_ name: String, _ known: [String]) -> String {
            if let meant = Suggestion.nearest(to: name.lowercased(), among: known) {
                return "; did you mean `\(meant)`?"
            }
            return "; it takes \(known.map { "`\($0)`" }.joined(separator: ", "))"
        }

        /// A name that a client sent, short and without what could hide or move the text around it.
        private static func quoted(_ name: String) -> String {
            name.prefix(characters: 40, bytes: 80).printable
        }

        static func malformedBody(_ detail: String) -> ProblemDetails {
            kind("malformed-body", .badRequest, "The body is not what this route takes", detail)
        }

        static func unfitValue(_ detail: String) -> ProblemDetails {
            kind(
                "unfit-value",
                .unprocessableContent,
                "The value is not what this server's sessions hold",
                detail.isEmpty ? "see the server's documentation" : detail
            )
        }

        static let valueTooLarge = kind(
            "value-too-large",
            .contentTooLarge,
            "The value is too large",
            "the JSON of a value may have \(HTTPLimits.maximumValueBytes) bytes, written without spaces"
        )

        static func bodyTooLarge(_ limit: Int) -> ProblemDetails {
            kind(
                "body-too-large",
                .contentTooLarge,
                "The body is too large",
                "a request's body may have \(limit) bytes",
                headers: [.connection: "close"]
            )
        }

        static let incompleteBody = kind(
            "incomplete-body",
            .badRequest,
            "The body is not complete",
            "it ended before all that was announced had come",
            headers: [.connection: "close"]
        )

        static let tooSlow = kind(
            "too-slow",
            .requestTimeout,
            "The request took too long to arrive",
            "send it in one go",
            headers: [.connection: "close"]
        )

        static func mediaType(_ expected: [String]) -> ProblemDetails {
            kind(
                "media-type",
                .unsupportedMediaType,
                "The body's media type is not taken here",
                "send it as \(expected.map { "`Content-Type: \($0)`" }.joined(separator: " or "))"
            )
        }

        static let charset = kind(
            "media-type",
            .unsupportedMediaType,
            "The body's charset is not taken here",
            "send the JSON in UTF-8, and `Content-Type` with `charset=utf-8` or without a charset"
        )

        static let contentEncoding = kind(
            "content-encoding",
            .unsupportedMediaType,
            "The body's content coding is not taken here",
            "send the body without compression, and without `Content-Encoding`",
            headers: [.acceptEncoding: "identity"]
        )

        static func conditionNotMet(_ header: String) -> ProblemDetails {
            kind(
                "condition-not-met",
                .preconditionFailed,
                "The condition of the request is not met",
                "sessions have no ETag or modification date that `\(header)` could be compared with, so nothing "
                    + "was changed; send the request without this header if it may change what others wrote"
            )
        }

        static func methodNotAllowed(_ allowed: String) -> ProblemDetails {
            kind(
                "method-not-allowed",
                .methodNotAllowed,
                "The method is not allowed here",
                "use one of \(allowed)",
                headers: [.allow: allowed]
            )
        }

        static let noSuchRoute = kind(
            "no-such-route",
            .notFound,
            "There is nothing at this path",
            "openapi.json lists what there is"
        )

        // MARK: Sessions

        static let sessionNotFound = kind(
            "session-not-found",
            .notFound,
            "There is no such session",
            "no living session has this id; it may have expired"
        )

        static let sessionExists = kind(
            "session-exists",
            .conflict,
            "There is such a session",
            "a living session has this id; delete it first, or add `?replace=true`"
        )

        static let changedMeanwhile = kind(
            "changed-meanwhile",
            .conflict,
            "Others changed the session meanwhile",
            "try again"
        )

        static func malformedIdentifier(_ detail: String) -> ProblemDetails {
            kind("malformed-identifier", .badRequest, "The id is malformed", detail)
        }

        /// - Parameter vain: The conditions that were given and exclude nothing.
        static func filterMissing(_ vain: [String]) -> ProblemDetails {
            let names = QueryParameters.filterNames.map { "`\($0)`" }.joined(separator: ", ")
            return kind(
                "filter-missing",
                .badRequest,
                "A filter is needed",
                vain.isEmpty
                    ? "name the sessions by one of \(names), or add `all=true` to delete all"
                    : "this excludes no session: \(vain.map { "`\($0)`" }.joined(separator: ", ")); correct it, or "
                        + "add `all=true` if all are meant"
            )
        }

        static let tooManyStreams = kind(
            "too-many-streams",
            .serviceUnavailable,
            "Too many event streams are open",
            "close one, or raise http.max-event-streams",
            headers: [.retryAfter: "10"]
        )

        static let shuttingDown = kind(
            "shutting-down",
            .serviceUnavailable,
            "The server is shutting down",
            "try another one, or this one again in a while",
            headers: [.retryAfter: "5", .connection: "close"]
        )

        static let internalError = kind(
            "internal-error",
            .internalServerError,
            "The server failed",
            "its log says more"
        )

        /// What a manager refused.
        static func refused(_ error: SessionError) -> ProblemDetails {
            switch error.code {
            case .shutDown:
                return .shuttingDown
            case .notFound:
                return .sessionNotFound
            case .identifierTooLong:
                return .malformedIdentifier(error.message)
            case .capacityReached:
                return kind(
                    "capacity-reached",
                    .serviceUnavailable,
                    "There is no room for another session",
                    "as many sessions are held as max-sessions allows",
                    headers: [.retryAfter: "10"]
                )
            case .notAdmitted:
                return kind(
                    "not-admitted",
                    .forbidden,
                    "The session was not admitted",
                    "an admission of this server refused it"
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

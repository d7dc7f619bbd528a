#if HTTP
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
            "without a token, pages of other origins are not answered; set SESSION_HTTP_TOKEN"
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

        static let unknownParameter = kind(
            "unknown-parameter",
            .badRequest,
            "A parameter is unknown",
            "the query holds a parameter that this route does not have; see its description in openapi.json"
        )

        static let malformedJSON = kind(
            "malformed-json",
            .badRequest,
            "The body is no JSON",
            "send one JSON value in UTF-8"
        )

        static let tooDeep = kind(
            "json-too-deep",
            .badRequest,
            "The JSON is nested too deeply",
            "arrays and objects may be nested \(JSONCoding.maximumDepth) levels"
        )

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

        static func mediaType(_ expected: String) -> ProblemDetails {
            kind(
                "media-type",
                .unsupportedMediaType,
                "The body's media type is not taken here",
                "send it as `Content-Type: \(expected)`"
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

        static let malformedIdentifier = kind(
            "malformed-identifier",
            .badRequest,
            "The id is malformed",
            "an id is a text of 1 to 256 bytes of UTF-8, percent-encoded in a path"
        )

        static let filterMissing = kind(
            "filter-missing",
            .badRequest,
            "A filter is needed",
            "name the sessions by `prefix`, `min_age`, `max_age`, `min_idle` or `max_idle`, or say `all=true`"
        )

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
                return .malformedIdentifier
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

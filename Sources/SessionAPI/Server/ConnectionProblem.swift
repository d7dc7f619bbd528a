#if HTTP
    import NIOHTTP1

    /// What is wrong with a request that no route sees.
    struct ConnectionProblem {
        let status: HTTPResponseStatus
        let type: String
        let title: String
        let detail: String

        /// The problem as JSON; its texts are constants that need no escaping.
        var body: String {
            #"{"detail":"\#(detail)","status":\#(status.code),"title":"\#(title)","type":"urn:problem-type:sessions:\#(type)"}"#
        }

        static let targetTooLong = ConnectionProblem(
            status: .uriTooLong,
            type: "target-too-long",
            title: "The path is too long",
            detail: "path and query may have \(HTTPLimits.maximumTargetBytes) bytes together"
        )

        static func bodyTooLarge(_ limit: Int) -> ConnectionProblem {
            ConnectionProblem(
                status: .payloadTooLarge,
                type: "body-too-large",
                title: "The body is too large",
                detail: "a request's body may have \(limit) bytes"
            )
        }

        static let headersTooLarge = ConnectionProblem(
            status: .requestHeaderFieldsTooLarge,
            type: "headers-too-large",
            title: "There are too many headers, or they are too large",
            detail: "send fewer headers"
        )

        static let malformedRequest = ConnectionProblem(
            status: .badRequest,
            type: "malformed-request",
            title: "Malformed HTTP/1.1 request",
            detail: "send what RFC 9112 describes, with one Host header"
        )

        static let unknownVersion = ConnectionProblem(
            status: .httpVersionNotSupported,
            type: "unknown-version",
            title: "The version of HTTP is not supported",
            detail: "send HTTP/1.1 or HTTP/1.0"
        )

        static let tooSlow = ConnectionProblem(
            status: .requestTimeout,
            type: "too-slow",
            title: "The request took too long to arrive",
            detail: "send it in one go"
        )
    }
#endif

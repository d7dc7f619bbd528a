#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    public import Hummingbird

    /// What went wrong with a request, as RFC 9457 has it: thrown by a handler or a middleware, it becomes a
    /// response of `application/problem+json`.
    ///
    /// Those of this module never repeat a value or an id that a client sent. The name of an unknown parameter or
    /// member comes back cut short and with control characters escaped.
    public struct ProblemDetails: HTTPResponseError, Sendable, Hashable, CustomStringConvertible {
        /// The response's status.
        public var status: HTTPResponse.Status
        /// What kind of problem it is, a URI reference that a program compares; `about:blank` says no more
        /// than the status does.
        public var type: String
        /// The kind of problem, for people.
        public var title: String
        /// What is wrong with this request and what to do about it, for people.
        public var detail: String?
        /// Further headers of the response.
        public var headers: HTTPFields

        /// A problem with this status.
        ///
        /// - Parameters:
        ///   - title: If not given, the status's reason phrase.
        public init(
            _ status: HTTPResponse.Status,
            detail: String? = nil,
            type: String = "about:blank",
            title: String? = nil,
            headers: HTTPFields = [:]
        ) {
            self.status = status
            self.type = type
            self.title = title ?? status.reasonPhrase
            self.detail = detail
            self.headers = headers
        }

        /// The response that says so.
        public func response(from request: Request, context: some RequestContext) throws -> Response {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = try encoder.encode(
                Members(type: type, title: title, status: status.code, detail: detail)
            )
            var headers = headers
            headers[.contentType] = "application/problem+json"
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
            )
        }

        /// The status, the title and the detail, for a log.
        public var description: String {
            "\(status.code) \(title)" + (detail.map { ": \($0)" } ?? "")
        }

        private struct Members: Encodable {
            let type: String
            let title: String
            let status: Int
            let detail: String?
        }
    }
#endif

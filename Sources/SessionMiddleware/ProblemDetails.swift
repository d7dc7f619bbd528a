#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    public import Hummingbird

    /// What is wrong with a request, as RFC 9457 describes it.
    ///
    /// Thrown by a handler or a middleware, it becomes a response of type `application/problem+json`.
    ///
    /// The problems of this package never repeat a value or an id that a client sent. They do repeat the name of an
    /// unknown parameter or member, shortened and with control characters escaped.
    public struct ProblemDetails: HTTPResponseError, Sendable, Hashable, CustomStringConvertible {
        /// The status of the response.
        public var status: HTTPResponse.Status
        /// The kind of the problem: a URI reference for programs to compare. `about:blank` says no more than the
        /// status.
        public var type: String
        /// The kind of the problem, for people.
        public var title: String
        /// What is wrong with this request and what to do about it, for people.
        public var detail: String?
        /// Additional headers of the response.
        public var headers: HTTPFields
        /// Further members of the JSON, for programs to read. The names of the members above are ignored here.
        public var members: [String: Member]

        /// The value of a further member.
        public enum Member: Sendable, Hashable, Encodable {
            case string(String)
            case integer(Int)

            /// Writes the value alone, without the name of its case.
            public func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .string(let text): try container.encode(text)
                case .integer(let number): try container.encode(number)
                }
            }
        }

        /// Creates a problem with this status.
        ///
        /// Without a `title`, the problem has the status's reason phrase.
        public init(
            _ status: HTTPResponse.Status,
            detail: String? = nil,
            type: String = "about:blank",
            title: String? = nil,
            headers: HTTPFields = [:],
            members: [String: Member] = [:]
        ) {
            self.status = status
            self.type = type
            self.title = title ?? status.reasonPhrase
            self.detail = detail
            self.headers = headers
            self.members = members
        }

        /// The media type of a response with a problem.
        package static let mediaType = "application/problem+json"

        /// Returns the problem as JSON, its members in alphabetical order.
        package func json() throws -> ByteBuffer {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var all = members
            all["type"] = .string(type)
            all["title"] = .string(title)
            all["status"] = .integer(status.code)
            all["detail"] = detail.map { .string($0) }
            return ByteBuffer(bytes: try encoder.encode(all))
        }

        /// Returns the response with this problem.
        public func response(from request: Request, context: some RequestContext) throws -> Response {
            var headers = headers
            headers[.contentType] = Self.mediaType
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: try json()))
        }

        /// The status, the title and the detail, for a log.
        public var description: String {
            "\(status.code) \(title)" + (detail.map { ": \($0)" } ?? "")
        }
    }

    extension ProblemDetails {
        /// A problem with its own type. Programs compare the type, so a name never changes.
        package static func kind(
            _ name: String,
            _ status: HTTPResponse.Status,
            _ title: String,
            _ detail: String,
            headers: HTTPFields = [:],
            members: [String: Member] = [:]
        ) -> ProblemDetails {
            ProblemDetails(
                status,
                detail: detail,
                type: "urn:problem-type:sessions:\(name)",
                title: title,
                headers: headers,
                members: members
            )
        }

        static func missingSession(_ header: SessionHeader) -> ProblemDetails {
            ProblemDetails(
                .badRequest,
                detail: "this request needs a session; send its id in the header \(header.name.rawName)",
                headers: dependence(on: header)
            )
        }

        static func unknownSession(_ header: SessionHeader) -> ProblemDetails {
            ProblemDetails(
                .notFound,
                detail: "no living session has the id in the header \(header.name.rawName); start a new one",
                headers: dependence(on: header)
            )
        }

        /// The headers that tell caches that a response depends on a session.
        static func dependence(on header: SessionHeader) -> HTTPFields {
            var headers = HTTPFields()
            SessionTransport.header(header).writeDependence(to: &headers)
            return headers
        }

        static let noSession = ProblemDetails(
            .unauthorized,
            detail: "this request needs a session, but it has none or its session has ended; log in first"
        )

        /// A sign-in that is too old. The member `error` is the code of RFC 9470, which has no challenge for cookies, so
        /// the status is not 401: that would need one, and clients would take the session for ended.
        static func staleSignIn(within age: Duration) -> ProblemDetails {
            kind(
                "recent-sign-in-required",
                .forbidden,
                "Recent sign-in required",
                "this request needs a recent sign-in; sign in again, and the session continues",
                members: [
                    "error": .string("insufficient_user_authentication"),
                    "max_age": .integer(Int(clamping: age.components.seconds)),
                ]
            )
        }

        /// The owner has no session with this handle.
        static let noSuchHandle = ProblemDetails(
            .notFound,
            detail: "none of your sessions has this handle; it may have ended already"
        )
    }
#endif

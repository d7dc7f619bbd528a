#if HTTP
    public import HTTPTypes

    /// A header that carries the session id of a client that is a program, in requests and in responses.
    ///
    /// A request with an id that no living session has is answered with 404, so that the client starts again.
    public struct SessionHeader: Sendable, Hashable {
        /// The name of the header.
        public let name: HTTPField.Name

        let isRequired: Bool

        /// Creates a header with this name.
        ///
        /// If `isRequired`, the middleware answers a request without the header with 400. If not, the request reaches
        /// the handler without a session, where ``RequestSession/require()`` gives the same answer.
        public init(_ name: HTTPField.Name, isRequired: Bool = true) {
            self.name = name
            self.isRequired = isRequired
        }

        /// The header `Mcp-Session-Id` of the Model Context Protocol.
        ///
        /// It isn't required, because the request that initializes a session comes without it. The handlers of all
        /// other requests call ``RequestSession/require()``.
        public static let mcp = SessionHeader(HTTPField.Name("Mcp-Session-Id")!, isRequired: false)
    }
#endif

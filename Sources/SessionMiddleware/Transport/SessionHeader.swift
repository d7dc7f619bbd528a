#if HTTP
    public import HTTPTypes

    /// The header in which a client that is a program sends its session's id, and gets a new one.
    ///
    /// A request with an id that no living session has is answered 404, so that the client knows to begin anew.
    public struct SessionHeader: Sendable, Hashable {
        /// The header's name.
        public let name: HTTPField.Name

        /// Whether a request without the header is answered 400 before it reaches a handler. If not, it reaches
        /// the handler without a session; ``RequestSession/require()`` there answers the same.
        public let isRequired: Bool

        /// A header of this name.
        public init(_ name: HTTPField.Name, isRequired: Bool = true) {
            self.name = name
            self.isRequired = isRequired
        }

        /// `Mcp-Session-Id`, as the Model Context Protocol has it: the request that initializes a session comes
        /// without, so the handlers of all others call ``RequestSession/require()``.
        public static let mcp = SessionHeader(HTTPField.Name("Mcp-Session-Id")!, isRequired: false)
    }
#endif

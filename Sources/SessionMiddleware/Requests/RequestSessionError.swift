#if HTTP
    /// Why a request can't get a session, or can't get another id for it.
    public struct RequestSessionError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What went wrong, in a word that a program can compare.
        public struct Code: Sendable, Hashable, CustomStringConvertible {
            private enum Name: String {
                case noMiddleware, responseStarted
            }

            private let name: Name

            private init(_ name: Name) { self.name = name }

            /// No ``RequestSessionMiddleware`` handled the request.
            public static let noMiddleware = Code(.noMiddleware)
            /// The handler has returned its response, so the client can't be told an id any more.
            public static let responseStarted = Code(.responseStarted)

            /// The code's name, as in the source.
            public var description: String { name.rawValue }
        }

        /// What went wrong.
        public let code: Code

        /// What went wrong and what to do, for people.
        public let description: String

        static let noMiddleware = RequestSessionError(
            code: .noMiddleware,
            description: "no RequestSessionMiddleware handled this request; add one to the router or to the "
                + "group, before the route"
        )

        static let responseStarted = RequestSessionError(
            code: .responseStarted,
            description:
                "the response has begun, so the client can't be told a session id any more; create or "
                + "rotate the session before the handler returns"
        )
    }
#endif

#if HTTP
    /// The error for a request that can't get a session, or can't get another id for it.
    public struct RequestSessionError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The kind of an error, for programs to compare.
        public struct Code: Sendable, Hashable, CustomStringConvertible {
            private enum Name: String {
                case noMiddleware, responseStarted, alreadyFound
            }

            private let name: Name

            private init(_ name: Name) { self.name = name }

            /// No ``RequestSessionMiddleware`` handled the request.
            public static let noMiddleware = Code(.noMiddleware)
            /// The handler has returned its response, so the client can no longer get a new id.
            public static let responseStarted = Code(.responseStarted)
            /// The ``RequestSessionMiddleware`` has already found the session, so the request can't become passive.
            public static let alreadyFound = Code(.alreadyFound)

            /// The code's name, as in the source.
            public var description: String { name.rawValue }
        }

        /// The kind of the error.
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
                "the response has begun, so the client can no longer get a new session id; create or rotate the "
                + "session before the handler returns"
        )

        static let alreadyFound = RequestSessionError(
            code: .alreadyFound,
            description: "the session has already been accessed; add PassiveSessionMiddleware before "
                + "RequestSessionMiddleware, or use the parameter isActivity of RequestSessionMiddleware"
        )
    }
#endif

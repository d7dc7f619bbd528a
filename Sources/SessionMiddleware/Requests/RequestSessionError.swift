#if HTTP
    /// The error for a request that can't get a session, or can't get another id for it.
    public struct RequestSessionError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The kind of an error, for programs to compare.
        public struct Code: Sendable, Hashable, CustomStringConvertible {
            private enum Name: String {
                case noMiddleware, responseStarted, alreadyFound, noSession, ownedByAnother, needsRotation,
                    repeatedIdentifier
            }

            private let name: Name

            private init(_ name: Name) { self.name = name }

            /// No ``RequestSessionMiddleware`` handled the request.
            public static let noMiddleware = Code(.noMiddleware)
            /// The handler has returned its response, so the client can no longer get a new id.
            public static let responseStarted = Code(.responseStarted)
            /// The ``RequestSessionMiddleware`` has already found the session, so the request can't become passive.
            public static let alreadyFound = Code(.alreadyFound)
            /// The request has no living session to authenticate.
            public static let noSession = Code(.noSession)
            /// The session already belongs to another owner.
            public static let ownedByAnother = Code(.ownedByAnother)
            /// The session's owner can't change without a new id.
            public static let needsRotation = Code(.needsRotation)
            /// A living session already has the new random id.
            public static let repeatedIdentifier = Code(.repeatedIdentifier)

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

        static let noSession = RequestSessionError(
            code: .noSession,
            description:
                "the request has no living session to authenticate; call findOrCreate before authenticate"
        )

        static let ownedByAnother = RequestSessionError(
            code: .ownedByAnother,
            description:
                "the session belongs to another owner, and its value may be private to that owner; call end "
                + "and create for the new owner"
        )

        static let needsRotation = RequestSessionError(
            code: .needsRotation,
            description: "a client that knew the session's id before it got an owner would keep access; call "
                + "authenticate(as:), or state keepingID if the id has always been secret"
        )

        static let repeatedIdentifier = RequestSessionError(
            code: .repeatedIdentifier,
            description:
                "a living session already has the new random id, so the system's random bytes repeat and ids can be "
                + "guessed; nothing was changed; stop the server and check the machine's source of random bytes"
        )
    }
#endif

/// Why a session manager refused to do something, and what to do about it.
///
/// Compare ``code``; new codes may come, so a switch over them needs a default.
public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, in a word that a program can compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case shutDown, notFound, identifierTooLong, capacityReached, invalidPolicy, alreadyRunning,
                notAdmitted, identifierInUse
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// The manager was shut down; make a new one.
        public static let shutDown = Code(.shutDown)
        /// There is no living session with this id.
        public static let notFound = Code(.notFound)
        /// The id has more than ``SessionManager/maximumIdentifierLength`` bytes of UTF-8.
        public static let identifierTooLong = Code(.identifierTooLong)
        /// ``SessionPolicy/maximumSessions`` are held already.
        public static let capacityReached = Code(.capacityReached)
        /// A timeout, interval or limit is out of its range.
        public static let invalidPolicy = Code(.invalidPolicy)
        /// ``SessionManager/run()`` was called while it runs.
        public static let alreadyRunning = Code(.alreadyRunning)
        /// A ``SessionAdmission`` refused the session; ``SessionError/underlyingError`` is what it threw.
        public static let notAdmitted = Code(.notAdmitted)

        /// A rotation found a living session under the new id.
        public static let identifierInUse = Code(.identifierInUse)

        /// The code's name, as in the source.
        public var description: String { name.rawValue }
    }

    /// What went wrong.
    public let code: Code

    /// What went wrong and what to do, for people.
    public let message: String

    /// What an admission threw; `nil` for every other code.
    public var underlyingError: (any Error)? { cause?.error }

    private let cause: Cause?

    private init(code: Code, message: String, cause: Cause? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Errors can't be compared, so this one's part in comparing is its text, which the message has.
    private struct Cause: Sendable, Hashable {
        let error: any Error

        static func == (lhs: Cause, rhs: Cause) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    /// The message.
    public var description: String { message }

    @usableFromInline static let shutDown = SessionError(
        code: .shutDown,
        message: "the session manager was shut down; make a new one to hold sessions again"
    )

    static let identifierInUse = SessionError(
        code: .identifierInUse,
        message: "a session is alive under the new id; rotate to an id that was never used"
    )

    static let notFound = SessionError(
        code: .notFound,
        message: "there is no living session with this id; create it first"
    )

    static let alreadyRunning = SessionError(
        code: .alreadyRunning,
        message: "run() is running already; call it once for each session manager"
    )

    static func identifierTooLong(_ length: Int, limit: Int) -> SessionError {
        SessionError(
            code: .identifierTooLong,
            message: "a session id may have \(limit) bytes of UTF-8, this one has \(length); "
                + "use a digest of it"
        )
    }

    static func capacityReached(_ limit: Int) -> SessionError {
        SessionError(
            code: .capacityReached,
            message: "\(limit) sessions are held, and no more are allowed; raise maximumSessions "
                + "(max-sessions in a profile), shorten the timeout, or let the manager evict"
        )
    }

    static func notAdmitted(_ error: any Error) -> SessionError {
        SessionError(
            code: .notAdmitted,
            message: "the session was not admitted: \(error)",
            cause: Cause(error: error)
        )
    }

    static func invalidPolicy(_ what: String) -> SessionError {
        SessionError(code: .invalidPolicy, message: what)
    }
}

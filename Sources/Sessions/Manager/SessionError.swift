/// An error of a session manager.
///
/// Compare its ``code``. New codes may be added, so a switch over them needs a default case.
public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A code that identifies the kind of error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case shutDown, notFound, identifierTooLong, capacityReached, invalidPolicy, alreadyRunning,
                notAdmitted, identifierInUse, invalidAttributes, byTooLong, ownerLimitReached,
                createRateExceeded, valueTooLarge, byteLimitReached, sessionBusy, sessionEnded,
                versionMismatch
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// The manager was shut down; create a new one.
        public static let shutDown = Code(.shutDown)
        /// No session with this id is alive.
        public static let notFound = Code(.notFound)
        /// The id has more than ``SessionManager/maximumIdentifierLength`` bytes of UTF-8.
        public static let identifierTooLong = Code(.identifierTooLong)
        /// The manager already holds ``SessionPolicy/maximumSessions`` sessions.
        public static let capacityReached = Code(.capacityReached)
        /// A timeout, interval or limit is outside its range.
        public static let invalidPolicy = Code(.invalidPolicy)
        /// ``SessionManager/run()`` was called while it was already running.
        public static let alreadyRunning = Code(.alreadyRunning)
        /// A ``SessionAdmission`` refused the session; ``SessionError/underlyingError`` is the error that
        /// it threw.
        public static let notAdmitted = Code(.notAdmitted)

        /// A session with the new id of a rotation is already alive, or a session of another owner has the id of a
        /// find-or-create.
        public static let identifierInUse = Code(.identifierInUse)
        /// The `by` of a deletion has more than 256 bytes of UTF-8.
        public static let byTooLong = Code(.byTooLong)

        /// An owner, a key or a descriptor is outside its bounds: see ``SessionAttributes``.
        public static let invalidAttributes = Code(.invalidAttributes)

        /// The owner already has ``SessionPolicy/maximumSessionsPerOwner`` sessions.
        public static let ownerLimitReached = Code(.ownerLimitReached)

        /// The owner's sessions are created faster than ``SessionPolicy/createsPerSecondPerOwner``;
        /// ``SessionError/retryAfter`` is the time to wait.
        public static let createRateExceeded = Code(.createRateExceeded)

        /// The value has more bytes than ``SessionPolicy/maximumBytesPerSession`` or ``SessionPolicy/maximumBytes``.
        public static let valueTooLarge = Code(.valueTooLarge)

        /// The values of all sessions have reached ``SessionPolicy/maximumBytes`` or would exceed it.
        public static let byteLimitReached = Code(.byteLimitReached)

        /// Another call holds the session's exclusive lease, or too many calls wait for it. Try again later.
        public static let sessionBusy = Code(.sessionBusy)

        /// The session ended while a call held it or waited for it; ``SessionError/endReason`` says why.
        public static let sessionEnded = Code(.sessionEnded)

        /// The session's version is not the one that the call states; ``SessionError/presentVersion`` is the current
        /// one.
        public static let versionMismatch = Code(.versionMismatch)

        /// The name of the code.
        public var description: String { name.rawValue }
    }

    /// The kind of error.
    public let code: Code

    /// A message for people that says what went wrong and what to do.
    public let description: String

    /// The error that an admission threw; `nil` for all other codes.
    public var underlyingError: (any Error)? {
        if case .refusal(let error) = cause { error } else { nil }
    }

    /// The time after which the call can succeed; `nil` if waiting does not help or the time is unknown.
    public let retryAfter: Duration?

    /// Why the session ended; `nil` unless the code is ``Code/sessionEnded``.
    public var endReason: EndReason? {
        if case .end(let reason, _) = cause { reason } else { nil }
    }

    /// Why the session was deleted and by whom; `nil` unless it was deleted and the caller gave a reason or a name.
    public var deletion: DeletionDetails? {
        if case .end(_, let deletion) = cause { deletion } else { nil }
    }

    /// The current version of the session; `nil` unless the code is ``Code/versionMismatch``.
    public var presentVersion: SessionVersion? {
        if case .version(let version) = cause { version } else { nil }
    }

    private let cause: Cause?

    private init(code: Code, message: String, cause: Cause? = nil, retryAfter: Duration? = nil) {
        self.code = code
        description = message
        self.cause = cause
        self.retryAfter = retryAfter
    }

    /// What is behind the error. It is indirect, so that an error stays small.
    private indirect enum Cause: Sendable, Hashable {
        /// The error that an admission threw.
        case refusal(any Error)
        case end(EndReason, DeletionDetails?)
        /// The version that the session has.
        case version(SessionVersion)

        /// An underlying error can't be compared, so all compare equal; the description contains its text.
        static func == (lhs: Cause, rhs: Cause) -> Bool {
            switch (lhs, rhs) {
            case (.refusal, .refusal): true
            case (.end(let left, let leftDetails), .end(let right, let rightDetails)):
                left == right && leftDetails == rightDetails
            case (.version(let left), .version(let right)): left == right
            default: false
            }
        }

        func hash(into hasher: inout Hasher) {
            switch self {
            case .refusal: break
            case .end(let reason, let deletion):
                hasher.combine(reason)
                hasher.combine(deletion)
            case .version(let version): hasher.combine(version)
            }
        }
    }

    @usableFromInline static let shutDown = SessionError(
        code: .shutDown,
        message: "the session manager was shut down; create a new one to hold sessions again"
    )

    @usableFromInline static let identifierInUse = SessionError(
        code: .identifierInUse,
        message: "another session with this id is already alive; use an id that was never used"
    )

    @usableFromInline static let notFound = SessionError(
        code: .notFound,
        message: "there is no living session with this id; create it first"
    )

    static let alreadyRunning = SessionError(
        code: .alreadyRunning,
        message: "run() is already running; call it only once for each session manager"
    )

    static func identifierTooLong(_ length: Int, limit: Int) -> SessionError {
        SessionError(
            code: .identifierTooLong,
            message: "the session id has \(length) bytes of UTF-8 and the limit is \(limit); "
                + "use a digest of the id"
        )
    }

    static func byTooLong(_ length: Int, limit: Int) -> SessionError {
        SessionError(
            code: .byTooLong,
            message: "the `by` of the deletion has \(length) bytes of UTF-8 and the limit is \(limit); "
                + "pass an id instead of a description"
        )
    }

    static func capacityReached(_ limit: Int) -> SessionError {
        SessionError(
            code: .capacityReached,
            message: "the limit of \(limit) sessions is reached; raise maximumSessions, shorten idleTimeout, "
                + "or set overflow to evict (in a profile: max-sessions, timeout, when-full)"
        )
    }

    static func ownerLimitReached(_ limit: Int) -> SessionError {
        SessionError(
            code: .ownerLimitReached,
            message: "the owner already has the maximum of \(limit) sessions; end one of them, raise "
                + "maximumSessionsPerOwner, or set whenOwnerFull to evict (in a profile: max-sessions-per-owner, "
                + "when-owner-full)"
        )
    }

    static func createRateExceeded(_ wait: Duration) -> SessionError {
        SessionError(
            code: .createRateExceeded,
            message: "the owner's sessions are created too fast; try again in \(wait), or raise "
                + "createsPerSecondPerOwner (in a profile: max-creates-per-owner)",
            retryAfter: wait
        )
    }

    static func valueTooLarge(_ bytes: Int, limit: Int) -> SessionError {
        SessionError(
            code: .valueTooLarge,
            message:
                "the session's value has about \(bytes) bytes and the limit is \(limit); keep less in the session, "
                + "or raise maximumBytesPerSession (in a profile: max-bytes-per-session, max-bytes)"
        )
    }

    static func byteLimitReached(_ limit: Int) -> SessionError {
        SessionError(
            code: .byteLimitReached,
            message:
                "the values of all sessions reach the limit of \(limit) bytes; raise maximumBytes, shorten "
                + "idleTimeout, or set overflow to evict (in a profile: max-bytes, timeout, when-full)"
        )
    }

    static let sessionBusy = SessionError(
        code: .sessionBusy,
        message:
            "another call holds the exclusive lease of the session; try again later, or wait longer for it",
        retryAfter: .seconds(1)
    )

    static let tooManyWaiters = SessionError(
        code: .sessionBusy,
        message:
            "\(SessionWork.maximumWaiters) calls already wait for the exclusive lease of the session; try again later",
        retryAfter: .seconds(1)
    )

    static func sessionEnded(_ reason: EndReason, _ deletion: DeletionDetails?) -> SessionError {
        SessionError(
            code: .sessionEnded,
            message: "the session ended while it was in use: \(reason); start again with a new session",
            cause: .end(reason, deletion)
        )
    }

    static func versionMismatch(_ present: SessionVersion) -> SessionError {
        SessionError(
            code: .versionMismatch,
            message:
                "the session has changed, and its version is now \(present); read it again and repeat the "
                + "change",
            cause: .version(present)
        )
    }

    static func notAdmitted(_ error: any Error) -> SessionError {
        SessionError(
            code: .notAdmitted,
            message: "the session was not admitted: \(error)",
            cause: .refusal(error)
        )
    }

    static func invalidAttributes(_ what: String) -> SessionError {
        SessionError(code: .invalidAttributes, message: what)
    }

    static func invalidPolicy(_ what: String) -> SessionError {
        SessionError(code: .invalidPolicy, message: what)
    }
}

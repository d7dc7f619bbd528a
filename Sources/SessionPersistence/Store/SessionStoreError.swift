/// Why a store refused or failed to do something, and what to do about it.
///
/// Compare ``code``; new codes may come, so a switch over them needs a default.
public struct SessionStoreError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, in a word that a program can compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case inUse, superseded, corrupt, newerSchema, notASessionStore, notOpen, epochsExhausted
            case foreignLog, otherIdentifiers
            case full, readOnly, busy, inputOutput, replaced, unreachable
            case notCodable, interrupted, invalidConfiguration
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// Another process, or another store in this one, has it open.
        public static let inUse = Code(.inUse)
        /// Another opened it since, with a higher epoch; this one must not write any more.
        public static let superseded = Code(.superseded)
        /// What is there can't be read. It was left as it is.
        public static let corrupt = Code(.corrupt)
        /// A newer version of this software wrote it. It was left as it is.
        public static let newerSchema = Code(.newerSchema)
        /// Something else is there than a store of sessions. It was left as it is.
        public static let notASessionStore = Code(.notASessionStore)
        /// The log that lies beside the file was written for another one. Both were left as they are.
        public static let foreignLog = Code(.foreignLog)
        /// The stored ids are digests made with another secret, or ids as they are where digests are made, or the
        /// other way round. The store was left as it is.
        public static let otherIdentifiers = Code(.otherIdentifiers)
        /// The store is not open.
        public static let notOpen = Code(.notOpen)
        /// The store was opened more than eight million times, and there are no more epochs.
        public static let epochsExhausted = Code(.epochsExhausted)
        /// There is no room left.
        public static let full = Code(.full)
        /// It may be read but not written.
        public static let readOnly = Code(.readOnly)
        /// Somebody else's lock stands in the way.
        public static let busy = Code(.busy)
        /// A read, a write or a sync failed.
        public static let inputOutput = Code(.inputOutput)
        /// The file was removed, replaced or changed by another program while it was open.
        public static let replaced = Code(.replaced)
        /// It can't be opened or reached: a directory that is missing, permissions, a network.
        public static let unreachable = Code(.unreachable)
        /// The sessions' value can't be encoded: its type is not `Codable`.
        public static let notCodable = Code(.notCodable)
        /// The receiver of a ``SessionStore/load(_:)`` threw; see ``SessionStoreError/underlyingError``.
        public static let interrupted = Code(.interrupted)
        /// A setting of the store makes no sense.
        public static let invalidConfiguration = Code(.invalidConfiguration)

        /// The code's name, as in the source.
        public var description: String { name.rawValue }
    }

    /// What went wrong.
    public let code: Code

    /// What went wrong, where, and what to do, for people.
    public let message: String

    /// The error behind it, where there is one.
    public let underlyingError: (any Error)?

    /// An error of a store.
    public init(_ code: Code, _ message: String, underlyingError: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlyingError = underlyingError
    }

    /// The message.
    public var description: String { message }

    /// Whether the same may work later without anybody's doing more than mending the circumstances.
    public var isTransient: Bool {
        switch code {
        case .full, .readOnly, .busy, .inputOutput, .replaced, .unreachable, .inUse: true
        default: false
        }
    }
}

extension SessionStoreError {
    package static func notOpen(_ name: String) -> SessionStoreError {
        SessionStoreError(.notOpen, "\(name) is not open; open it first")
    }

    package static func inUse(_ name: String) -> SessionStoreError {
        SessionStoreError(
            .inUse,
            "\(name) is in use: a store serves one process at a time; stop the other, or give this one a store "
                + "of its own"
        )
    }

    package static func superseded(_ name: String, by epoch: UInt64) -> SessionStoreError {
        SessionStoreError(
            .superseded,
            "\(name) was opened by another since, as number \(epoch); this process must not write to it any "
                + "more: restart it"
        )
    }

    package static func interrupted(_ error: any Error) -> SessionStoreError {
        if let error = error as? SessionStoreError { return error }
        return SessionStoreError(.interrupted, "the loading was ended: \(error)", underlyingError: error)
    }

    package static func epochsExhausted(_ name: String) -> SessionStoreError {
        SessionStoreError(
            .epochsExhausted,
            "\(name) was opened \(SessionStoreOpening.maximumEpoch) times, and there are no more epochs; "
                + "export its sessions, and import them into a new store"
        )
    }
}

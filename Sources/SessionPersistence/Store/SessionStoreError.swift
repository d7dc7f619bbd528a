/// An error of a store, with advice on what to do.
///
/// Compare ``code``. Codes may be added, so a `switch` over them needs a `default`.
public struct SessionStoreError: Error, Sendable, CustomStringConvertible {
    /// A code that a program can compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case inUse, superseded, corrupt, newerSchema, notASessionStore, notOpen, epochsExhausted
            case foreignLog, severalNames, otherIdentifiers
            case full, readOnly, busy, inputOutput, replaced, unreachable
            case notCodable, interrupted, invalidConfiguration
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// The store is already open, in another process or in this one.
        public static let inUse = Code(.inUse)
        /// The store was opened since with a higher epoch. This process must no longer write to it.
        public static let superseded = Code(.superseded)
        /// The content can't be read. It was left unchanged.
        public static let corrupt = Code(.corrupt)
        /// A newer version of this library wrote the store. It was left unchanged.
        public static let newerSchema = Code(.newerSchema)
        /// The location holds something other than a session store. It was left unchanged.
        public static let notASessionStore = Code(.notASessionStore)
        /// The log beside the file belongs to another file. Both were left unchanged.
        public static let foreignLog = Code(.foreignLog)
        /// The file has several names (hard links), and its log may be beside another one. It was left unchanged.
        public static let severalNames = Code(.severalNames)
        /// The stored ids don't match the program's setting: they are digests made with another secret, or
        /// plain where the program makes digests, or the other way round. The store was left unchanged.
        public static let otherIdentifiers = Code(.otherIdentifiers)
        /// The store is not open.
        public static let notOpen = Code(.notOpen)
        /// The store was opened more than eight million times and has no epochs left.
        public static let epochsExhausted = Code(.epochsExhausted)
        /// There is no space left.
        public static let full = Code(.full)
        /// The store can be read but not written.
        public static let readOnly = Code(.readOnly)
        /// Another program holds a lock on the store.
        public static let busy = Code(.busy)
        /// A read, a write or a sync failed.
        public static let inputOutput = Code(.inputOutput)
        /// Another program removed, replaced or changed the file while it was open.
        public static let replaced = Code(.replaced)
        /// The store can't be opened or reached, for example because of a missing directory, permissions or
        /// the network.
        public static let unreachable = Code(.unreachable)
        /// The values of the sessions can't be encoded because their type is not `Codable`.
        public static let notCodable = Code(.notCodable)
        /// The `receive` closure of ``SessionStore/load(_:)`` threw; see
        /// ``SessionStoreError/underlyingError``.
        public static let interrupted = Code(.interrupted)
        /// A setting of the store is invalid.
        public static let invalidConfiguration = Code(.invalidConfiguration)

        /// The name of the code, as in the source.
        public var description: String { name.rawValue }
    }

    /// The code of the error.
    public let code: Code

    /// A description of the problem, where it happened and what to do about it.
    public let description: String

    /// The error that caused this one, if any.
    public let underlyingError: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ description: String, underlyingError: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.underlyingError = underlyingError
    }
}

extension SessionStoreError {
    package static func notOpen(_ name: String) -> SessionStoreError {
        SessionStoreError(.notOpen, "\(name) is not open; open it first")
    }

    package static func inUse(_ name: String) -> SessionStoreError {
        SessionStoreError(
            .inUse,
            "\(name) is in use, and a store serves one process at a time; stop the other process, or use "
                + "another store"
        )
    }

    package static func superseded(_ name: String, by epoch: UInt64) -> SessionStoreError {
        SessionStoreError(
            .superseded,
            "\(name) was opened since by another process, with epoch \(epoch); this process must no longer "
                + "write to it; restart it"
        )
    }

    package static func interrupted(_ error: any Error) -> SessionStoreError {
        if let error = error as? SessionStoreError { return error }
        return SessionStoreError(.interrupted, "loading was stopped: \(error)", underlyingError: error)
    }

    package static func epochsExhausted(_ name: String) -> SessionStoreError {
        SessionStoreError(
            .epochsExhausted,
            "\(name) was opened \(SessionStoreOpening.maximumEpoch) times and has no epochs left; "
                + "export its sessions and import them into a new store"
        )
    }
}

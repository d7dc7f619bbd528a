/// An error of a host, with advice on what to do.
///
/// A profile with problems throws `ProfileError` instead. Compare
/// ``code``. Codes may be added, so a `switch` over them needs a `default`.
public struct SessionHostError: Error, Sendable, CustomStringConvertible {
    /// A code that a program can compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case pluginFailed, unreadableConfiguration, alreadyRun, storeNotRegistered, storeFailed,
                notStored, digestFailed
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// A plug-in that is turned on could not be made.
        public static let pluginFailed = Code(.pluginFailed)
        /// A value of the application's `ConfigReader` has a type that no setting has.
        public static let unreadableConfiguration = Code(.unreadableConfiguration)
        /// ``SessionHost/run()`` was called before. A host runs once.
        public static let alreadyRun = Code(.alreadyRun)

        /// The profile names a store that the program did not register.
        public static let storeNotRegistered = Code(.storeNotRegistered)
        /// The store could not be made, opened or read.
        /// ``SessionHostError/underlyingError`` is its `SessionStoreError`.
        public static let storeFailed = Code(.storeFailed)

        /// The host was shut down and not everything was stored.
        /// ``SessionHostError/underlyingError`` is the store's `SessionStoreError`.
        public static let notStored = Code(.notStored)

        /// The profile has a secret for digests of ids, and the program can't make digests with it.
        public static let digestFailed = Code(.digestFailed)

        /// The name of the code, as in the source.
        public var description: String { name.rawValue }
    }

    /// The code of the error.
    public let code: Code

    /// A description of the problem and what to do about it.
    public let description: String

    /// The error of a plug-in or a store; `nil` for other codes.
    public let underlyingError: (any Error)?

    static func pluginFailed(_ key: String, _ error: any Error) -> SessionHostError {
        SessionHostError(
            code: .pluginFailed,
            description:
                "the plug-in `\(key)` could not be made: \(error); fix the problem, or set `\(key).enabled` to false",
            underlyingError: error
        )
    }

    static func pluginFailed(_ key: String, _ error: PluginSettingError, place: String) -> SessionHostError {
        SessionHostError(
            code: .pluginFailed,
            description: "\(place): `\(key).\(error.key)`: \(error.problem)",
            underlyingError: error
        )
    }

    static func unreadableConfiguration(_ key: String) -> SessionHostError {
        SessionHostError(
            code: .unreadableConfiguration,
            description: "the configuration's value for `\(key)` is a list; set a single value",
            underlyingError: nil
        )
    }

    static func storeNotRegistered(_ backend: String, _ registered: [String]) -> SessionHostError {
        SessionHostError(
            code: .storeNotRegistered,
            description: "persistence.backend is `\(backend)`, but the program registered "
                + (registered.isEmpty ? "no store" : "only \(registered.joined(separator: ", "))")
                + "; add its factory to SessionHostOptions.stores (for sqlite, `.sqlite` of SessionSQLite), or set "
                + "persistence.backend to none",
            underlyingError: nil
        )
    }

    static func storeFailed(_ name: String, _ error: any Error) -> SessionHostError {
        SessionHostError(
            code: .storeFailed,
            description: "the store \(name) could not be used: \(error)",
            underlyingError: error
        )
    }

    static func notStored(_ name: String, _ error: any Error) -> SessionHostError {
        SessionHostError(
            code: .notStored,
            description: "not everything was written to \(name) before the shutdown: \(error)",
            underlyingError: error
        )
    }

    static func digestNotRegistered(_ key: String) -> SessionHostError {
        SessionHostError(
            code: .digestFailed,
            description:
                "\(key) is set, but the program makes no digests; set SessionHostOptions.identifierDigest "
                + "to one such as `.hmacSHA256(key:)` of SessionDigest, or unset the secret",
            underlyingError: nil
        )
    }

    static func digestFailed(_ key: String, _ error: any Error) -> SessionHostError {
        SessionHostError(
            code: .digestFailed,
            description: "\(key) can't be used: \(error)",
            underlyingError: error
        )
    }

    static let alreadyRun = SessionHostError(
        code: .alreadyRun,
        description: "this host has already run; create a new one",
        underlyingError: nil
    )
}

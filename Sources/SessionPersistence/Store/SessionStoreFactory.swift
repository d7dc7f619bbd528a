package import Sessions

/// Makes a store of one kind from the settings of a profile. A program registers it with its host.
public struct SessionStoreFactory<Value: Sendable>: Sendable {
    /// The value of `persistence.backend` that selects this store.
    public let backend: String

    private let make: @Sendable (SessionStoreContext) throws -> any SessionStore
    private let makeCoding: @Sendable () throws -> SessionValueCoding<Value>

    /// Creates a factory.
    ///
    /// - Parameters:
    ///   - backend: The name of the backend: lowercase words joined by hyphens.
    ///   - coding: Returns the coding of values for this store. It is called once, at the start; an error
    ///     prevents the start.
    ///   - make: Returns a store that is not open yet. It is called once, at the start; an error prevents the
    ///     start.
    public init(
        _ backend: String,
        coding: @escaping @Sendable () throws -> SessionValueCoding<Value>,
        make: @escaping @Sendable (SessionStoreContext) throws -> any SessionStore
    ) {
        self.backend = backend
        makeCoding = coding
        self.make = make
    }

    /// Makes the store and the coding of its values.
    package func store(
        _ context: SessionStoreContext
    ) throws -> (store: any SessionStore, coding: SessionValueCoding<Value>) {
        (try make(context), try makeCoding())
    }
}

/// The settings from which a store is made.
public struct SessionStoreContext: Sendable, Hashable {
    /// The value of `persistence.path`, or `nil` if it is not set.
    public let path: String?

    /// The value of `persistence.durability`: `full` or `relaxed`.
    public let durability: String

    /// A check value of `persistence.digest-secret`, or an empty string if ids are stored as they are.
    ///
    /// A store that keeps it can refuse an opening with another secret, with which no stored session would be
    /// found.
    public let identifiers: String

    package init(path: String?, durability: String, digest: IdentifierDigest? = nil) {
        self.path = path
        self.durability = durability
        // The input is longer than an id may be, so the check value is never the digest of a session's id.
        identifiers = digest.map { $0(String(repeating: "check value ", count: 100)) } ?? ""
    }
}

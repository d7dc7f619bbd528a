package import Sessions

/// Makes a store of one kind from what a profile says: how a program registers it with its host.
public struct SessionStoreFactory<Value: Sendable>: Sendable {
    /// The word by which `persistence.backend` names it.
    public let backend: String

    private let make: @Sendable (SessionStoreContext) throws -> any SessionStore
    private let makeCoding: @Sendable () throws -> SessionValueCoding<Value>

    /// A factory.
    ///
    /// - Parameters:
    ///   - backend: Lower-case words joined by hyphens.
    ///   - coding: How values become bytes for this store; called once, at the start. What it throws stops that.
    ///   - make: Makes a store that is not open yet; as `coding`.
    public init(
        _ backend: String,
        coding: @escaping @Sendable () throws -> SessionValueCoding<Value>,
        make: @escaping @Sendable (SessionStoreContext) throws -> any SessionStore
    ) {
        self.backend = backend
        makeCoding = coding
        self.make = make
    }

    /// A store, and how values become bytes for it.
    package func store(
        _ context: SessionStoreContext
    ) throws -> (store: any SessionStore, coding: SessionValueCoding<Value>) {
        (try make(context), try makeCoding())
    }
}

/// What a store is made from.
public struct SessionStoreContext: Sendable, Hashable {
    /// The value of `persistence.path`; `nil` where it is unset.
    public let path: String?

    /// The value of `persistence.durability`: `full` or `relaxed`.
    public let durability: String

    /// What the ids are: a check value of `persistence.digest-secret`, empty where ids are stored as they are. A store
    /// that keeps it can refuse to be opened where no stored session would be found.
    public let identifiers: String

    package init(path: String?, durability: String, digest: IdentifierDigest? = nil) {
        self.path = path
        self.durability = durability
        // Longer than an id may be, so that it is no session's digest.
        identifiers = digest.map { $0(String(repeating: "check value ", count: 100)) } ?? ""
    }
}

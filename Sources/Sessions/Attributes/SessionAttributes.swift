/// What a session has besides its value: its owner, its keys and its descriptor.
///
/// ```swift
/// try manager.create(id, Login(), attributes: SessionAttributes(owner: "alice", keys: ["device:7"]))
/// try manager.delete(in: .owner("alice"), except: id)
/// ```
///
/// The attributes survive restarts with a store, and stay with the session when its id is rotated. A session without
/// attributes needs no memory for them.
public struct SessionAttributes: Sendable, Hashable {
    /// The maximum number of ``keys``.
    package static let maximumKeys = 8

    /// The maximum length of ``owner`` and of each key, in bytes of UTF-8.
    package static let maximumKeyLength = 256

    /// The user or other principal that the session belongs to, of 1 to 256 bytes; `nil` for none.
    ///
    /// ``SessionGroup/owner(_:)`` finds an owner's sessions.
    public var owner: String?

    /// Further keys by which the session is found, such as `device:7` or `idp:sid:https://id.example#8f2`.
    ///
    /// There are at most 8, each of 1 to 256 bytes and different from the others.
    /// ``SessionGroup/key(_:)`` finds the sessions with a key.
    public var keys: [String]

    /// A description of the session for its owner, such as the device and its address; `nil` for none.
    public var descriptor: SessionDescriptor?

    /// The wall-clock time at which the owner last proved who they are; `nil` if they never did.
    public var authenticatedAt: WallTime?

    /// The public name of the session in listings for its owner.
    ///
    /// The manager assigns one to every session with an owner, a key or a descriptor, and ignores this property in a
    /// create.
    public var handle: SessionHandle?

    /// Creates attributes. The session doesn't have an attribute that you omit.
    public init(
        owner: String? = nil,
        keys: [String] = [],
        descriptor: SessionDescriptor? = nil,
        authenticatedAt: WallTime? = nil,
        handle: SessionHandle? = nil
    ) {
        self.owner = owner
        self.keys = keys
        self.descriptor = descriptor
        self.authenticatedAt = authenticatedAt
        self.handle = handle
    }

    /// The groups that the session is in: its owner's, and one for each key.
    package var groups: [SessionGroup] {
        (owner.map { [.owner($0)] } ?? []) + keys.map { .key($0) }
    }

    /// Returns whether both have the same attributes. Owners and keys are the same if their UTF-8 bytes are equal.
    public static func == (lhs: SessionAttributes, rhs: SessionAttributes) -> Bool {
        lhs.groups == rhs.groups && lhs.descriptor == rhs.descriptor
            && lhs.authenticatedAt == rhs.authenticatedAt && lhs.handle == rhs.handle
    }

    /// Hashes the attributes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(groups)
        hasher.combine(descriptor)
        hasher.combine(authenticatedAt)
        hasher.combine(handle)
    }

    /// Whether there is nothing to keep.
    @usableFromInline var isEmpty: Bool {
        owner == nil && keys.isEmpty && descriptor == nil && authenticatedAt == nil
    }

    /// Checks every attribute against its bounds.
    ///
    /// - Throws: ``SessionError/Code/invalidAttributes``; the message names the attribute and its bound.
    @usableFromInline package func validate() throws(SessionError) {
        if let owner { try Self.check(owner, "the owner") }
        guard keys.count <= Self.maximumKeys else {
            throw .invalidAttributes("the session has \(keys.count) keys; use at most \(Self.maximumKeys)")
        }
        for (number, key) in keys.enumerated() {
            try Self.check(key, "a key")
            guard !keys[..<number].contains(where: { $0.utf8.elementsEqual(key.utf8) }) else {
                throw .invalidAttributes("the key \(key.printable) is given twice; give each key once")
            }
        }
        try descriptor?.validate()
    }

    private static func check(_ text: String, _ name: String) throws(SessionError) {
        let length = text.utf8.count
        guard (1...maximumKeyLength).contains(length) else {
            throw .invalidAttributes(
                "\(name) has \(length) bytes of UTF-8; use 1 to \(maximumKeyLength) bytes, or a digest of a longer text"
            )
        }
    }
}

/// What session ids become at a manager's boundary, so that nobody who sees its memory, events, listings or store
/// learns an id that opens a session.
///
/// It must give the same digest for the same bytes, and be so hard to invert that a digest is of no use to who has
/// it: a keyed cryptographic one, such as HMAC-SHA-256 (`SessionDigest`). A digest has at most
/// ``SessionManager/maximumIdentifierLength`` bytes; one of at most 40 costs least.
public struct IdentifierDigest: Sendable {
    private let digest: @Sendable (String) -> String

    /// A digest by this function, which is called on any thread in every call that takes an id.
    public init(_ digest: @escaping @Sendable (String) -> String) {
        self.digest = digest
    }

    /// The digest of an id.
    public func callAsFunction(_ id: String) -> String { digest(id) }
}

extension SessionManager {
    /// The name that the engine knows a session by whose id is this: the id itself, or its digest.
    @inlinable @inline(__always)
    func engineID(_ id: String) -> String { hasDigest ? digested(id) : id }

    @usableFromInline @inline(never)
    func digested(_ id: String) -> String { identifierDigest?(id) ?? id }
}

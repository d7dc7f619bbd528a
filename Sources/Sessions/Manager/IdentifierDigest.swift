/// A function that replaces session ids with digests inside a manager.
///
/// With a digest, the manager's memory, events, listings and store contain no id that opens a session.
///
/// The function must return the same digest for the same bytes, and it must be impossible to compute
/// an id from a digest: use a keyed cryptographic function such as HMAC-SHA-256 (`SessionDigest`). A digest has
/// at most ``SessionManager/maximumIdentifierLength`` bytes; digests of at most 40 bytes cost least.
public struct IdentifierDigest: Sendable {
    private let digest: @Sendable (String) -> String

    /// Creates a digest from a function. The manager calls it on any thread, in every call that takes an
    /// id.
    public init(_ digest: @escaping @Sendable (String) -> String) {
        self.digest = digest
    }

    /// Returns the digest of an id.
    public func callAsFunction(_ id: String) -> String { digest(id) }
}

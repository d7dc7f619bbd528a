/// Ids at the boundary: callers have ids, the engine has them or their digests.
extension SessionManager {
    /// Returns the engine's name of the session with this id: the id itself or its digest.
    @inlinable @inline(__always)
    func engineID(_ id: String) -> String { hasDigest ? digested(id) : id }

    @usableFromInline @inline(never)
    func digested(_ id: String) -> String { identifierDigest?(id) ?? id }

    /// The name that the engine knows a session by whose id is this; throws where either is too long.
    @usableFromInline
    func newEngineID(_ id: String) throws(SessionError) -> String {
        let engineID = try hasDigest ? newDigest(id) : id
        try checkLength(engineID)
        return engineID
    }

    /// The digest of an id; throws where the id is too long.
    @usableFromInline @inline(never)
    func newDigest(_ id: String) throws(SessionError) -> String {
        try checkLength(id)
        return digested(id)
    }

    @usableFromInline
    func checkLength(_ id: String) throws(SessionError) {
        let length = id.utf8.count
        guard length <= IdentifierKey.maximumLength else {
            throw .identifierTooLong(length, limit: IdentifierKey.maximumLength)
        }
    }
}

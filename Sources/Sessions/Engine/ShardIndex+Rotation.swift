/// A session between two ids: everything but its value.
@usableFromInline
struct RotatingSession {
    let lastAccessed: Int64
    let created: Int64
    let accessedMark: UInt16
    let overrides: DeadlineOverrides
}

/// How a session leaves an id and comes under another, without an end and without a create.
extension ShardIndex {
    /// Takes a session out; returns it, and whether the chunk of its slot is empty now.
    mutating func takeOut(
        _ record: UnsafeMutablePointer<SessionRecord>
    ) -> (session: RotatingSession, chunkIsEmpty: Bool) {
        let session = RotatingSession(
            lastAccessed: record.pointee.lastAccessed,
            created: record.pointee.created,
            accessedMark: record.pointee.accessedMark,
            overrides: overrides(record) ?? DeadlineOverrides()
        )
        moved -= 1
        return (session, unlink(record))
    }

    /// Takes a session in; there must be none with this id. It costs a step for each session of the shard that
    /// was created later.
    mutating func takeIn(
        _ key: IdentifierKey,
        _ session: RotatingSession
    ) -> UnsafeMutablePointer<SessionRecord> {
        moved += 1
        return link(
            key,
            created: session.created,
            lastAccessed: session.lastAccessed,
            overrides: session.overrides,
            mark: session.accessedMark,
            isNewest: false
        )
    }
}

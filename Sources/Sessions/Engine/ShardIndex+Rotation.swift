/// A session without its value while it moves from one id to another.
@usableFromInline
struct RotatingSession {
    let lastAccessed: Int64
    let created: Int64
    let accessedMark: UInt16
    let overrides: SparseFields
    let attributed: AttributedSession?
    let work: SessionWork?
    /// The size of its value; `nil` if its shard keeps no sizes.
    let size: UInt32?
}

/// Rotation of ids: a session leaves one id and gets another, without an end and without a create.
extension ShardIndex {
    /// Removes a session. Returns it, and whether the chunk of its slot is now empty.
    mutating func takeOut(
        _ record: UnsafeMutablePointer<SessionRecord>
    ) -> (session: RotatingSession, chunkIsEmpty: Bool) {
        var overrides = overrides(record) ?? SparseFields()
        overrides.warned = warned(record)
        let session = RotatingSession(
            lastAccessed: record.pointee.lastAccessed,
            created: record.pointee.created,
            accessedMark: record.pointee.accessedMark,
            overrides: overrides,
            attributed: takeAttributes(of: record),
            work: takeWork(of: record),
            size: takeSize(record.pointee.slot)
        )
        moved -= 1
        return (session, unlink(record))
    }

    /// Adds a session under a new id. No session may have this id. It takes a step for each session of the
    /// shard that was created later.
    mutating func takeIn(
        _ key: IdentifierKey,
        _ session: RotatingSession
    ) -> UnsafeMutablePointer<SessionRecord> {
        moved += 1
        let record = link(
            key,
            created: session.created,
            lastAccessed: session.lastAccessed,
            overrides: session.overrides,
            mark: session.accessedMark,
            isNewest: false
        )
        if let attributed = session.attributed { attach(attributed, to: record) }
        if let work = session.work { attach(work, to: record) }
        return record
    }
}

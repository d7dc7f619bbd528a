/// The sparse fields of sessions, and the attributes among them.
extension ShardIndex {
    /// Changes the session's sparse fields. The session gets them if it has none, and loses them if they become empty.
    mutating func changeSparseFields(
        of record: UnsafeMutablePointer<SessionRecord>,
        _ change: (inout SparseFields) -> Void
    ) {
        let link = links[record.pointee.slot]
        if link.pointee.sparseFields == SessionLinks.none {
            let (place, opensChunk) = sparseSlots.allocate()
            if opensChunk { sparseFields.open(chunkOf: place) }
            sparseFields[place].initialize(to: SparseFields())
            link.pointee.sparseFields = place
        }
        let held = sparseFields[link.pointee.sparseFields]
        change(&held.pointee)
        record.pointee.flags &= ~(SessionRecord.Flags.overrides | SessionRecord.Flags.attributes)
        if held.pointee.changesDeadlines { record.pointee.flags |= SessionRecord.Flags.overrides }
        if held.pointee.attributes != SessionLinks.none {
            record.pointee.flags |= SessionRecord.Flags.attributes
        }
        if held.pointee.isEmpty { removeSparseFields(of: record.pointee.slot) }
    }

    /// Frees the memory of the sparse fields of the session in this slot.
    private mutating func removeSparseFields(of slot: UInt32) {
        let link = links[slot]
        // The last chunk stays: if requests hold sessions one at a time, it would be allocated and freed
        // with each request.
        if sparseSlots.release(link.pointee.sparseFields) && sparseFields.allocated > 1 {
            sparseFields.close(chunkOf: link.pointee.sparseFields)
        }
        link.pointee.sparseFields = SessionLinks.none
    }

    /// Frees the memory of the sparse fields of a session that leaves the shard.
    @inline(never)
    mutating func detachSparseFields(from record: UnsafeMutablePointer<SessionRecord>) {
        _ = takeAttributes(of: record)
        if links[record.pointee.slot].pointee.sparseFields != SessionLinks.none {
            removeSparseFields(of: record.pointee.slot)
        }
    }

    // MARK: Attributes

    /// Reads the record of a session that has attributes, and the links of its neighbours in lists. Returns a value that
    /// depends on them; see ``ShardDirectory/lockMembers(of:from:through:)``.
    func peek(_ slot: UInt32) -> UInt32 {
        let link = links[slot].pointee
        // Other numbers stand for a missing slot or for a bucket.
        func hash(_ slot: UInt32) -> UInt32 { slot >> 31 == 0 ? links[slot].pointee.hash : 0 }
        return record(slot).pointee.slot &+ sparseFields[link.sparseFields].pointee.attributes
            &+ hash(link.wheelNext) &+ hash(link.wheelPrevious)
            &+ hash(link.createdNext) &+ hash(link.createdPrevious)
    }

    /// Does the same for the attributes of the session and the object that keeps them.
    func peekAttributes(_ slot: UInt32) -> UInt32 {
        let kept = attributes[sparseFields[links[slot].pointee.sparseFields].pointee.attributes].pointee.kept
        return (kept.value.owner == nil ? 0 : 1)
            &+ UInt32(truncatingIfNeeded: kept.value.handle?.rawValue ?? 0)
    }

    /// Returns the session's attributes and its places in groups, or `nil` if it has no attributes.
    func attributed(_ record: UnsafePointer<SessionRecord>) -> UnsafeMutablePointer<AttributedSession>? {
        guard record.pointee.hasAttributes else { return nil }
        return attributes[sparseFields[links[record.pointee.slot].pointee.sparseFields].pointee.attributes]
    }

    /// Returns the session's attributes, or `nil` if it has none.
    @usableFromInline func keptAttributes(_ record: UnsafePointer<SessionRecord>) -> KeptAttributes? {
        attributed(record)?.pointee.kept
    }

    /// Returns these details of an event about a session with attributes, and its attributes.
    @usableFromInline @inline(never)
    func details(_ record: UnsafePointer<SessionRecord>, _ others: EventDetails?) -> EventDetails? {
        keptAttributes(record).map { EventDetails($0, beside: others) } ?? others
    }

    /// Gives attributes to a session that has none.
    mutating func attach(
        _ attributed: consuming AttributedSession,
        to record: UnsafeMutablePointer<SessionRecord>
    ) {
        let (place, opensChunk) = attributeSlots.allocate()
        if opensChunk { attributes.open(chunkOf: place) }
        attributes[place].initialize(to: attributed)
        changeSparseFields(of: record) { $0.attributes = place }
    }

    /// Removes the session's attributes and returns them, or returns `nil` if it has none.
    mutating func takeAttributes(of record: UnsafeMutablePointer<SessionRecord>) -> AttributedSession? {
        guard record.pointee.hasAttributes else { return nil }
        var place = SessionLinks.none
        changeSparseFields(of: record) { fields in
            place = fields.attributes
            fields.attributes = SessionLinks.none
        }
        let attributed = attributes[place].move()
        if attributeSlots.release(place) { attributes.close(chunkOf: place) }
        return attributed
    }
}

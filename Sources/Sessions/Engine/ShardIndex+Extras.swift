/// The extras of sessions, and the attributes among them.
extension ShardIndex {
    /// Changes the session's extras. The session gets extras if it has none, and loses them if they become empty.
    mutating func changeExtras(
        of record: UnsafeMutablePointer<SessionRecord>,
        _ change: (inout SessionExtras) -> Void
    ) {
        let link = links[record.pointee.slot]
        if link.pointee.extras == SessionLinks.none {
            let (place, opensChunk) = extraSlots.allocate()
            if opensChunk { extras.open(chunkOf: place) }
            extras[place].initialize(to: SessionExtras())
            link.pointee.extras = place
        }
        let held = extras[link.pointee.extras]
        change(&held.pointee)
        record.pointee.flags &= ~(SessionRecord.Flags.overrides | SessionRecord.Flags.attributes)
        if held.pointee.changesDeadlines { record.pointee.flags |= SessionRecord.Flags.overrides }
        if held.pointee.attributes != SessionLinks.none {
            record.pointee.flags |= SessionRecord.Flags.attributes
        }
        if held.pointee.isEmpty { removeExtras(of: record.pointee.slot) }
    }

    /// Frees the memory of the extras of the session in this slot.
    private mutating func removeExtras(of slot: UInt32) {
        let link = links[slot]
        // The last chunk stays: if requests hold sessions one at a time, it would be allocated and freed
        // with each request.
        if extraSlots.release(link.pointee.extras) && extras.allocated > 1 {
            extras.close(chunkOf: link.pointee.extras)
        }
        link.pointee.extras = SessionLinks.none
    }

    /// Frees the memory of the extras of a session that leaves the shard.
    @inline(never)
    mutating func detachExtras(from record: UnsafeMutablePointer<SessionRecord>) {
        _ = takeAttributes(of: record)
        if links[record.pointee.slot].pointee.extras != SessionLinks.none {
            removeExtras(of: record.pointee.slot)
        }
    }

    // MARK: Attributes

    /// Returns the session's attributes and its places in groups, or `nil` if it has no attributes.
    func attributed(_ record: UnsafePointer<SessionRecord>) -> UnsafeMutablePointer<AttributedSession>? {
        guard record.pointee.hasAttributes else { return nil }
        return attributes[extras[links[record.pointee.slot].pointee.extras].pointee.attributes]
    }

    /// Returns the session's attributes, or `nil` if it has none.
    func keptAttributes(_ record: UnsafePointer<SessionRecord>) -> KeptAttributes? {
        attributed(record)?.pointee.kept
    }

    /// Returns these details of an event about a session with attributes, and its attributes.
    @usableFromInline @inline(never)
    func details(_ record: UnsafePointer<SessionRecord>, _ others: EventDetails?) -> EventDetails? {
        keptAttributes(record).map { EventDetails($0, beside: others) } ?? others
    }

    /// Gives attributes to a session that has none, and adds it to its groups.
    mutating func attach(
        _ kept: KeptAttributes,
        to record: UnsafeMutablePointer<SessionRecord>,
        inShard shard: UInt32,
        _ groups: GroupIndex,
        _ reserved: inout GroupKey?
    ) {
        var attributed = AttributedSession(kept: kept)
        groups.join(&attributed, at: SessionPlace(shard: shard, slot: record.pointee.slot), &reserved)
        attach(attributed, to: record)
    }

    /// Gives attributes to a session that has none.
    mutating func attach(
        _ attributed: AttributedSession,
        to record: UnsafeMutablePointer<SessionRecord>
    ) {
        let (place, opensChunk) = attributeSlots.allocate()
        if opensChunk { attributes.open(chunkOf: place) }
        attributes[place].initialize(to: attributed)
        changeExtras(of: record) { $0.attributes = place }
    }

    /// Removes the session's attributes and returns them, or returns `nil` if it has none.
    mutating func takeAttributes(of record: UnsafeMutablePointer<SessionRecord>) -> AttributedSession? {
        guard record.pointee.hasAttributes else { return nil }
        var place = SessionLinks.none
        changeExtras(of: record) { extras in
            place = extras.attributes
            extras.attributes = SessionLinks.none
        }
        let attributed = attributes[place].move()
        if attributeSlots.release(place) { attributes.close(chunkOf: place) }
        return attributed
    }
}

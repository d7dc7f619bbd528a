/// The leases of sessions, and the storage of overrides.
extension ShardIndex {
    mutating func attach(_ overrides: DeadlineOverrides, to record: UnsafeMutablePointer<SessionRecord>) {
        let (place, opensChunk) = overrideSlots.allocate()
        if opensChunk { overrideStorage.open(chunkOf: place) }
        overrideStorage[place].initialize(to: overrides)
        links[record.pointee.slot].pointee.overrides = place
        record.pointee.flags |= SessionRecord.Flags.overrides
    }

    mutating func detachOverrides(from record: UnsafeMutablePointer<SessionRecord>) {
        let link = links[record.pointee.slot]
        // The last chunk stays: if requests hold sessions one at a time, it would be allocated and freed
        // with each request.
        if overrideSlots.release(link.pointee.overrides) && overrideStorage.allocated > 1 {
            overrideStorage.close(chunkOf: link.pointee.overrides)
        }
        link.pointee.overrides = SessionLinks.none
        record.pointee.flags &= ~SessionRecord.Flags.overrides
    }

    /// Adds a lease to the session.
    @usableFromInline mutating func addLease(to record: UnsafeMutablePointer<SessionRecord>) {
        let leases = record.pointee.leases
        guard leases < SessionRecord.maximumLeases else { return changeFurtherLeases(of: record, by: 1) }
        record.pointee.flags += SessionRecord.Flags.lease
        if leases == 0 { leasedRecords += 1 }
    }

    /// Removes a lease from the session.
    @usableFromInline mutating func removeLease(from record: UnsafeMutablePointer<SessionRecord>) {
        let leases = record.pointee.leases
        guard leases > 0 else { return changeFurtherLeases(of: record, by: -1) }
        record.pointee.flags -= SessionRecord.Flags.lease
        if leases == 1 { leasedRecords -= 1 }
    }

    /// Changes the number of leases beyond those that the record counts, by one.
    @inline(never)
    private mutating func changeFurtherLeases(of record: UnsafeMutablePointer<SessionRecord>, by change: Int)
    {
        if !record.pointee.hasOverrides { attach(DeadlineOverrides(), to: record) }
        let overrides = overrideStorage[links[record.pointee.slot].pointee.overrides]
        overrides.pointee.leases = UInt32(truncatingIfNeeded: Int(overrides.pointee.leases) + change)
        if overrides.pointee.isEmpty { detachOverrides(from: record) }
    }

    /// Calls `body` with each session that a lease holds, among the next `limit` sessions from `slot`. Returns the
    /// slot at which to continue, or `nil` at the end.
    func forEachHeld(
        from slot: Int,
        limit: Int,
        _ body: (UnsafeMutablePointer<SessionRecord>) -> Void
    ) -> Int? {
        var slot = slot
        for _ in 0..<limit {
            guard let next = nextSlot(from: slot) else { return nil }
            let place = links[next].pointee.overrides
            // Records are in other memory, so they are read only if a record of the shard counts a lease.
            let isHeld =
                place != SessionLinks.none && overrideStorage[place].pointee.leases > 0
                || leasedRecords > 0 && record(next).pointee.leases > 0
            if isHeld { body(record(next)) }
            slot = Int(next) + 1
        }
        return slot
    }
}

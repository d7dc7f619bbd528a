/// The leases of sessions.
extension ShardIndex {
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
        changeSparseFields(of: record) { $0.leases = UInt32(truncatingIfNeeded: Int($0.leases) + change) }
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
            let place = links[next].pointee.sparseFields
            // Records are in other memory, so they are read only if a record of the shard counts a lease.
            let isHeld =
                place != SessionLinks.none && sparseFields[place].pointee.leases > 0
                || leasedRecords > 0 && record(next).pointee.leases > 0
            if isHeld { body(record(next)) }
            slot = Int(next) + 1
        }
        return slot
    }
}

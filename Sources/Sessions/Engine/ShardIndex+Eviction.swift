/// The choice of a session to evict.
extension ShardIndex {
    /// Returns the least recently used of at most `limit` sessions that no lease holds, and their number; `nil` if there is
    /// none.
    ///
    /// If the shard has more sessions than that, they are drawn at random. If leases hold all drawn sessions, the call
    /// examines the oldest sessions instead, at most ``examinedPerVictim``.
    func leastRecentlyUsed(
        ofSample limit: Int,
        _ draws: inout SeededDraws
    ) -> (record: UnsafeMutablePointer<SessionRecord>, sampled: Int)? {
        var victim: UnsafeMutablePointer<SessionRecord>?
        var sampled = 0
        func consider(_ record: UnsafeMutablePointer<SessionRecord>) {
            guard overrides(record).map({ $0.leases == 0 }) ?? true else { return }
            sampled += 1
            if victim.map({ record.pointee.lastAccessed < $0.pointee.lastAccessed }) ?? true {
                victim = record
            }
        }
        if active > limit {
            // A table is at least an eighth full, so this usually finds enough.
            for _ in 0..<(16 * limit) where sampled < limit {
                if let record = drawRecord(&draws) { consider(record) }
            }
        }
        var slot = creation.oldest
        var examined = 0
        while victim == nil || active <= limit, slot != SessionLinks.none, examined < Self.examinedPerVictim {
            consider(record(slot))
            slot = links[slot].pointee.createdNext
            examined += 1
        }
        return victim.map { ($0, sampled) }
    }

    private static var examinedPerVictim: Int { 256 }

    /// Draws a place in the tables, each with the same probability, and returns its record; `nil` if the place is empty.
    private func drawRecord(_ draws: inout SeededDraws) -> UnsafeMutablePointer<SessionRecord>? {
        let group = Int.random(in: 0..<(table.groups + (old?.groups ?? 0)), using: &draws)
        let place = Int.random(in: 0..<SessionTable.recordsPerGroup, using: &draws)
        return group < table.groups
            ? table.record(at: place, of: group) : old?.record(at: place, of: group - table.groups)
    }
}

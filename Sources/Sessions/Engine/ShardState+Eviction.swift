/// A session that may be evicted, as it was when it was chosen.
struct EvictionVictim {
    let slot: UInt32
    let incarnation: Incarnation
    let lastAccessed: Int64
}

/// Evictions in a full manager.
extension ShardState {
    /// Returns the least recently used of at most `limit` sessions that no lease holds, and their number; `nil` if there is
    /// none.
    func victim(ofSample limit: Int, _ draws: inout SeededDraws) -> (victim: EvictionVictim, sampled: Int)? {
        guard
            !head.index.pointee.isClosed,
            let (record, sampled) = head.index.pointee.leastRecentlyUsed(ofSample: limit, &draws)
        else { return nil }
        let slot = record.pointee.slot
        return (
            EvictionVictim(
                slot: slot,
                incarnation: values[slot].pointee.incarnation,
                lastAccessed: record.pointee.lastAccessed
            ), sampled
        )
    }

    /// Evicts the session, and returns true. Returns false if it has ended, moved or been used since it was chosen.
    mutating func evict(
        _ victim: EvictionVictim,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext
    ) -> Bool {
        guard
            !head.index.pointee.isClosed,
            head.index.pointee.nextSlot(from: Int(victim.slot)) == victim.slot,
            values[victim.slot].pointee.incarnation == victim.incarnation
        else { return false }
        let record = head.index.pointee.record(victim.slot)
        guard
            record.pointee.lastAccessed == victim.lastAccessed,
            (head.index.pointee.overrides(record)?.leases ?? 0) == 0
        else { return false }
        end(record, ifAlive: .evicted(.capacity), cause: cause, in: operation, id: nil)
        return true
    }
}

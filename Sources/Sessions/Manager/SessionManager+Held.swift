/// The sessions in memory, dead or alive, for a store to write.
extension SessionManager {
    /// Returns the session with this id if it has not ended, although it may be past its deadline. This is
    /// not an access.
    package func held(_ id: String) -> HeldSession<Value>? {
        let entry = directory.lock(id)
        guard let record = entry.record else { return nil }
        let held = entry.shard.state(of: Value.self).pointee.values[record.pointee.slot]
        let overrides = entry.shard.head.index.pointee.overrides(record) ?? SparseFields()
        let access = entry.shard.head.index.pointee.storedAccess(record, at: entry.now)
        let session = HeldSession(
            value: held.pointee.value,
            version: held.pointee.version,
            createdInstant: SessionInstant(nanoseconds: record.pointee.created),
            lastAccessedInstant: SessionInstant(nanoseconds: access),
            timeouts: Timeouts(overrides),
            attributes: entry.shard.head.index.pointee.keptAttributes(record)?.value
        )
        entry.unlock()
        return session
    }

    /// Calls `body` with all sessions in memory, in batches, until it returns `false`.
    ///
    /// A shard's lock is held while 64 of its sessions are read. No lock is held during `body`.
    package func forEachAccess(_ body: ([HeldAccess]) -> Bool) {
        var cursor = HeldAccessCursor()
        while true {
            let batch = accesses(from: &cursor, atLeast: 1)
            if batch.isEmpty || !body(batch) { return }
        }
    }

    /// Returns the next sessions in memory after `cursor`, and moves `cursor` behind them.
    ///
    /// It returns at least `count` sessions if that many are left, and at most 63 more. At the end it
    /// returns an empty array. A shard's lock is held while 64 of its sessions are read.
    package func accesses(from cursor: inout HeldAccessCursor, atLeast count: Int) -> [HeldAccess] {
        accesses(from: &cursor, atLeast: count, unreportedOnly: false)
    }

    /// Returns the next sessions with an access that emitted no event: those that were accessed after their
    /// last `accessed` event, and those that leases hold.
    ///
    /// Updates do not count as accesses. Otherwise it behaves like ``accesses(from:atLeast:)``.
    package func unreportedAccesses(from cursor: inout HeldAccessCursor, atLeast count: Int) -> [HeldAccess] {
        accesses(from: &cursor, atLeast: count, unreportedOnly: true)
    }

    private func accesses(
        from cursor: inout HeldAccessCursor,
        atLeast count: Int,
        unreportedOnly: Bool
    ) -> [HeldAccess] {
        var batch: [HeldAccess] = []
        while batch.count < count, cursor.shard < shards.count {
            let next = shards[cursor.shard].read { state, operation in
                state.accesses(from: cursor.slot, in: operation, unreportedOnly: unreportedOnly, into: &batch)
            }
            cursor = HeldAccessCursor(shard: next == nil ? cursor.shard + 1 : cursor.shard, slot: next ?? 0)
        }
        return batch
    }

    /// The ids of the sessions that leases hold.
    ///
    /// It reads a few bytes of every session, and looks up the record of every session in a shard that has
    /// a lease.
    package var leasedIdentifiers: [String] {
        var found: [String] = []
        for shard in shards {
            var slot: Int? = 0
            while let from = slot {
                slot = shard.read { state, _ in
                    state.head.index.pointee.forEachHeld(from: from, limit: 256) { record in
                        found.append(record.pointee.identifier)
                    }
                }
            }
        }
        return found
    }
}

extension ShardState {
    fileprivate func accesses(
        from slot: Int,
        in operation: OperationContext,
        unreportedOnly: Bool,
        into batch: inout [HeldAccess]
    ) -> Int? {
        var slot = slot
        for _ in 0..<64 {
            guard let next = head.index.pointee.nextSlot(from: slot) else { return nil }
            let record = head.index.pointee.record(next)
            let isLeased = (head.index.pointee.overrides(record)?.leases ?? 0) > 0
            slot = Int(next) + 1
            if unreportedOnly, !isLeased, !AccessedPace.isUnreported(record.pointee.accessedMark) { continue }
            batch.append(
                HeldAccess(
                    id: record.pointee.identifier,
                    incarnation: values[next].pointee.incarnation,
                    lastAccessedInstant: SessionInstant(
                        nanoseconds: head.index.pointee.storedAccess(record, at: operation.now)
                    )
                )
            )
        }
        return slot
    }
}

extension ShardIndex {
    /// Adds a restored session. There must be no session with this id. It takes a step for each session of the shard
    /// that was created later.
    mutating func restore(
        _ key: IdentifierKey,
        _ moments: RestoredTimes,
        overrides: SparseFields,
        mark: UInt16,
        isNewest: Bool
    ) -> UnsafeMutablePointer<SessionRecord> {
        restored += 1
        return link(
            key,
            created: moments.created,
            lastAccessed: moments.lastAccessed,
            overrides: overrides,
            mark: mark,
            isNewest: isNewest
        )
    }

    /// Reads the table entries of these sessions, so that the cache misses overlap instead of following one another.
    func prefetch(_ entries: UnsafeBufferPointer<RestorableEntry>) {
        guard hashing == .quick else { return }
        var sum: UInt8 = 0
        for number in entries.indices { sum &+= table.peek(Self.fold(entries[number].key.hash)) }
        // The compiler would remove the reads if their sum were not used.
        anchor.store(sum == 0, ordering: .relaxed)
    }

    /// Returns whether no session of the shard was created after this moment.
    func isNewest(created moment: Int64) -> Bool {
        creation.newest == SessionLinks.none || record(creation.newest).pointee.created <= moment
    }
}

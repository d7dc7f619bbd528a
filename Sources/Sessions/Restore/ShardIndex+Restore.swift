extension ShardIndex {
    /// Adds a session that was read back; there must be none with this id. One that is not the newest costs a step
    /// for each of the shard that was created later.
    mutating func restore(
        _ key: IdentifierKey,
        _ moments: RestoredMoments,
        extra: Extra,
        mark: UInt16,
        isNewest: Bool
    ) -> UnsafeMutablePointer<Line> {
        restored += 1
        return link(
            key,
            created: moments.created,
            lastAccessed: moments.lastAccessed,
            extra: extra,
            mark: mark,
            isNewest: isNewest
        )
    }

    /// Has the processor fetch what taking these in begins with, all at once, instead of waiting for each in turn.
    func prefetch(_ lives: UnsafeBufferPointer<RestorableLife>) {
        guard hashing == .quick else { return }
        var sum: UInt8 = 0
        for number in lives.indices { sum &+= table.peek(Self.fold(lives[number].key.hash)) }
        // Of no use, but what nobody needs is not read.
        anchor.store(sum == 0, ordering: .relaxed)
    }

    /// Whether no session of the shard was created later than at this moment.
    func isNewest(created moment: Int64) -> Bool {
        creation.newest == Record.none || line(creation.newest).pointee.created <= moment
    }

    /// The sessions that leases hold, in the slots from `slot` on, of which at most `limit` are looked at; returns
    /// where to go on.
    func forEachHeld(
        from slot: Int,
        limit: Int,
        _ body: (UnsafeMutablePointer<Line>) -> Void
    ) -> Int? {
        var slot = slot
        for _ in 0..<limit {
            guard let next = nextSlot(from: slot) else { return nil }
            let place = records[next].pointee.extra
            // Lines lie elsewhere, so they are only asked where one of them counts a lease.
            let isHeld =
                place != Record.none && extras[place].pointee.leases > 0
                || leasedLines > 0 && line(next).pointee.leases > 0
            if isHeld { body(line(next)) }
            slot = Int(next) + 1
        }
        return slot
    }
}

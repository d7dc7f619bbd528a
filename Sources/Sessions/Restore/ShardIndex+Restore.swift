extension ShardIndex {
    /// Adds a session that was read back; there must be none with this id.
    mutating func restore(
        _ key: IdentifierKey,
        _ moments: RestoredMoments,
        now: Int64,
        extra: Extra,
        mark: UInt16
    ) -> UnsafeMutablePointer<Line> {
        let line = insert(key, now: now, extra: extra, mark: mark)
        let slot = line.pointee.slot
        wheel.unlink(slot, records)
        creation.remove(slot, records)
        line.pointee.lastAccessed = moments.lastAccessed
        line.pointee.created = moments.created
        let deadline = deadlines(line).deadline(line)
        wheel.link(slot, into: wheel.bucket(deadline: deadline), deadline: deadline, records)
        var creation = creation
        creation.insert(slot, records) { self.line($0).pointee.created }
        self.creation = creation
        created -= 1
        restored += 1
        return line
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
            if place != Record.none && extras[place].pointee.leases > 0 { body(line(next)) }
            slot = Int(next) + 1
        }
        return slot
    }
}

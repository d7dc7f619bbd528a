/// Sweeps and changes of timeouts.
extension ShardIndex {
    /// Returns whether the wheel has no session to examine up to now.
    ///
    /// A cleanup calls this method first. It also moves a few groups if a table stopped growing halfway.
    mutating func hasNothingDue(at now: Int64) -> Bool {
        finishGrowth()
        return wheel.nextDue(now, links) == nil
    }

    /// Returns the next session that is past its deadline or must be warned about, and the moment at which it was
    /// judged. Returns `nil` if there is none, or if the budget is used up. Each examined session takes one from the
    /// budget.
    ///
    /// The caller must remove a dead session before it calls this method again.
    @usableFromInline mutating func nextDue(
        at now: Int64,
        budget: inout Int
    ) -> (record: UnsafeMutablePointer<SessionRecord>, at: Int64, isDead: Bool)? {
        while budget > 0 {
            guard let (slot, moment) = wheel.nextDue(now, links) else { return nil }
            budget -= 1
            let record = record(slot)
            let deadlines = deadlines(record)
            if !deadlines.isAlive(record, at: moment) { return (record, moment, true) }
            let mustWarn = takeWarning(record, at: moment)
            wheel.revisit(slot, deadline: nextLook(record, at: moment), at: moment, links)
            if mustWarn { return (record, moment, false) }
        }
        return nil
    }

    /// Changes the timeouts of all sessions, and returns the number of sessions that are past their
    /// deadline under the new timeouts.
    ///
    /// It examines every session once, which takes a hundred nanoseconds per session if the sessions don't
    /// fit into the cache.
    @usableFromInline mutating func change(to deadlines: Deadlines, now: Int64) -> Int {
        if self.deadlines.warnBefore > 0 {
            forEachRecord { index, record in index.forgetStaleWarning(record) }
        }
        self.deadlines = deadlines
        wheel.reset(span: min(deadlines.idle, deadlines.lifetime), now: now)
        var pastDeadline = 0
        forEachRecord { index, record in
            if !index.isAlive(record, at: now) { pastDeadline += 1 }
            index.forgetStaleWarning(record)
            let deadline = index.nextLook(record, at: now)
            let bucket = index.wheel.bucket(deadline: deadline)
            index.wheel.link(record.pointee.slot, into: bucket, deadline: deadline, index.links)
        }
        return pastDeadline
    }

    /// Returns the number of living sessions that would be past their deadline under these timeouts.
    @usableFromInline func countPastDeadline(under deadlines: Deadlines, at now: Int64) -> Int {
        var count = 0
        func look(_ record: UnsafeMutablePointer<SessionRecord>) {
            let own = overrides(record).map { deadlines.overridden(by: $0) } ?? deadlines
            if isAlive(record, at: now) && !own.isAlive(record, at: now) { count += 1 }
        }
        table.forEachRecord { look($0) }
        old?.forEachRecord { look($0) }
        return count
    }

    private mutating func forEachRecord(
        _ body: (inout ShardIndex, UnsafeMutablePointer<SessionRecord>) -> Void
    ) {
        let (table, old) = (table, old)
        table.forEachRecord { body(&self, $0) }
        old?.forEachRecord { body(&self, $0) }
    }
}

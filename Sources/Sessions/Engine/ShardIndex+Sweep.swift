/// What is due, and what a change of timeouts does to it.
extension ShardIndex {
    /// Whether the wheel has no session to look at up to now.
    ///
    /// A cleanup asks this first, and brings a table that stopped growing halfway a step further on the way.
    mutating func hasNothingDue(at now: Int64) -> Bool {
        finishGrowth()
        return wheel.nextDue(now, records) == nil
    }

    /// The next session that is past its deadline; `nil` when none is, or when the budget, which each session
    /// looked at takes one from, is used up.
    ///
    /// The caller removes it before it asks again.
    @usableFromInline mutating func nextDead(at now: Int64, budget: inout Int) -> UnsafeMutablePointer<Line>?
    {
        while budget > 0 {
            guard let (slot, moment) = wheel.nextDue(now, records) else { return nil }
            budget -= 1
            let line = line(slot)
            let deadlines = deadlines(line)
            if !deadlines.isAlive(line, at: moment) { return line }
            wheel.revisit(slot, deadline: nextLook(line, at: moment), at: moment, records)
        }
        return nil
    }

    /// Changes the timeouts of all sessions; returns how many are past their deadline under the new ones.
    ///
    /// It looks at every session once: a hundred nanoseconds each where they don't fit into the cache.
    @usableFromInline mutating func change(to deadlines: Deadlines, now: Int64) -> Int {
        self.deadlines = deadlines
        wheel.reset(span: min(deadlines.idle, deadlines.lifetime), now: now)
        var pastDeadline = 0
        forEachLine { index, line in
            if !index.isAlive(line, at: now) { pastDeadline += 1 }
            let bucket = index.wheel.bucket(deadline: index.nextLook(line, at: now))
            index.wheel.link(line.pointee.slot, into: bucket, index.records)
        }
        return pastDeadline
    }

    /// How many living sessions would be past their deadline under these timeouts.
    @usableFromInline func countPastDeadline(under deadlines: Deadlines, at now: Int64) -> Int {
        var count = 0
        func look(_ line: UnsafeMutablePointer<Line>) {
            let own = extra(line).map { deadlines.overridden(by: $0) } ?? deadlines
            if isAlive(line, at: now) && !own.isAlive(line, at: now) { count += 1 }
        }
        table.forEachLine { look($0) }
        old?.forEachLine { look($0) }
        return count
    }

    private mutating func forEachLine(_ body: (inout ShardIndex, UnsafeMutablePointer<Line>) -> Void) {
        let (table, old) = (table, old)
        table.forEachLine { body(&self, $0) }
        old?.forEachLine { body(&self, $0) }
    }

    /// A session that was not used for long, as a victim of eviction: of the eight that the wheel looks at
    /// soonest, the one longest unused that no lease holds.
    @usableFromInline func leastRecentlyUsedOfSample() -> UnsafeMutablePointer<Line>? {
        var victim: UnsafeMutablePointer<Line>?
        var sampled = 0
        wheel.forEachSoonest(records) { slot in
            let candidate = line(slot)
            if let extra = extra(candidate), extra.leases > 0 { return true }
            if victim.map({ candidate.pointee.lastAccessed < $0.pointee.lastAccessed }) ?? true {
                victim = candidate
            }
            sampled += 1
            return sampled < 8
        }
        return victim
    }
}

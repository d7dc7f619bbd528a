/// What is due, and what a change of timeouts does to it.
extension ShardIndex {
    /// Whether the wheel has no session to look at up to now.
    ///
    /// A cleanup asks this first, and brings a table that stopped growing halfway a step further on the way.
    mutating func hasNothingDue(at now: Int64) -> Bool {
        finishGrowth()
        return wheel.nextDue(now, records) == nil
    }

    /// The next session that is past its deadline, and the moment that it was judged at; `nil` when none is, or
    /// when the budget, which each session looked at takes one from, is used up.
    ///
    /// The caller removes it before it asks again.
    @usableFromInline mutating func nextDead(
        at now: Int64,
        budget: inout Int
    ) -> (line: UnsafeMutablePointer<Line>, at: Int64)? {
        while budget > 0 {
            guard let (slot, moment) = wheel.nextDue(now, records) else { return nil }
            budget -= 1
            let line = line(slot)
            let deadlines = deadlines(line)
            if !deadlines.isAlive(line, at: moment) { return (line, moment) }
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
            let deadline = index.nextLook(line, at: now)
            let bucket = index.wheel.bucket(deadline: deadline)
            index.wheel.link(line.pointee.slot, into: bucket, deadline: deadline, index.records)
        }
        return pastDeadline
    }

    /// How many living sessions would be past their deadline under these timeouts.
    @usableFromInline func countPastDeadline(under deadlines: Deadlines, at now: Int64) -> Int {
        var count = 0
        func look(_ line: UnsafeMutablePointer<Line>) {
            let own = overrides(line).map { deadlines.overridden(by: $0) } ?? deadlines
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

    /// A session that was not used for long, as a victim of eviction: of a few that would expire first, the one
    /// longest unused that no lease holds; and how many there were to choose from.
    ///
    /// The wheel is lazy, so some wait where they were due before their last access: they move on and don't
    /// count, at most ``relinksPerVictim`` of them a call.
    mutating func leastRecentlyUsedOfSample(
        at now: Int64
    ) -> (line: UnsafeMutablePointer<Line>, sampled: Int)? {
        var soonest: ContiguousArray<UInt32> = []
        wheel.forEachSoonest(records) { slot in
            soonest.append(slot)
            return soonest.count < Self.relinksPerVictim + Self.sampledPerVictim
        }
        var victim: UnsafeMutablePointer<Line>?
        var moved: UnsafeMutablePointer<Line>?
        var sampled = 0
        for slot in soonest where sampled < Self.sampledPerVictim {
            let candidate = line(slot)
            let look = nextLook(candidate, at: now)
            let isHeld = (overrides(candidate)?.leases ?? 0) > 0
            if wheel.moveOn(slot, deadline: look, records) || isHeld {
                if !isHeld, moved.map({ candidate.pointee.lastAccessed < $0.pointee.lastAccessed }) ?? true {
                    moved = candidate
                }
                continue
            }
            if victim.map({ candidate.pointee.lastAccessed < $0.pointee.lastAccessed }) ?? true {
                victim = candidate
            }
            sampled += 1
        }
        return (victim ?? moved).map { ($0, max(1, sampled)) }
    }

    private static var sampledPerVictim: Int { 8 }
    private static var relinksPerVictim: Int { 256 }
}

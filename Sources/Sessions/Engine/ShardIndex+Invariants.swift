extension ShardIndex {
    /// What is wrong, if anything; looks at everything.
    @usableFromInline func brokenInvariant() -> String? {
        if created + restored + moved - ended.sum != active { return "the counts do not add up" }
        let lines = table.count + (old?.count ?? 0)
        if lines != active { return "\(lines) lines for \(active) sessions" }
        if table.count > table.capacity { return "the table is overfull" }
        var slot = 0
        var used = 0
        var leased = 0
        while let next = slots.next(from: slot) {
            used += 1
            slot = Int(next) + 1
            if line(next).pointee.leases > 0 { leased += 1 }
            if line(next).pointee.slot != next { return "slot \(next) has another's line" }
        }
        if used != active { return "\(used) slots for \(active) sessions" }
        if leased != leasedLines { return "\(leasedLines) lines with leases, and there are \(leased)" }
        let records = records
        let hash = { (line: UnsafeMutablePointer<Line>) in records[line.pointee.slot].pointee.hash }
        if let broken = table.brokenInvariant(isBeingEmptied: false, hash: hash) { return broken }
        if let broken = old?.brokenInvariant(isBeingEmptied: true, hash: hash) { return broken }
        if let broken = creation.brokenInvariant(
            count: active,
            records,
            created: { line($0).pointee.created }
        ) {
            return broken
        }
        return wheel.brokenInvariant(count: active, records) { slot in
            let line = line(slot)
            return deadlines(line).deadline(line)
        }
    }
}

extension ShardIndex {
    /// Returns a description of a broken invariant, or `nil` if the index is intact. It examines every
    /// session.
    @usableFromInline func brokenInvariant() -> String? {
        if created + restored + moved - ended.sum != active { return "the counts do not add up" }
        let records = table.count + (old?.count ?? 0)
        if records != active { return "\(records) records for \(active) sessions" }
        if table.count > table.capacity { return "the table is overfull" }
        var slot = 0
        var used = 0
        var leased = 0
        var withSparseFields = 0
        var withAttributes = 0
        var withWork = 0
        if let sizes, sizes.allocated != links.allocated {
            return "\(sizes.allocated) chunks of sizes for \(links.allocated) chunks of links"
        }
        while let next = slots.next(from: slot) {
            used += 1
            slot = Int(next) + 1
            if record(next).pointee.leases > 0 { leased += 1 }
            if record(next).pointee.slot != next { return "slot \(next) has another's record" }
            let place = links[next].pointee.sparseFields
            let fields = place == SessionLinks.none ? SparseFields() : sparseFields[place].pointee
            let hasAttributes = fields.attributes != SessionLinks.none
            if place != SessionLinks.none {
                withSparseFields += 1
                if fields.isEmpty { return "slot \(next) has empty sparse fields" }
            }
            if hasAttributes { withAttributes += 1 }
            if let work = fields.work?.takeUnretainedValue() {
                withWork += 1
                if work.isUnused || work.end != nil { return "slot \(next) has work that is over" }
                if work.waiters > 0 && work.isFree { return "slot \(next) has a call that waits for nothing" }
            }
            if record(next).pointee.hasOverrides != fields.changesDeadlines {
                return "slot \(next) has a wrong flag of overrides"
            }
            if record(next).pointee.hasAttributes != hasAttributes {
                return "slot \(next) has a wrong flag of attributes"
            }
        }
        if sparseSlots.used != withSparseFields {
            return "\(sparseSlots.used) sparse fields for \(withSparseFields) sessions"
        }
        if attributeSlots.used != withAttributes {
            return "\(attributeSlots.used) attributes for \(withAttributes) sessions"
        }
        if withWork != workCount { return "\(workCount) sessions with work, and there are \(withWork)" }
        if used != active { return "\(used) slots for \(active) sessions" }
        if leased != leasedRecords { return "\(leasedRecords) records with leases, and there are \(leased)" }
        let links = links
        let hash = { (record: UnsafeMutablePointer<SessionRecord>) in links[record.pointee.slot].pointee.hash
        }
        if let broken = table.brokenInvariant(isBeingEmptied: false, hash: hash) { return broken }
        if let broken = old?.brokenInvariant(isBeingEmptied: true, hash: hash) { return broken }
        if let broken = creation.brokenInvariant(
            count: active,
            links,
            created: { record($0).pointee.created }
        ) {
            return broken
        }
        return wheel.brokenInvariant(count: active, links) { slot in
            let record = record(slot)
            return deadlines(record).deadline(record)
        }
    }

    /// Returns a description of a difference between the sessions' attributes and the groups, or `nil`, and adds the
    /// number of the sessions' memberships to `memberships`.
    func brokenInvariant(shard: Int, _ groups: GroupIndex, memberships: inout Int) -> String? {
        var slot = 0
        while let next = slots.next(from: slot) {
            slot = Int(next) + 1
            guard let attributed = attributed(record(next))?.pointee else { continue }
            memberships += attributed.kept.groupCount
            let place = SessionPlace(shard: UInt32(truncatingIfNeeded: shard), slot: next)
            if let broken = groups.brokenInvariant(of: attributed, at: place) { return broken }
        }
        return nil
    }
}

extension SessionManager {
    /// Returns a description of a broken invariant, or `nil` if the manager is intact. It examines every session, and no
    /// other thread may use the manager.
    func brokenInvariant() -> String? {
        let groups = directory.environment.groups
        let budget = directory.environment.bytes
        var memberships = 0
        var bytes = 0
        var active = 0
        for (number, shard) in shards.enumerated() {
            let broken = shard.read { state, _ -> String? in
                if state.head.index.pointee.isMeasured != budget.isOn {
                    return "shard \(number) and the policy disagree on whether sizes are kept"
                }
                bytes += state.head.index.pointee.sumOfSizes
                active += state.head.index.pointee.active
                return state.brokenSize() ?? state.head.index.pointee.brokenInvariant()
                    ?? state.head.index.pointee.brokenInvariant(
                        shard: number,
                        groups,
                        memberships: &memberships
                    )
            }
            if let broken { return broken }
        }
        let counted = directory.environment.capacity.count
        if active != counted { return "\(counted) sessions are counted, but the shards have \(active)" }
        if bytes != budget.all.count {
            return "\(budget.all.count) bytes are counted, but the sizes have the sum \(bytes)"
        }
        return groups.brokenInvariant(memberships: memberships)
    }
}

extension ShardState {
    /// Returns a description of a size that differs from the size of the value, or `nil`.
    fileprivate func brokenSize() -> String? {
        guard head.index.pointee.isMeasured else { return nil }
        var slot = 0
        while let next = head.index.pointee.nextSlot(from: slot) {
            slot = Int(next) + 1
            let size = ByteEstimate.bytes(of: values[next].pointee.value)
            if head.index.pointee.size(next) != UInt32(clamping: size) {
                return "slot \(next) has \(size) bytes, but \(head.index.pointee.size(next)) are counted"
            }
        }
        return nil
    }
}

/// A session as the engine holds it at one moment, dead or alive: what a store is told.
package struct HeldSession<Value: Sendable>: Sendable {
    package let value: Value
    package let incarnation: Incarnation
    package let createdInstant: SessionInstant
    /// The moment itself while a lease holds the session.
    package let lastAccessedInstant: SessionInstant
    package let timeouts: Timeouts?
}

/// A session's id, and when it was accessed last.
package struct HeldAccess: Sendable {
    package let id: String
    package let incarnation: Incarnation
    /// The moment itself while a lease holds the session.
    package let lastAccessedInstant: SessionInstant
}

/// How far a walk through the sessions that are held has come.
package struct HeldAccessPlace: Sendable {
    fileprivate var shard = 0
    fileprivate var slot = 0

    package init() {}

    fileprivate init(shard: Int, slot: Int) {
        self.shard = shard
        self.slot = slot
    }
}

extension SessionManager {
    /// The session that is held under this id, as the engine knows it: not ended, though it may be past its
    /// deadline. It is not accessed.
    package func held(_ id: String) -> HeldSession<Value>? {
        read(id) { state, key, moment in
            guard let line = state.head.index.pointee.find(key) else { return nil }
            let entry = state.entries[line.pointee.slot]
            let extra = state.head.index.pointee.extra(line) ?? Extra()
            let access = extra.leases > 0 ? moment.now : line.pointee.lastAccessed
            return HeldSession(
                value: entry.pointee.value,
                incarnation: entry.pointee.incarnation,
                createdInstant: SessionInstant(nanoseconds: line.pointee.created),
                lastAccessedInstant: SessionInstant(nanoseconds: access),
                timeouts: Timeouts(extra)
            )
        }
    }

    /// All sessions that are held, in batches; no lock is held during `body`, and for 64 sessions at a time
    /// before it. Ends when `body` returns false.
    package func forEachAccess(_ body: ([HeldAccess]) -> Bool) {
        var place = HeldAccessPlace()
        while true {
            let batch = accesses(from: &place, atLeast: 1)
            if batch.isEmpty || !body(batch) { return }
        }
    }

    /// The sessions that are held from this place on, at least so many and up to 63 more if there are; moves the place
    /// behind them. Empty at the end. A lock is held for 64 sessions at a time.
    package func accesses(from place: inout HeldAccessPlace, atLeast count: Int) -> [HeldAccess] {
        accesses(from: &place, atLeast: count, unreportedOnly: false)
    }

    /// As ``accesses(from:atLeast:)``, of the sessions alone that were accessed after their last `accessed` event, or
    /// that leases hold: what those who follow the events don't know. Updates are not accesses here.
    package func unreportedAccesses(from place: inout HeldAccessPlace, atLeast count: Int) -> [HeldAccess] {
        accesses(from: &place, atLeast: count, unreportedOnly: true)
    }

    private func accesses(
        from place: inout HeldAccessPlace,
        atLeast count: Int,
        unreportedOnly: Bool
    ) -> [HeldAccess] {
        var batch: [HeldAccess] = []
        while batch.count < count, place.shard < shards.count {
            let next = shards[place.shard].read { state, moment in
                state.accesses(from: place.slot, at: moment, unreportedOnly: unreportedOnly, into: &batch)
            }
            place = HeldAccessPlace(shard: next == nil ? place.shard + 1 : place.shard, slot: next ?? 0)
        }
        return batch
    }

    /// The ids of the sessions that leases hold. It looks at a few bytes of every session, and costs a look-up of
    /// each in a shard that has one with a lease.
    package var leasedIdentifiers: [String] {
        var found: [String] = []
        for shard in shards {
            var slot: Int? = 0
            while let from = slot {
                slot = shard.read { state, _ in
                    state.head.index.pointee.forEachHeld(from: from, limit: 256) { line in
                        found.append(line.pointee.identifier)
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
        at moment: Moment,
        unreportedOnly: Bool,
        into batch: inout [HeldAccess]
    ) -> Int? {
        var slot = slot
        for _ in 0..<64 {
            guard let next = head.index.pointee.nextSlot(from: slot) else { return nil }
            let line = head.index.pointee.line(next)
            let isLeased = (head.index.pointee.extra(line)?.leases ?? 0) > 0
            slot = Int(next) + 1
            if unreportedOnly, !isLeased, !AccessedPace.isUnreported(line.pointee.accessedMark) { continue }
            batch.append(
                HeldAccess(
                    id: line.pointee.identifier,
                    incarnation: entries[next].pointee.incarnation,
                    lastAccessedInstant: SessionInstant(
                        nanoseconds: isLeased ? moment.now : line.pointee.lastAccessed
                    )
                )
            )
        }
        return slot
    }
}

extension Timeouts {
    /// What a session has of its own; `nil` if it has nothing.
    init?(_ extra: Extra) {
        guard extra.idle != 0 || extra.lifetime != 0 else { return nil }
        self.init(
            idle: extra.idle == 0 ? nil : .nanoseconds(extra.idle),
            lifetime: extra.lifetime == 0 ? nil : .nanoseconds(extra.lifetime)
        )
    }
}

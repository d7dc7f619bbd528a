extension LockedShard {
    /// Restores the sessions that are alive, without events. The caller must initialize their entries before it
    /// releases the lock.
    func restore(
        _ entries: UnsafeBufferPointer<RestorableEntry>,
        _ environment: ShardEnvironment,
        shard: Int,
        at now: Int64,
        wallTime: WallTime
    ) -> RestoredEntries {
        let mark = environment.pace.mark(now)
        var restored = RestoredEntries()
        restored.living.reserveCapacity(entries.count)
        head.index.pointee.prefetch(entries)
        for (number, entry) in entries.enumerated() {
            guard !head.index.pointee.isClosed, head.index.pointee.find(entry.key) == nil else {
                restored.leftOut.append(number)
                continue
            }
            let moments = RestoredTimes(
                createdAt: entry.createdAt,
                lastAccessedAt: entry.lastAccessedAt,
                now: now,
                wallTime: wallTime
            )
            let deadline = head.index.pointee.deadlines.overridden(by: entry.overrides)
                .deadline(lastAccessed: moments.lastAccessed, created: moments.created)
            guard deadline >= now else {
                restored.dead.append((number, deadline))
                continue
            }
            let record = head.index.pointee.restore(
                entry.key,
                moments,
                overrides: entry.overrides,
                mark: mark,
                isNewest: head.index.pointee.isNewest(created: moments.created)
            )
            if let attributes = entry.attributes {
                var unreserved: GroupKey?
                let shard = UInt32(truncatingIfNeeded: shard)
                head.index.pointee.attach(
                    attributes,
                    to: record,
                    inShard: shard,
                    environment.groups,
                    &unreserved
                )
            }
            restored.living.append((number, record.pointee.slot))
        }
        environment.capacity.restore(restored.living.count)
        return restored
    }
}

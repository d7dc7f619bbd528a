extension LockedShard {
    /// Restores the sessions that are alive, without events. The caller must initialize their entries before it
    /// releases the lock.
    func restore(
        _ lives: UnsafeBufferPointer<RestorableLife>,
        _ environment: ShardEnvironment,
        shard: Int,
        at now: Int64,
        wallTime: WallTime
    ) -> RestoredLives {
        let mark = environment.pace.mark(now)
        var restored = RestoredLives()
        restored.living.reserveCapacity(lives.count)
        head.index.pointee.prefetch(lives)
        for (number, life) in lives.enumerated() {
            guard !head.index.pointee.isClosed, head.index.pointee.find(life.key) == nil else {
                restored.leftOut.append(number)
                continue
            }
            let moments = RestoredMoments(
                createdAt: life.createdAt,
                lastAccessedAt: life.lastAccessedAt,
                now: now,
                wallTime: wallTime
            )
            let deadline = head.index.pointee.deadlines.overridden(by: life.overrides)
                .deadline(lastAccessed: moments.lastAccessed, created: moments.created)
            guard deadline >= now else {
                restored.dead.append((number, deadline))
                continue
            }
            let record = head.index.pointee.restore(
                life.key,
                moments,
                overrides: life.overrides,
                mark: mark,
                isNewest: head.index.pointee.isNewest(created: moments.created)
            )
            if let attributes = life.attributes {
                let shard = UInt32(truncatingIfNeeded: shard)
                let place = SessionPlace(shard: shard, slot: record.pointee.slot)
                let nodes = environment.groups.join(attributes, at: place)
                head.index.pointee.attach(AttributedSession(kept: attributes, nodes: nodes), to: record)
            }
            restored.living.append((number, record.pointee.slot))
        }
        environment.capacity.restore(restored.living.count)
        return restored
    }
}

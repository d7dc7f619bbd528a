extension SessionManager {
    /// The number of sessions that the manager holds, including dead ones that no call has noticed yet.
    ///
    /// Reading it costs one read of memory.
    public var count: Int { directory.environment.capacity.count }

    /// Returns the current metrics.
    ///
    /// The numbers of sessions and ends are from the same moment. At this moment, the call holds the locks of all 64
    /// shards for a few microseconds. The ages are read after it, one shard at a time.
    public func metrics() -> SessionMetrics {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        var created = 0
        var restored = 0
        var active = 0
        var leasesCutOff = 0
        var callersThatWaited = managerLane.callersThatWaited
        var ended = [Int](repeating: 0, count: EndReason.allCases.count)
        let locked = LockedShards([Bool](repeating: true, count: shards.count), in: directory)
        for shard in shards {
            let index = shard.head.index
            created += index.pointee.created
            restored += index.pointee.restored
            active += index.pointee.active
            leasesCutOff += index.pointee.leasesCutOff
            callersThatWaited += shard.lane.queue.pointee.waits
            for ordinal in ended.indices { ended[ordinal] += index.pointee.ended[ordinal] }
        }
        locked.unlock()
        return SessionMetrics(
            activeSessions: active,
            totalCreated: created,
            totalRestored: restored,
            totalCleaned: ended.reduce(0, +),
            ended: Dictionary(uniqueKeysWithValues: zip(EndReason.allCases, ended)),
            oldestSession: oldestAge,
            newestSession: newestAge,
            rejectedForCapacity: directory.environment.capacity.rejections,
            rejectedForOwnerLimit: directory.environment.groups.limitRejections,
            rejectedForCreateRate: directory.environment.groups.paceRejections,
            rejectedForBytes: directory.environment.bytes.all.rejections,
            rejectedForValueSize: directory.environment.bytes.refusals,
            valueBytes: directory.environment.bytes.isOn ? directory.environment.bytes.all.count : nil,
            rejectedByAdmission: directory.environment.capacity.refusals,
            leasesCutOff: leasesCutOff,
            refusedLeases: directory.environment.refusedLeases.load(ordering: .relaxed),
            callersThatWaited: callersThatWaited
        )
    }

    /// The age of the oldest session that the manager holds; `nil` if it holds none.
    ///
    /// It takes the lock of each of the 64 shards once and looks at the oldest session of each, however many
    /// sessions there are.
    public var oldestAge: Duration? {
        age(of: { $0.oldestCreated }, combining: max)
    }

    /// The age of the newest session that the manager holds; `nil` if it holds none.
    ///
    /// It takes the lock of each of the 64 shards once and looks at the newest session of each, however many
    /// sessions there are.
    public var newestAge: Duration? {
        age(of: { $0.newestCreated }, combining: min)
    }

    private func age(
        of created: (borrowing ShardIndex) -> Int64?,
        combining: (Int64, Int64) -> Int64
    ) -> Duration? {
        var found: Int64?
        for shard in shards {
            let age = shard.read { state, moment in
                created(state.head.index.pointee).map { moment.now - $0 }
            }
            if let age { found = found.map { combining($0, age) } ?? age }
        }
        return found.map { .nanoseconds($0) }
    }

    /// The memory that the engine uses for its sessions, in bytes.
    ///
    /// Values count only with their inline size: memory that they refer to, such as the text of a long
    /// string, is not included, and neither is the text of ids longer than 40 bytes.
    ///
    /// It takes the lock of each of the 64 shards once and adds up sizes that the engine keeps, however many sessions
    /// there are.
    public var storageBytes: Int {
        shards.reduce(directory.environment.groups.bytes) { sum, shard in
            sum + shard.read { state, _ in state.bytes }
        }
    }
}

extension ShardIndex {
    /// The time of the oldest session's creation; `nil` if there is no session.
    fileprivate var oldestCreated: Int64? {
        creation.oldest == SessionLinks.none ? nil : record(creation.oldest).pointee.created
    }

    /// The time of the newest session's creation; `nil` if there is no session.
    fileprivate var newestCreated: Int64? {
        creation.newest == SessionLinks.none ? nil : record(creation.newest).pointee.created
    }
}

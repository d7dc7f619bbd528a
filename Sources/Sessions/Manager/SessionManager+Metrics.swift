extension SessionManager {
    /// The number of sessions that the manager holds, including dead ones that no call has noticed yet.
    ///
    /// Reading it costs one read of memory.
    public var count: Int { directory.environment.capacity.count }

    /// Returns the current metrics.
    ///
    /// The call takes the lock of each shard once, for a few nanoseconds.
    public func metrics() -> SessionMetrics {
        var created = 0
        var restored = 0
        var active = 0
        var leasesCutOff = 0
        var ended = [Int](repeating: 0, count: EndReason.allCases.count)
        var oldest: Duration?
        var newest: Duration?
        for shard in shards {
            shard.read { state, operation in
                let head = state.head
                created += head.index.pointee.created
                restored += head.index.pointee.restored
                active += head.index.pointee.active
                leasesCutOff += head.index.pointee.leasesCutOff
                for ordinal in ended.indices { ended[ordinal] += head.index.pointee.ended[ordinal] }
                guard let range = head.index.pointee.createdRange else { return }
                let ages = (
                    Duration.nanoseconds(operation.now - range.oldest),
                    Duration.nanoseconds(operation.now - range.newest)
                )
                oldest = max(oldest ?? ages.0, ages.0)
                newest = min(newest ?? ages.1, ages.1)
            }
        }
        return SessionMetrics(
            activeSessions: active,
            totalCreated: created,
            totalRestored: restored,
            totalCleaned: ended.reduce(0, +),
            ended: Dictionary(uniqueKeysWithValues: zip(EndReason.allCases, ended)),
            oldestSession: oldest,
            newestSession: newest,
            rejectedForCapacity: directory.environment.capacity.rejections,
            rejectedForOwnerLimit: directory.environment.groups.limitRejections,
            rejectedForCreateRate: directory.environment.groups.paceRejections,
            rejectedForBytes: directory.environment.bytes.all.rejections,
            rejectedForValueSize: directory.environment.bytes.refusals,
            valueBytes: directory.environment.bytes.isOn ? directory.environment.bytes.all.count : nil,
            rejectedByAdmission: directory.environment.capacity.refusals,
            leasesCutOff: leasesCutOff,
            callersThatWaited: shards.reduce(managerLane.callersThatWaited) {
                $0 + $1.lane.callersThatWaited
            }
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

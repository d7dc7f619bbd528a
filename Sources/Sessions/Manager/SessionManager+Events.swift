extension SessionManager {
    /// Emits an event about the manager.
    func emit(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil
    ) {
        append(kind, cause: cause, cleanup: cleanup, policyChange: policyChange, restored: restored)
        managerLane.drain()
    }

    /// Appends an event about the manager to its lane, in the order of the numbers, for a caller that
    /// drains the lane later.
    func append(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        context: EventContext? = nil,
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil
    ) {
        let environment = directory.environment
        guard environment.interests.contains(kind) else { return }
        let context = context ?? environment.context()
        // Another thread can deliver and release the event before this one has released the lock.
        defer { withExtendedLifetime(context) {} }
        numbers.withLock { number in
            number += 1
            managerLane.append(
                Self.managerEvent(
                    kind,
                    cause: cause,
                    number: number,
                    environment: environment,
                    context: context,
                    cleanup: cleanup,
                    policyChange: policyChange,
                    restored: restored
                )
            )
        }
    }

    static func managerEvent(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        number: UInt64,
        environment: ShardEnvironment,
        context: EventContext?,
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil
    ) -> SessionEvent<Value> {
        SessionEvent(
            kind: kind,
            id: nil,
            value: nil,
            version: nil,
            // The manager's series of numbers comes after those of the shards.
            sequence: number * environment.seriesCount + environment.seriesCount - 1,
            instant: SessionInstant(nanoseconds: environment.now()),
            cause: cause,
            context: context,
            activeCount: environment.capacity.count,
            details: cleanup == nil && policyChange == nil && restored == nil
                ? nil : EventDetails(cleanup: cleanup, policyChange: policyChange, restored: restored)
        )
    }

    static func nextNumber(_ numbers: Locked<UInt64>) -> UInt64 {
        numbers.withLock { number in
            number += 1
            return number
        }
    }

    /// Returns when the events of all calls that returned before this one have been delivered. A call may return
    /// before that: while another thread delivers for it.
    ///
    /// - Returns: False if the task was cancelled before.
    package func eventsDelivered() async -> Bool {
        // Plain loops, because this code is not specialised and usually finds nothing waiting.
        var waiting: [(EventLane<Value>, UInt64)] = []
        if let number = managerLane.settled { waiting.append((managerLane, number)) }
        for shard in shards {
            if let number = shard.lane.settled { waiting.append((shard.lane, number)) }
        }
        var rounds = 0
        while !waiting.isEmpty {
            rounds += 1
            // A delivery usually takes microseconds, but an observer can take any time.
            if rounds < 100 { await Task.yield() } else { try? await Task.sleep(for: .milliseconds(1)) }
            waiting.removeAll { $0.0.hasDelivered($0.1) }
            if !waiting.isEmpty && Task.isCancelled { return false }
        }
        return true
    }
}

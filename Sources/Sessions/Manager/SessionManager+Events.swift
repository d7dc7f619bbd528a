extension SessionManager {
    /// Emits an event about the manager.
    func emit(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        cleanup: SessionEvent<Value>.Cleanup? = nil,
        policyChange: SessionEvent<Value>.PolicyChange? = nil,
        restored: SessionEvent<Value>.Restored? = nil
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
        cleanup: SessionEvent<Value>.Cleanup? = nil,
        policyChange: SessionEvent<Value>.PolicyChange? = nil,
        restored: SessionEvent<Value>.Restored? = nil
    ) {
        let environment = directory.environment
        guard environment.interests.contains(kind.asSet) else { return }
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
        cleanup: SessionEvent<Value>.Cleanup? = nil,
        policyChange: SessionEvent<Value>.PolicyChange? = nil,
        restored: SessionEvent<Value>.Restored? = nil
    ) -> SessionEvent<Value> {
        SessionEvent(
            kind: kind,
            id: "",
            value: nil,
            incarnation: nil,
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
}

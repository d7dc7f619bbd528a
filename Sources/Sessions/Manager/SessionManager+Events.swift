extension SessionManager {
    /// Emits an event that is about the manager.
    func emit(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        cleanup: SessionEvent<Value>.Cleanup? = nil,
        policyChange: SessionEvent<Value>.PolicyChange? = nil
    ) {
        guard observer.interests.contains(kind.asSet) else { return }
        managerLane.append(
            Self.managerEvent(
                kind,
                cause: cause,
                number: Self.nextNumber(numbers),
                surroundings: directory.surroundings,
                cleanup: cleanup,
                policyChange: policyChange
            )
        )
        managerLane.drain()
    }

    static func managerEvent(
        _ kind: SessionEvent<Value>.Kind,
        cause: SessionEvent<Value>.Cause,
        number: UInt64,
        surroundings: Surroundings,
        cleanup: SessionEvent<Value>.Cleanup? = nil,
        policyChange: SessionEvent<Value>.PolicyChange? = nil
    ) -> SessionEvent<Value> {
        SessionEvent(
            kind: kind,
            id: "",
            value: nil,
            incarnation: nil,
            // The series after those of the shards is the manager's.
            sequence: number * UInt64(shardCount + 1) + UInt64(shardCount),
            created: nil,
            deadline: nil,
            when: SessionInstant(nanoseconds: surroundings.now()),
            idleTime: .zero,
            reason: nil,
            cause: cause,
            context: surroundings.context()?.value,
            activeCount: surroundings.census.count,
            cleanup: cleanup,
            policyChange: policyChange
        )
    }

    static func nextNumber(_ numbers: Locked<UInt64>) -> UInt64 {
        numbers.withLock { number in
            number += 1
            return number
        }
    }
}

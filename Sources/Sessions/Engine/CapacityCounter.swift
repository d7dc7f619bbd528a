import Synchronization

/// How many sessions a manager holds, against how many it may hold.
@usableFromInline final class CapacityCounter: Sendable {
    private let active = Atomic<Int>(0)
    private let limit: Atomic<Int>
    private let rejected = Atomic<Int>(0)
    private let notAdmitted = Atomic<Int>(0)

    @usableFromInline init(limit: Int) {
        self.limit = Atomic(limit)
    }

    @usableFromInline var count: Int { active.load(ordering: .relaxed) }

    @usableFromInline var rejections: Int { rejected.load(ordering: .relaxed) }

    @usableFromInline var refusals: Int { notAdmitted.load(ordering: .relaxed) }

    @usableFromInline func setLimit(_ limit: Int) { self.limit.store(limit, ordering: .relaxed) }

    /// Counts one more session; returns how many there are with it, or `nil` where there may be no more.
    @usableFromInline func add() -> Int? {
        var count = active.load(ordering: .relaxed)
        while count < limit.load(ordering: .relaxed) {
            let (exchanged, current) = active.compareExchange(
                expected: count,
                desired: count + 1,
                ordering: .relaxed
            )
            if exchanged { return count + 1 }
            count = current
        }
        return nil
    }

    /// Counts more sessions that were read back from a store, whatever the limit.
    func restore(_ count: Int = 1) { active.wrappingAdd(count, ordering: .relaxed) }

    /// Counts one session less; returns how many are left.
    @usableFromInline func remove() -> Int {
        active.wrappingSubtract(1, ordering: .relaxed).newValue
    }

    /// Counts a create that was refused.
    @usableFromInline func reject() { rejected.wrappingAdd(1, ordering: .relaxed) }

    /// Counts a create that an admission refused.
    @usableFromInline func refuse() { notAdmitted.wrappingAdd(1, ordering: .relaxed) }
}

import Synchronization

/// Counts a manager's sessions and limits their number.
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

    /// Counts a new session and returns the number of sessions with it, or returns `nil` if the limit is
    /// reached.
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

    /// Counts sessions that were read back from a store. The limit does not apply to them.
    func restore(_ count: Int = 1) { active.wrappingAdd(count, ordering: .relaxed) }

    /// Counts the end of a session and returns the number of remaining sessions.
    @usableFromInline func remove() -> Int {
        active.wrappingSubtract(1, ordering: .relaxed).newValue
    }

    /// Counts a create that failed because the limit was reached.
    @usableFromInline func reject() { rejected.wrappingAdd(1, ordering: .relaxed) }

    /// Counts a create that the admission refused.
    @usableFromInline func refuse() { notAdmitted.wrappingAdd(1, ordering: .relaxed) }
}

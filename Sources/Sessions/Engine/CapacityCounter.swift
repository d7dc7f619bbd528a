import Synchronization

/// Counts a manager's sessions, or the bytes of their values, and limits their number.
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

    /// Adds to the number, one by default, and returns the new number; returns `nil` and adds nothing if that would
    /// exceed the limit.
    @usableFromInline func add(_ more: Int = 1) -> Int? {
        var count = active.load(ordering: .relaxed)
        while count + more <= limit.load(ordering: .relaxed) {
            let (exchanged, current) = active.compareExchange(
                expected: count,
                desired: count + more,
                ordering: .relaxed
            )
            if exchanged { return count + more }
            count = current
        }
        return nil
    }

    /// Whether ``add(_:)`` would succeed now.
    func hasRoom(for more: Int) -> Bool { count + more <= limit.load(ordering: .relaxed) }

    /// Counts sessions that were read back from a store. The limit does not apply to them.
    func restore(_ count: Int = 1) { active.wrappingAdd(count, ordering: .relaxed) }

    /// Counts the end of a session, or fewer bytes, and returns the remaining number.
    @discardableResult
    @usableFromInline func remove(_ fewer: Int = 1) -> Int {
        active.wrappingSubtract(fewer, ordering: .relaxed).newValue
    }

    /// Counts a create that failed because the limit was reached.
    @usableFromInline func reject() { rejected.wrappingAdd(1, ordering: .relaxed) }

    /// Counts a create that the admission refused.
    @usableFromInline func refuse() { notAdmitted.wrappingAdd(1, ordering: .relaxed) }
}

/// The callers of a flush, grouped by what they wait for.
struct FlushWaiters {
    private struct Waiter {
        let ticket: Int
        /// Whether it also waits for marks that can't be written before an event has arrived.
        let awaitsEvents: Bool
        /// The cycle that takes the marks made before the call.
        var cycle = 0
    }

    private var forNextCycle: [Waiter] = []
    private var forThisCycle: [Waiter] = []
    /// Callers whose cycle is over, but who may still wait for marks that the cycle could not write.
    private var forMarks: [Waiter] = []

    var waitForCycle: Bool { !forNextCycle.isEmpty }
    var waitForThisCycle: Bool { !forThisCycle.isEmpty }
    var waitForMarks: Bool { !forMarks.isEmpty }

    mutating func add(_ ticket: Int, awaitsEvents: Bool) {
        forNextCycle.append(Waiter(ticket: ticket, awaitsEvents: awaitsEvents))
    }

    mutating func cycleBegan(_ cycle: Int) {
        forThisCycle = forNextCycle.map {
            Waiter(ticket: $0.ticket, awaitsEvents: $0.awaitsEvents, cycle: cycle)
        }
        forNextCycle = []
    }

    mutating func cycleEnded() {
        forMarks += forThisCycle
        forThisCycle = []
    }

    /// Removes and returns the callers whose marks are all written. Valid only between cycles.
    mutating func takeSettled(_ marks: DirtyMarks) -> [Int] {
        guard !forMarks.isEmpty else { return [] }
        let owedSince = marks.owedSince ?? .max
        let readyOwedSince = owedSince == .max ? .max : marks.readyOwedSince ?? .max
        let isSettled = { (waiter: Waiter) in
            waiter.cycle < (waiter.awaitsEvents ? owedSince : readyOwedSince)
        }
        defer { forMarks.removeAll(where: isSettled) }
        return forMarks.filter(isSettled).map(\.ticket)
    }

    mutating func takeAll() -> [Int] {
        defer { self = FlushWaiters() }
        return (forMarks + forThisCycle + forNextCycle).map(\.ticket)
    }
}

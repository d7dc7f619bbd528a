import Synchronization
import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Linearizability")
struct LinearizabilityTests {
    typealias Call = LinearizabilityChecker.Call

    @Test("The checker distinguishes possible histories from impossible ones")
    func checker() {
        func isPossible(_ calls: [Call]) -> Bool {
            var checker = LinearizabilityChecker(calls)
            return checker.isLinearizable()
        }
        // Sequential operations.
        #expect(
            isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .session(1), called: 2, returned: 3),
            ])
        )
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .session(nil), called: 2, returned: 3),
            ])
        )
        // Concurrent operations: either may have happened first.
        for seen in [nil, 1] as [Int?] {
            #expect(
                isPossible([
                    Call(operation: .create(1), called: 0, returned: 3),
                    Call(operation: .session(seen), called: 1, returned: 2),
                ])
            )
        }
        // A deleted session that a later call finds again.
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .delete(true), called: 2, returned: 3),
                Call(operation: .session(1), called: 4, returned: 5),
            ])
        )
        // Two deletes that both found the session.
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .delete(true), called: 2, returned: 5),
                Call(operation: .delete(true), called: 3, returned: 4),
            ])
        )
        // An expired session that is found again.
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .expire, called: 2, returned: 3),
                Call(operation: .touch(true), called: 4, returned: 5),
            ])
        )
        // A lost update.
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .update(to: 2), called: 2, returned: 5),
                Call(operation: .update(to: 2), called: 3, returned: 4),
            ])
        )
    }

    @Test("Histories of concurrent callers are linearizable")
    func histories() throws {
        let histories = Soak.isOn ? 50_000 : 2_000
        for seed in 0..<histories {
            for (id, calls) in record(UInt64(seed)) {
                var checker = LinearizabilityChecker(calls)
                if !checker.isLinearizable() {
                    Issue.record("seed \(seed), id \(id): no order explains \(calls)")
                    return
                }
            }
        }
    }

    /// Runs four threads on two ids while time passes now and then; returns the history of each id.
    private func record(_ seed: UInt64) -> [String: [Call]] {
        let clock = ManualClock()
        let manager = SessionManager<Int>(clock: clock)
        let ticks = Tick()
        let histories = Locked<[String: [Call]]>([:])
        let arrived = Locked(0)
        onThreads(4) { number in
            var random = SeededGenerator(seed: seed &* 31 &+ UInt64(number))
            var calls: [(String, Call)] = []
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 4 {}
            for step in 0..<12 {
                let id = Bool.random(using: &random) ? "a" : "b"
                let new = number * 1_000 + step * 10
                let called = ticks.next()
                let operation: LinearizabilityChecker.Operation?
                switch Int.random(in: 0..<20, using: &random) {
                case 0..<4: operation = (try? manager.create(id, new)).map { _ in .create(new) }
                case 4..<7:
                    operation = (try? manager.findOrCreate(id) { new }).map {
                        .findOrCreate(new, found: $0.session.value, created: $0.isNew)
                    }
                case 7..<9: operation = .session(manager.session(id)?.value)
                case 9..<10: operation = .session(manager.peek(id)?.value)
                case 10..<12: operation = .touch(manager.touch(id))
                case 12..<15:
                    operation = .update(
                        to: manager.update(id) { value in
                            value += 1
                            return value
                        }
                    )
                case 15..<18: operation = (try? manager.delete(id)).map { .delete($0) }
                case 18..<19:
                    manager.cleanup()
                    operation = nil
                default:
                    // Only one thread moves the clock.
                    operation = number == 0 ? .expire : nil
                    if number == 0 { clock.advance(by: .minutes(31)) }
                }
                guard let operation else { continue }
                let call = Call(operation: operation, called: called, returned: ticks.next())
                calls += operation == .expire ? [("a", call), ("b", call)] : [(id, call)]
                if Int.random(in: 0..<4, using: &random) == 0 { sched_yield() }
            }
            histories.withLock { histories in
                for (id, call) in calls { histories[id, default: []].append(call) }
            }
        }
        return histories.withLock { $0 }
    }
}

/// A clock that never returns the same tick twice.
final class Tick: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
}

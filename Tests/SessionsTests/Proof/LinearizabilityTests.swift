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
    typealias Call = LinearizabilityChecker<SessionOperation>.Call
    typealias OwnerCall = LinearizabilityChecker<OwnerOperation>.Call

    @Test("The checker distinguishes possible histories from impossible ones")
    func checker() {
        func isPossible(_ calls: [Call]) -> Bool {
            var checker = LinearizabilityChecker(calls, from: SessionOperation.State())
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
        // An end that is known before the session ended, and one that is forgotten.
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .endOf(true), called: 2, returned: 3),
                Call(operation: .delete(true), called: 4, returned: 5),
            ])
        )
        #expect(
            !isPossible([
                Call(operation: .create(1), called: 0, returned: 1),
                Call(operation: .delete(true), called: 2, returned: 3),
                Call(operation: .setTimeouts(false), called: 4, returned: 5),
                Call(operation: .endOf(false), called: 6, returned: 7),
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

    @Test("The checker knows what a change that states a version means")
    func versionChecker() {
        let first = SessionVersion(incarnation: Incarnation(rawValue: 1), number: 1)
        let second = SessionVersion(incarnation: Incarnation(rawValue: 1), number: 2)
        func isPossible(_ one: SessionOperation, _ other: SessionOperation) -> Bool {
            var checker = LinearizabilityChecker(
                [
                    Call(operation: .create(1), called: 0, returned: 1),
                    Call(operation: one, called: 2, returned: 5),
                    Call(operation: other, called: 3, returned: 4),
                ],
                from: SessionOperation.State()
            )
            return checker.isLinearizable()
        }
        let change = SessionOperation.updateIf(first, to: 2)
        #expect(isPossible(change, .updateIf(first, to: nil, present: second)))
        #expect(isPossible(change, .updateIf(second, to: 3)))
        #expect(isPossible(change, .session(1, first)) && isPossible(change, .session(2, second)))
        #expect(isPossible(change, .deleteIf(second, true)))
        // A version that two changes have had, a change without a version, and a change that is refused for nothing.
        #expect(!isPossible(change, .updateIf(first, to: 3)))
        #expect(!isPossible(change, .session(2, first)))
        #expect(!isPossible(.touch(true), .updateIf(first, to: nil, present: first)))
        #expect(!isPossible(.touch(true), .deleteIf(second, true)))
    }

    @Test("Histories of concurrent callers are linearizable")
    func histories() throws {
        let histories = Soak.isOn ? 50_000 : 2_000
        for seed in 0..<histories {
            for (id, calls) in record(UInt64(seed)) {
                var checker = LinearizabilityChecker(calls, from: SessionOperation.State())
                if !checker.isLinearizable() {
                    Issue.record("seed \(seed), id \(id): no order explains \(calls)")
                    return
                }
            }
        }
    }

    @Test("Exclusive leases of concurrent callers are linearizable, and the checker knows two at once")
    func leases() {
        typealias Checker = LinearizabilityChecker<LeaseOperation>
        func isPossible(_ calls: [Checker.Call]) -> Bool {
            var checker = Checker(calls, from: LeaseOperation.State())
            return checker.isLinearizable()
        }
        for end in [2, 5] {
            #expect(
                isPossible([
                    .init(operation: .create(1), called: 0, returned: 1),
                    .init(operation: .begin(.leased(1)), called: 1, returned: 2),
                    .init(operation: .end(1), called: end, returned: end + 1),
                    .init(operation: .begin(.leased(1)), called: 3, returned: 4),
                ]) == (end == 2)
            )
        }
        let histories = Soak.isOn ? 50_000 : 2_000
        for seed in 0..<histories {
            let calls = recordLeases(UInt64(seed))
            if !isPossible(calls) {
                Issue.record("seed \(seed): no order explains \(calls)")
                return
            }
        }
    }

    /// Runs four threads that take, hold and return the exclusive lease of one id.
    private func recordLeases(_ seed: UInt64) -> [LinearizabilityChecker<LeaseOperation>.Call] {
        let manager = SessionManager<Int>()
        let ticks = Tick()
        let history = Locked<[LinearizabilityChecker<LeaseOperation>.Call]>([])
        let arrived = Locked(0)
        onThreads(4) { number in
            var random = SeededGenerator(seed: seed &* 37 &+ UInt64(number))
            var calls: [LinearizabilityChecker<LeaseOperation>.Call] = []
            var held: [SessionLease<Int>] = []
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 4 {}
            for step in 0..<12 {
                let new = number * 1_000 + step
                let called = ticks.next()
                let operation: LeaseOperation?
                switch Int.random(in: 0..<16, using: &random) {
                case 0..<2: operation = (try? manager.create("a", new)).map { _ in .create(new) }
                case 2..<3: operation = (try? manager.delete("a")).map { .delete($0) }
                case 3..<10:
                    do throws(SessionError) {
                        let lease = try manager.beginExclusiveLease("a")
                        held.append(lease)
                        operation = .begin(.leased(lease.session.value))
                    } catch {
                        operation = .begin(error.code == .sessionBusy ? .busy : .absent)
                    }
                default:
                    operation = held.popLast().map { lease in
                        manager.endLease(lease)
                        return .end(lease.session.value)
                    }
                }
                if let operation {
                    calls.append(.init(operation: operation, called: called, returned: ticks.next()))
                }
                if Int.random(in: 0..<4, using: &random) == 0 { sched_yield() }
            }
            history.withLock { $0 += calls }
        }
        return history.withLock { $0 }
    }

    @Test("The checker knows what an end of all sessions of an owner means")
    func ownerChecker() {
        func isPossible(_ calls: [OwnerCall]) -> Bool {
            var checker = LinearizabilityChecker(calls, from: Array(repeating: .none, count: 4))
            return checker.isLinearizable()
        }
        let created = [
            OwnerCall(operation: .create(0, .alice, .done), called: 0, returned: 1),
            OwnerCall(operation: .create(1, .alice, .done), called: 2, returned: 3),
        ]
        // Half of the end is seen.
        let end = OwnerCall(operation: .deleteAll(.alice, except: nil, 2), called: 4, returned: 7)
        #expect(isPossible(created + [end, OwnerCall(operation: .list(.alice, []), called: 5, returned: 6)]))
        #expect(
            isPossible(created + [end, OwnerCall(operation: .list(.alice, [0, 1]), called: 5, returned: 6)])
        )
        #expect(
            !isPossible(created + [end, OwnerCall(operation: .list(.alice, [1]), called: 5, returned: 6)])
        )
        // One session too many.
        #expect(
            !isPossible(created + [OwnerCall(operation: .create(2, .alice, .done), called: 4, returned: 5)])
        )
        #expect(
            isPossible(created + [OwnerCall(operation: .create(2, .alice, .refused), called: 4, returned: 5)])
        )
        #expect(
            isPossible(created + [OwnerCall(operation: .create(1, .alice, .done), called: 4, returned: 5)])
        )
        // A session that is created while its owner's sessions end is ended, or stays.
        for left in [[], [2]] as [Set<Int>] {
            let during = OwnerCall(operation: .create(2, .alice, .done), called: 5, returned: 6)
            let one = OwnerCall(
                operation: .deleteAll(.alice, except: 1, 1 + (left.isEmpty ? 1 : 0)),
                called: 4,
                returned: 7
            )
            let rest = OwnerCall(operation: .list(.alice, left.union([1])), called: 8, returned: 9)
            #expect(isPossible(created + [during, one, rest]) == !left.isEmpty)
        }
    }

    @Test("Histories with owners, rotations, limits and ends of all sessions are linearizable")
    func ownerHistories() throws {
        let histories = Soak.isOn ? 50_000 : 2_000
        for seed in 0..<histories {
            let calls = try recordOwners(UInt64(seed))
            var checker = LinearizabilityChecker(calls, from: Array(repeating: .none, count: 4))
            if !checker.isLinearizable() {
                Issue.record("seed \(seed): no order explains \(calls)")
                return
            }
        }
    }

    /// Runs four threads on four ids and returns their history.
    private func recordOwners(_ seed: UInt64) throws -> [OwnerCall] {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessionsPerOwner: OwnerOperation.limit),
            clock: ManualClock()
        )
        let ticks = Tick()
        let history = Locked<[OwnerCall]>([])
        let arrived = Locked(0)
        onThreads(4) { number in
            var random = SeededGenerator(seed: seed &* 37 &+ UInt64(number))
            var calls: [OwnerCall] = []
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 4 {}
            for _ in 0..<9 {
                let called = ticks.next()
                let operation = Self.operation(on: manager, &random)
                calls.append(OwnerCall(operation: operation, called: called, returned: ticks.next()))
                if Int.random(in: 0..<4, using: &random) == 0 { sched_yield() }
            }
            history.withLock { $0 += calls }
        }
        return history.withLock { $0 }
    }

    private static func operation(
        on manager: SessionManager<Int>,
        _ random: inout SeededGenerator
    ) -> OwnerOperation {
        func outcome(_ body: () throws(SessionError) -> Bool) -> OwnerOperation.Outcome {
            do throws(SessionError) {
                return try body() ? .done : .absent
            } catch {
                return error.code == .identifierInUse ? .inUse : .refused
            }
        }
        let (id, new) = (Int.random(in: 0..<4, using: &random), Int.random(in: 0..<4, using: &random))
        let holder: OwnerOperation.Holder =
            [.nobody, .alice, .alice, .bob].randomElement(using: &random) ?? .alice
        let owner: OwnerOperation.Holder = Bool.random(using: &random) ? .alice : .bob
        let group = SessionGroup.owner(owner.owner ?? "")
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6:
            let attributes = SessionAttributes(owner: holder.owner)
            return .create(
                id,
                holder,
                outcome { () throws(SessionError) in
                    try manager.create("\(id)", 1, attributes: attributes)
                    return true
                }
            )
        case 6..<8:
            return .change(
                id,
                owner,
                outcome { () throws(SessionError) in
                    try manager.updateAttributes("\(id)") { $0.owner = owner.owner } != nil
                }
            )
        case 8..<10:
            return .rotate(
                id,
                to: new,
                nil,
                outcome { () throws(SessionError) in
                    try manager.rotate("\(id)", to: "\(new)") != nil
                }
            )
        case 10..<12:
            return .rotate(
                id,
                to: new,
                owner,
                outcome { () throws(SessionError) in
                    try manager.rotate("\(id)", to: "\(new)") { $0.owner = owner.owner } != nil
                }
            )
        case 12..<13: return .touch(id, of: owner, manager.touch("\(id)", owner: owner.owner ?? ""))
        case 13..<14: return .delete(id, (try? manager.delete("\(id)")) ?? false)
        case 14..<16: return .deleteAll(owner, except: nil, (try? manager.delete(in: group)) ?? -1)
        case 16..<17:
            return .deleteAll(owner, except: id, (try? manager.delete(in: group, except: "\(id)")) ?? -1)
        case 17..<19: return .list(owner, Set(manager.sessions(in: group).compactMap { Int($0.id) }))
        default: return .count(owner, manager.count(in: group))
        }
    }

    /// Makes a change that states a version.
    private static func change(
        _ id: String,
        of manager: SessionManager<Int>,
        if version: SessionVersion,
        _ random: inout SeededGenerator
    ) -> SessionOperation? {
        let isUpdate = Int.random(in: 0..<4, using: &random) > 0
        do {
            guard isUpdate else { return .deleteIf(version, try manager.delete(id, ifVersion: version)) }
            let new = try manager.update(id, ifVersion: version) { value in
                value += 1
                return value
            }
            return .updateIf(version, to: new)
        } catch let error as SessionError where error.code == .versionMismatch {
            let present = error.presentVersion
            return isUpdate
                ? .updateIf(version, to: nil, present: present) : .deleteIf(version, false, present: present)
        } catch let error as SessionError where error.code == .notFound {
            return .updateIf(version, to: nil)
        } catch {
            return nil
        }
    }

    /// Runs four threads on two ids while time passes now and then; returns the history of each id.
    private func record(_ seed: UInt64) -> [String: [Call]] {
        let clock = ManualClock()
        let manager = SessionManager<Int>(
            checked: SessionPolicy(rememberedEnds: 1_000),
            observers: [],
            clock: clock,
            context: nil
        )
        let ticks = Tick()
        let histories = Locked<[String: [Call]]>([:])
        let arrived = Locked(0)
        onThreads(4) { number in
            var random = SeededGenerator(seed: seed &* 31 &+ UInt64(number))
            var calls: [(String, Call)] = []
            var seen: [String: SessionVersion] = [:]
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 4 {}
            for step in 0..<12 {
                let id = Bool.random(using: &random) ? "a" : "b"
                let new = number * 1_000 + step * 10
                let called = ticks.next()
                let operation: SessionOperation?
                switch Int.random(in: 0..<32, using: &random) {
                case 0..<4:
                    operation = (try? manager.create(id, new)).map { .create(new, $0.incarnation) }
                case 4..<7:
                    operation = (try? manager.findOrCreate(id) { new }).map {
                        .findOrCreate(new, found: $0.session.value, created: $0.isNew, $0.session.incarnation)
                    }
                case 7..<9, 24..<26:
                    let session = manager.session(id)
                    seen[id] = session?.version ?? seen[id]
                    operation = .session(session?.value, session?.version)
                case 9..<10:
                    let session = manager.peek(id)
                    operation = .session(session?.value, session?.version)
                case 26..<32:
                    operation = seen[id].flatMap { Self.change(id, of: manager, if: $0, &random) }
                case 10..<12: operation = .touch(manager.touch(id))
                case 12..<15:
                    operation = .update(
                        to: manager.update(id) { value in
                            value += 1
                            return value
                        }
                    )
                case 15..<18: operation = (try? manager.delete(id)).map { .delete($0) }
                case 18..<20:
                    let timeouts = Timeouts(idle: .minutes(Bool.random(using: &random) ? 1 : 30))
                    operation = .setTimeouts((try? manager.setTimeouts(id, timeouts)) != nil)
                case 20..<22: operation = .endOf(manager.endOf(id) != nil)
                case 22..<23:
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

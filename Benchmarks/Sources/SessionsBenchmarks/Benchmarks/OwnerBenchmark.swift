import Sessions
import Synchronization

/// Measures what owners and their limits cost, and what an owner who floods the manager costs the others.
///
/// Two managers hold the same sessions. In one, each owner has ten of them, and the policy limits the sessions and the
/// creates of an owner. The managers take turns at short blocks of the same work, so that other work on the machine
/// affects both.
struct OwnerBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    /// The number of sessions of each owner.
    static let share = 10
    /// The number of creates in a block, and of touches.
    private static let block = 1_000
    private static let touchBlocks = 201
    /// The maximum number of owners whose sessions are ended.
    private static let ends = 1_001
    private static let floodBlocks = 301

    /// The number of steps that the benchmark reports.
    static func steps(_ plan: BenchmarkPlan, _ sessions: Int) -> Int {
        guard plan.peers.contains(.sessions), !plan.measures.isDisjoint(with: Measure.owners) else {
            return 0
        }
        let floods = plan.measures.isDisjoint(with: Measure.floods) ? 0 : plan.threads.count { $0 <= 2 }
        return plan.fills(sessions) + 1 + floods
    }

    func run() async throws -> [Figure] {
        guard Self.steps(plan, sessions) > 0 else { return [] }
        var samples = Samples(sessions: sessions)
        var pair = try await fill(&samples)
        for _ in 1..<max(1, plan.fills(sessions)) { pair = try await fill(&samples) }
        progress("owners")
        if !plan.measures.isDisjoint(with: [.ownedTouch, .unownedTouch]) { try await touch(pair, &samples) }
        if !plan.measures.isDisjoint(with: Measure.floods) {
            for threads in plan.threads where threads <= 2 {
                progress("a flood by an owner")
                try await flood(pair.owned, threads: threads, &samples)
            }
        }
        if !plan.measures.isDisjoint(with: [.ownerEnd, .ownedDelete]) { try await end(pair.owned, &samples) }
        return samples.figures.filter { plan.measures.contains($0.what) }
    }

    private typealias Pair = (unowned: SessionsStore, owned: SessionsStore)

    private func check(_ what: Measure, _ succeeded: Int, of count: Int) throws {
        guard succeeded == count else {
            throw BenchmarkError(what, .sessions, succeeded: succeeded, of: count)
        }
    }

    private func add(
        _ what: Measure,
        _ time: Int64,
        of count: Int,
        threads: Int = 1,
        _ samples: inout Samples
    ) {
        samples.add(what, .sessions, threads: threads, Double(time) / Double(count))
    }

    // MARK: Creates and touches

    /// Fills two managers in turns. Neighbouring creates are for different owners, as in a service with many users.
    private func fill(_ samples: inout Samples) async throws -> Pair {
        progress("create with an owner")
        let pair = (unowned: SessionsStore(clock: SystemClock()), owned: SessionsStore.withLimits())
        let owners = Owners(sessions: sessions)
        for (number, start) in stride(from: 0, to: sessions, by: Self.block).enumerated() {
            let numbers = start..<min(start + Self.block, sessions)
            let ids = Identifiers.identifiers(numbers)
            let names = owners.names(numbers)
            for isOwned in number % 2 == 0 ? [false, true] : [true, false] {
                let stopwatch = Stopwatch()
                let hits =
                    isOwned
                    ? pair.owned.create(ids[...], owners: names[...]) : await pair.unowned.create(ids[...])
                add(isOwned ? .ownedCreate : .unownedCreate, stopwatch.elapsed, of: ids.count, &samples)
                try check(isOwned ? .ownedCreate : .unownedCreate, hits, of: ids.count)
            }
        }
        return pair
    }

    private func touch(_ pair: Pair, _ samples: inout Samples) async throws {
        for number in 0..<Self.touchBlocks {
            let numbers = AccessDistribution.skewed.numbers(
                Self.block * 5,
                of: sessions,
                seed: UInt64(number)
            )
            for isOwned in number % 2 == 0 ? [false, true] : [true, false] {
                let ids = Identifiers.identifiers(numbers)
                let stopwatch = Stopwatch()
                let hits = await (isOwned ? pair.owned : pair.unowned).touch(ids[...])
                add(isOwned ? .ownedTouch : .unownedTouch, stopwatch.elapsed, of: ids.count, &samples)
                try check(isOwned ? .ownedTouch : .unownedTouch, hits, of: ids.count)
            }
        }
    }

    // MARK: Ends

    /// Ends the ten sessions of one owner with one call, and those of another owner one at a time.
    private func end(_ store: SessionsStore, _ samples: inout Samples) async throws {
        let owners = Owners(sessions: sessions)
        let count = min(Self.ends, owners.count / 2)
        let victims = AccessDistribution.distinctNumbers(count * 2, of: owners.count, seed: 3)
        for pair in 0..<count {
            let group = SessionGroup.owner(owners.name(victims[pair * 2]))
            let stopwatch = Stopwatch()
            let ended = try store.manager.delete(in: group)
            add(.ownerEnd, stopwatch.elapsed, of: 1, &samples)
            try check(.ownerEnd, ended, of: Self.share)

            let ids = Identifiers.identifiers(owners.sessions(of: victims[pair * 2 + 1]))
            let other = Stopwatch()
            let hits = await store.delete(ids[...])
            add(.ownedDelete, other.elapsed, of: Self.share, &samples)
            try check(.ownedDelete, hits, of: Self.share)
        }
    }

    // MARK: Floods

    /// Measures what others do while one owner creates sessions without end, which the limits refuse.
    ///
    /// With one thread, the others' calls and the flood take turns, and only the others' calls are timed: a flood can
    /// slow them only by what it leaves in the manager and the caches. With two threads, the flood has a thread of its
    /// own. It floods this manager and another one in turns, so that what its thread takes from a shared core or cache
    /// counts on both sides.
    private func flood(_ store: SessionsStore, threads: Int, _ samples: inout Samples) async throws {
        let others = Others(sessions: sessions)
        let elsewhere = SessionsStore.withLimits()
        let flood = Flood(here: store, elsewhere: elsewhere)
        var number = 0
        func measure(_ what: Measure) async throws {
            let ids = others.ids(number)
            let newcomers = others.newcomers(number)
            number += 1
            let stopwatch = Stopwatch()
            let hits = await others.call(store, ids[...], newcomers)
            add(what, stopwatch.elapsed, of: Others.calls, threads: threads, &samples)
            try check(what, hits, of: Others.calls)
        }
        if threads == 1 {
            for _ in 0..<Self.floodBlocks {
                try await measure(.unfloodedCalls)
                flood.run(store, Self.block)
                try await measure(.floodedCalls)
            }
        } else {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { flood.runUntilStopped() }
                defer { flood.target.store(.stopped, ordering: .releasing) }
                for block in 0..<Self.floodBlocks {
                    for isHere in block % 2 == 0 ? [false, true] : [true, false] {
                        flood.aim(isHere ? .here : .elsewhere)
                        try await measure(isHere ? .floodedCalls : .unfloodedCalls)
                    }
                }
            }
        }
        let flooders = store.manager.count(in: .owner(Flood.owner))
        try check(.floodedCalls, flooders, of: SessionsStore.sessionsPerOwner)
        try store.manager.delete(in: .owner(Flood.owner))
    }
}

/// The owners of the sessions of a benchmark. Owner k has the sessions k, k + count, k + 2 × count and so on.
private struct Owners {
    /// The number of owners who have exactly ``OwnerBenchmark/share`` sessions.
    let count: Int

    init(sessions: Int) { count = sessions / OwnerBenchmark.share }

    func name(_ owner: Int) -> String { "user-\(owner)" }

    /// The owners of the sessions with these numbers. The last few sessions, if any, belong to owners of their own.
    func names(_ numbers: Range<Int>) -> [String] {
        numbers.map { $0 < count * OwnerBenchmark.share ? name($0 % count) : "rest-\($0)" }
    }

    func sessions(of owner: Int) -> [Int] { (0..<OwnerBenchmark.share).map { owner + $0 * count } }
}

/// What other owners do while one owner floods: they touch their sessions, sign in and sign out.
private struct Others {
    /// The number of sign-ins in a block. Each is a create and a delete among eight touches.
    private static let signIns = 50
    private static let touches = 8
    /// The number of calls in a block.
    static let calls = signIns * (touches + 2)

    let sessions: Int

    func ids(_ block: Int) -> [String] {
        Identifiers.identifiers(
            AccessDistribution.skewed.numbers(
                Self.signIns * Self.touches,
                of: sessions,
                seed: UInt64(block) | 1 << 40
            )
        )
    }

    /// The ids of the new sessions, and their owners, who have no other session.
    func newcomers(_ block: Int) -> (ids: [String], owners: [String]) {
        let numbers = (0..<Self.signIns).map { block * Self.signIns + $0 }
        return (Identifiers.identifiers(numbers.map { $0 | 1 << 40 }), numbers.map { "new-\($0)" })
    }

    /// Makes the calls of a block and returns how many of them succeeded.
    func call(
        _ store: SessionsStore,
        _ ids: ArraySlice<String>,
        _ newcomers: (ids: [String], owners: [String])
    ) async -> Int {
        var hits = 0
        for number in 0..<Self.signIns {
            hits &+= store.create(newcomers.ids[number...number], owners: newcomers.owners[number...number])
            hits &+= await store.touch(ids[number * Self.touches..<(number + 1) * Self.touches])
            hits &+= await store.delete(newcomers.ids[number...number])
        }
        return hits
    }
}

/// An owner who creates sessions as fast as possible.
private final class Flood: Sendable {
    /// Which manager the flood is aimed at.
    enum Target: UInt8, AtomicRepresentable {
        case nowhere, here, elsewhere, stopped
    }

    static let owner = "flooder"

    let target = Atomic(Target.nowhere)
    private let reached = Atomic(Target.nowhere)
    private let here: SessionsStore
    private let elsewhere: SessionsStore
    private let ids = Identifiers.identifiers((0..<1_000).map { $0 | 1 << 41 })
    private let owners = [String](repeating: Flood.owner, count: 1)

    init(here: SessionsStore, elsewhere: SessionsStore) {
        self.here = here
        self.elsewhere = elsewhere
    }

    /// Creates this number of sessions. Few of them are allowed.
    func run(_ store: SessionsStore, _ count: Int) {
        for number in 0..<count {
            let place = number % ids.count
            _ = store.create(ids[place...place], owners: owners[...])
        }
    }

    /// Changes the target and waits until the flood has reached it.
    func aim(_ target: Target) {
        self.target.store(target, ordering: .releasing)
        while reached.load(ordering: .acquiring) != target {}
    }

    func runUntilStopped() {
        while true {
            let target = target.load(ordering: .acquiring)
            switch target {
            case .stopped: return
            case .nowhere: break
            case .here: run(here, 20)
            case .elsewhere: run(elsewhere, 20)
            }
            reached.store(target, ordering: .releasing)
        }
    }
}

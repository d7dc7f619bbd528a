/// What verbs cost that go to sessions that exist, and beside them the loop and the cache misses alone.
///
/// The peers take turns, so that what else goes on at the machine meets all of them.
struct AccessBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    private struct Case {
        let what: Measure
        let distribution: AccessDistribution
        let threads: Int
        let seed: UInt64
    }

    func run() async throws -> [Figure] {
        let measures = Measure.accesses.filter(plan.measures.contains)
        guard !measures.isEmpty else { return [] }
        var stores: [(PeerKind, any Store)] = []
        for peer in plan.stores {
            guard let store = peer.store() else { continue }
            progress("filling \(peer.rawValue)")
            try await FillBenchmark.fill(store, peer, 0..<sessions)
            stores.append((peer, store))
        }
        let misses = CacheMissLoop(sessions: sessions, threads: plan.threads.max() ?? 1, seed: 1)
        var samples = Samples(sessions: sessions)
        let rounds = BenchmarkPlan.accessRounds(sessions)
        for round in 0..<rounds {
            for what in measures {
                for distribution in AccessDistribution.allCases {
                    progress("\(what.rawValue), round \(round + 1) of \(rounds)")
                    let seed = UInt64(round) << 8 | UInt64(what.rawValue.count) << 1
                    let cases = plan.threads.map {
                        Case(what: what, distribution: distribution, threads: $0, seed: seed)
                    }
                    if what == .touch { await measureLoops(cases, misses, &samples) }
                    // Each goes first in turn, and after each of the others.
                    for place in stores.indices {
                        let (peer, store) = stores[(place + round) % stores.count]
                        for subject in cases { try await measure(subject, peer, store, &samples) }
                    }
                }
            }
        }
        return samples.figures
    }

    private func measure(
        _ subject: Case,
        _ peer: PeerKind,
        _ store: any Store,
        _ samples: inout Samples
    ) async throws {
        _ = await Self.call(subject.what, store, ids(subject, operations: plan.operations / 4, salt: 1), 1)
        let ids = ids(subject, operations: plan.operations, salt: 2)
        let (time, hits) = await Self.call(subject.what, store, ids, subject.threads)
        guard hits == ids.count else {
            throw BenchmarkError(subject.what, peer, succeeded: hits, of: ids.count)
        }
        add(subject, peer, time, &samples)
    }

    /// The loop over ids that does nothing with them but look at a byte, and the cache misses.
    private func measureLoops(_ cases: [Case], _ misses: CacheMissLoop, _ samples: inout Samples) async {
        if plan.peers.contains(.emptyLoop) {
            for subject in cases {
                let ids = ids(subject, operations: plan.operations, salt: 2)
                let (time, _) = await Workers.run(subject.threads, over: ids) { _, ids in
                    var sum = 0
                    for id in ids { sum &+= Int(id.utf8.first ?? 0) }
                    return sum
                }
                add(subject, .emptyLoop, time, &samples)
            }
        }
        if plan.peers.contains(.cacheMiss) {
            for subject in cases {
                let none = [String](repeating: "", count: plan.operations)
                let (time, _) = await Workers.run(subject.threads, over: none) { thread, ids in
                    misses.run(ids.count, thread: thread, from: Int(truncatingIfNeeded: subject.seed))
                }
                add(subject, .cacheMiss, time, &samples)
            }
        }
    }

    private func add(_ subject: Case, _ peer: PeerKind, _ time: Int64, _ samples: inout Samples) {
        samples.add(
            subject.what,
            peer,
            threads: subject.threads,
            distribution: subject.distribution,
            Double(time) / Double(plan.operations)
        )
    }

    private func ids(_ subject: Case, operations: Int, salt: UInt64) -> [String] {
        let seed = SplitMix64.mix(subject.seed &+ salt << 32)
        return Identifiers.identifiers(
            subject.distribution.numbers(operations, of: sessions, seed: seed)
        )
    }

    private static func call(
        _ what: Measure,
        _ store: any Store,
        _ ids: [String],
        _ threads: Int
    ) async -> (nanoseconds: Int64, hits: Int) {
        switch what {
        case .touch: await Workers.run(threads, over: ids) { _, ids in await store.touch(ids) }
        case .session: await Workers.run(threads, over: ids) { _, ids in await store.session(ids) }
        case .update: await Workers.run(threads, over: ids) { _, ids in await store.update(ids) }
        default: (0, 0)
        }
    }
}

/// Measures the verbs that access existing sessions and, for comparison, an empty loop and cache misses.
///
/// The peers take turns, so that other work on the machine affects all of them.
struct AccessBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    /// The number of operations in one timed slice.
    private static let slice = 10_000

    /// The number of reads of the cache-miss loop per operation, so that its slices are not too short.
    private static let reads = 8

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
        let rounds = plan.accessRounds(sessions)
        for round in 0..<rounds {
            for what in measures {
                for distribution in AccessDistribution.allCases {
                    progress("\(what.rawValue), round \(round + 1) of \(rounds)")
                    let seed = UInt64(round) << 8 | UInt64(what.rawValue.count) << 1
                    let cases = plan.threads.map {
                        Case(what: what, distribution: distribution, threads: $0, seed: seed)
                    }
                    if what == .touch { await measureLoops(cases, misses, &samples) }
                    // The order rotates, so that each store is measured first in some round.
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
        _ = await Self.call(subject.what, store, ids(subject, operations: plan.operations / 4, salt: 1)[...])
        let ids = ids(subject, operations: plan.operations, salt: 2)
        let what = subject.what
        let hits = await time(subject, peer, ids, &samples) { _, ids in
            await Self.call(what, store, ids)
        }
        guard hits == ids.count else { throw BenchmarkError(what, peer, succeeded: hits, of: ids.count) }
    }

    /// Measures a loop that only reads one byte of each id, and the cache misses.
    private func measureLoops(_ cases: [Case], _ misses: CacheMissLoop, _ samples: inout Samples) async {
        for subject in cases where plan.peers.contains(.emptyLoop) {
            let ids = ids(subject, operations: plan.operations, salt: 2)
            _ = await time(subject, .emptyLoop, ids, &samples) { _, ids in
                var sum = 0
                for id in ids { sum &+= Int(id.utf8.first ?? 0) }
                return sum
            }
        }
        for subject in cases where plan.peers.contains(.cacheMiss) {
            let none = [String](repeating: "", count: plan.operations)
            _ = await time(subject, .cacheMiss, none, per: Self.reads, &samples) { thread, ids in
                let start = SplitMix64.mix(subject.seed &+ UInt64(ids.startIndex))
                return misses.run(ids.count * Self.reads, thread: thread, from: Int(start >> 1))
            }
        }
    }

    /// Calls `body` with one slice of the ids after another, records a sample for each, and returns the sum of the
    /// results.
    ///
    /// A slice is shorter than a time slice of the system's scheduler, so that most slices run without interruption.
    private func time(
        _ subject: Case,
        _ peer: PeerKind,
        _ ids: [String],
        per calls: Int = 1,
        _ samples: inout Samples,
        _ body: @escaping @Sendable (_ thread: Int, _ ids: ArraySlice<String>) async -> Int
    ) async -> Int {
        var hits = 0
        for start in stride(from: 0, to: ids.count, by: Self.slice) {
            let slice = ids[start..<min(start + Self.slice, ids.count)]
            let run = await Workers.run(subject.threads, over: slice, body)
            hits &+= run.hits
            samples.add(
                subject.what,
                peer,
                threads: subject.threads,
                distribution: subject.distribution,
                Double(run.nanoseconds) / Double(slice.count * calls)
            )
        }
        return hits
    }

    private func ids(_ subject: Case, operations: Int, salt: UInt64) -> [String] {
        let seed = SplitMix64.mix(subject.seed &+ salt << 32)
        return Identifiers.identifiers(
            subject.distribution.numbers(operations, of: sessions, seed: seed)
        )
    }

    static func call(_ what: Measure, _ store: any Store, _ ids: ArraySlice<String>) async -> Int {
        switch what {
        case .touch: await store.touch(ids)
        case .session: await store.session(ids)
        case .update: await store.update(ids)
        default: 0
        }
    }
}

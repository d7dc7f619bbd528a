/// Measures how long it takes to fill an empty store and to delete sessions from it.
struct FillBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    func run() async throws -> [Figure] {
        guard !plan.measures.isDisjoint(with: [.create, .delete]) else { return [] }
        var samples = Samples(sessions: sessions)
        for round in 0..<plan.fills(sessions) {
            for peer in plan.stores {
                for threads in plan.threads {
                    guard let store = peer.store() else { continue }
                    progress("create, \(peer.rawValue)")
                    let created = try await Self.fill(store, peer, 0..<sessions, threads: threads)
                    if plan.measures.contains(.create) {
                        samples.add(.create, peer, threads: threads, created)
                    }
                    guard plan.measures.contains(.delete) else { continue }
                    let victims = AccessDistribution.distinctNumbers(
                        min(plan.operations, sessions / 2),
                        of: sessions,
                        seed: UInt64(round)
                    )
                    let ids = Identifiers.identifiers(victims)
                    let (time, hits) = await Workers.run(threads, over: ids[...]) { _, ids in
                        await store.delete(ids)
                    }
                    guard hits == ids.count else {
                        throw BenchmarkError(.delete, peer, succeeded: hits, of: ids.count)
                    }
                    samples.add(.delete, peer, threads: threads, Double(time) / Double(ids.count))
                }
            }
        }
        return samples.figures
    }

    /// Creates the sessions with these numbers and returns the nanoseconds per session.
    @discardableResult
    static func fill(
        _ store: any Store,
        _ peer: PeerKind,
        _ numbers: Range<Int>,
        threads: Int = 1
    ) async throws -> Double {
        var nanoseconds: Int64 = 0
        var created = 0
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: BenchmarkPlan.batch) {
            let end = min(start + BenchmarkPlan.batch, numbers.upperBound)
            let ids = Identifiers.identifiers(start..<end)
            let (time, hits) = await Workers.run(threads, over: ids[...]) { _, ids in await store.create(ids)
            }
            nanoseconds += time
            created += hits
        }
        guard created == numbers.count else {
            throw BenchmarkError(.create, peer, succeeded: created, of: numbers.count)
        }
        return Double(nanoseconds) / Double(numbers.count)
    }
}

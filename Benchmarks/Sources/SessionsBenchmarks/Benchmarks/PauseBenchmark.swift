import Sessions
import Synchronization

/// Measures how long users wait while a store cleans up many sessions that expired at once.
///
/// The loop is open: a touch is due every 20 µs, even if the previous one has not returned, and its latency counts
/// from the time at which it was due. So a pause of a second affects 50,000 touches instead of one (Tene, "How NOT to
/// Measure Latency", 2013).
struct PauseBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    private static let interval: Int64 = 20_000
    /// The minimum number of touches, which take two seconds. There are more if the cleanup takes longer.
    private static let touches = 100_000
    /// The time from the start of the loop to the start of the cleanup.
    private static let lead = Duration.milliseconds(250)

    private final class Progress: Sendable {
        let isDone = Atomic(false)
    }

    func run() async throws -> [Figure] {
        guard plan.measures.contains(.pause) else { return [] }
        var samples = Samples(sessions: sessions)
        for _ in 0..<plan.pauseRounds(sessions) {
            for peer in plan.stores {
                progress("pause, \(peer.rawValue)")
                let latencies = try await measure(peer)
                samples.add(.pause, peer, Double(latencies.percentile(0.999)))
            }
        }
        return samples.figures
    }

    /// Returns the latency of each touch in nanoseconds.
    private func measure(_ peer: PeerKind) async throws -> [Int64] {
        let clock = StagedClock()
        guard let store = peer.cleanableStore(clock) else { return [] }
        try await FillBenchmark.fill(store, peer, 0..<sessions)
        clock.advance(by: Sample.idleTimeout + .minutes(1))
        // All sessions are due now. The loop touches these new ones.
        let living = max(1_000, sessions / 10)
        try await FillBenchmark.fill(store, peer, sessions..<sessions + living)
        let ids = Identifiers.identifiers(
            AccessDistribution.uniform.numbers(Self.touches, of: living, seed: 7).map { sessions + $0 }
        )
        let cleanup = Progress()
        let due = sessions
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            group.addTask {
                var latencies: [Int64] = []
                latencies.reserveCapacity(Self.touches * 2)
                var hits = 0
                let start = Stopwatch.now
                while latencies.count < Self.touches || !cleanup.isDone.load(ordering: .acquiring) {
                    let due = start + Int64(latencies.count) * Self.interval
                    while Stopwatch.now < due {}
                    let place = latencies.count % ids.count
                    hits += await store.touch(ids[place...place])
                    latencies.append(Stopwatch.now - due)
                }
                guard hits == latencies.count else {
                    throw BenchmarkError(.pause, peer, succeeded: hits, of: latencies.count)
                }
                return latencies
            }
            group.addTask {
                try await Task.sleep(for: Self.lead)
                let (_, ended) = await store.cleanup()
                cleanup.isDone.store(true, ordering: .releasing)
                guard ended == nil || ended == due else {
                    throw BenchmarkError(.pause, peer, succeeded: ended ?? 0, of: due)
                }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

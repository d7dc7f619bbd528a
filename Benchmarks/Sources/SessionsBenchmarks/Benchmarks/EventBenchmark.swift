import Sessions

/// Measures the cost of an event that an observer is interested in, and of one without an interested observer.
///
/// Two managers hold the same sessions. One has an observer that does nothing and is interested in `updated` events
/// only. The managers take turns at short blocks of the same work, and the cost is the median of the differences. An
/// update causes an event for the observer, and a touch causes an event that no observer is interested in.
struct EventBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    private static let blocks = 101

    private struct SilentObserver: SessionObserver {
        let interests: Set<SessionEventKind> = [.updated]

        func sessionDid(_ event: SessionEvent<Conversation>) {}
    }

    func run() async throws -> [Figure] {
        guard plan.measures.contains(.event), plan.peers.contains(.sessions) else { return [] }
        progress("events")
        let deaf = SessionsStore(clock: SystemClock())
        let listening = SessionsStore(clock: SystemClock(), observers: [SilentObserver()])
        try await FillBenchmark.fill(deaf, .sessions, 0..<sessions)
        try await FillBenchmark.fill(listening, .sessions, 0..<sessions)
        let wanted = try await difference(deaf, listening) { await $0.update($1) }
        let unwanted = try await difference(deaf, listening) { await $0.touch($1) }
        return [
            Figure(.event, .sessions, sessions: sessions, isWanted: true, value: wanted),
            Figure(.event, .sessions, sessions: sessions, isWanted: false, value: unwanted),
        ]
    }

    /// Returns by how many nanoseconds a call takes longer in `second` than in `first`.
    private func difference(
        _ first: SessionsStore,
        _ second: SessionsStore,
        _ body: (SessionsStore, ArraySlice<String>) async -> Int
    ) async throws -> Double {
        let block = min(5_000, plan.operations)
        var differences: [Double] = []
        for number in 0..<Self.blocks {
            let numbers = AccessDistribution.skewed.numbers(block, of: sessions, seed: UInt64(number))
            let stores = number % 2 == 0 ? [first, second] : [second, first]
            var times: [Int64] = []
            for store in stores {
                let ids = Identifiers.identifiers(numbers)
                let stopwatch = Stopwatch()
                let hits = await body(store, ids[...])
                times.append(stopwatch.elapsed)
                guard hits == ids.count else {
                    throw BenchmarkError(.event, .sessions, succeeded: hits, of: ids.count)
                }
            }
            let difference = number % 2 == 0 ? times[1] - times[0] : times[0] - times[1]
            differences.append(Double(difference) / Double(block))
        }
        return differences.median
    }
}

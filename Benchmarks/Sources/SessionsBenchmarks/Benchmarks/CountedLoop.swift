/// A loop whose instructions an external tool counts.
///
/// It calls a verb for each of ten thousand sessions, in one or more passes. The rest of the run does not depend on
/// the number of passes, so the difference between two runs is the cost of the verb.
public enum CountedLoop {
    /// The number of calls of the verb in one pass.
    public static let operations = 10_000

    /// Runs the loop on a new store of this kind. `what` must be an access.
    ///
    /// - Throws: ``BenchmarkError`` if an operation failed.
    public static func run(_ what: Measure, _ peer: PeerKind, passes: Int) async throws {
        guard let store = peer.store() else { return }
        try await FillBenchmark.fill(store, peer, 0..<operations)
        let numbers = AccessDistribution.distinctNumbers(operations, of: operations, seed: 1)
        let ids = Identifiers.identifiers(numbers)[...]
        for _ in 0..<passes {
            let hits = await AccessBenchmark.call(what, store, ids)
            guard hits == ids.count else { throw BenchmarkError(what, peer, succeeded: hits, of: ids.count) }
        }
    }
}

/// A loop whose instructions are to be counted by a tool around the process.
///
/// It calls a verb for each of ten thousand sessions, several times over. What it takes beside the verb does
/// not depend on how many times, so the difference of two runs is the verb's.
public enum CountedLoop {
    /// How often the verb is called in one pass.
    public static let operations = 10_000

    /// Runs the loop on an empty store of this kind; `what` is an access.
    ///
    /// - Throws: ``BenchmarkError``.
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

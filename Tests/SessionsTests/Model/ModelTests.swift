import Testing

@Suite("The manager against a naive model")
struct ModelTests {
    @Test("Random operations, everything compared after each", arguments: 0..<200)
    func seeds(_ seed: UInt64) throws {
        do {
            let run = ModelRun(seed: seed, depth: .everything)
            try run.play(200)
            try run.finish()
        } catch {
            Issue.record("seed \(seed), \(error)")
        }
    }
}

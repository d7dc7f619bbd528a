import Testing

@Suite("The manager compared with a naive model")
struct ModelTests {
    @Test("Random operations, with a full comparison after each", arguments: 0..<200)
    func seeds(_ seed: UInt64) throws {
        do {
            let run = ModelRun(seed: seed, depth: .everything)
            try run.play(200)
            try run.finish()
        } catch {
            Issue.record("seed \(seed), \(error)")
        }
    }

    @Test("Many more operations, with a full comparison after each thousand", arguments: 1_000..<1_010)
    func long(_ seed: UInt64) throws {
        do {
            // `make soak` runs a million steps for each seed, ten million in all.
            let run = ModelRun(seed: seed, depth: .everythingEvery(1_000), ids: 500)
            try run.play(Soak.isOn ? 1_000_000 : 5_000)
            try run.finish()
        } catch {
            Issue.record("seed \(seed), \(error)")
        }
    }
}

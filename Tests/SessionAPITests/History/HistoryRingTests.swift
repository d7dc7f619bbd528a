import Sessions
import Testing

@testable import SessionAPI

struct HistoryRingTests {
    private func sample(at seconds: Int, created: Int = 0, lag: Duration? = nil) -> HistorySample {
        HistorySample(
            instant: SessionInstant(nanoseconds: Int64(seconds) * 1_000_000_000),
            active: 0,
            created: created,
            restored: 0,
            ended: [],
            refused: 0,
            requests: 0,
            expiryLag: lag,
            engineBytes: 0
        )
    }

    @Test("Three days of samples leave two days at falling resolution, without gaps")
    func threeDays() {
        var ring = HistoryRing()
        let end = 3 * 86_400
        for second in stride(from: 0, to: end, by: 5) { ring.add(sample(at: second, created: second)) }
        let samples = ring.samples
        let seconds = samples.map { Int($0.instant.nanoseconds / 1_000_000_000) }
        #expect(seconds.last == end - 5)
        #expect((2 * 86_400 - 600...2 * 86_400).contains(end - (seconds.first ?? 0)))
        let steps = zip(seconds, seconds.dropFirst()).map { $1 - $0 }
        // Where two resolutions meet, the step can be shorter.
        #expect(steps.allSatisfy { (5...600).contains($0) })
        #expect(steps.suffix(179).allSatisfy { $0 == 5 })
        #expect(steps.dropLast(180).suffix(340).allSatisfy { $0 <= 60 })
        #expect(samples.map(\.created) == seconds, "each sample has the counters of its own time")
        #expect(ring.levels.map(\.samples.count) == [180, 360, 288])
        #expect(ring.bytes < 200_000)
    }

    @Test("An interval keeps its last counters and its longest lag")
    func merging() {
        var ring = HistoryRing()
        ring.add(sample(at: 60, created: 1, lag: .seconds(3)))
        ring.add(sample(at: 65, created: 2, lag: .seconds(9)))
        ring.add(sample(at: 70, created: 3))
        ring.add(sample(at: 120, created: 4))
        let minutes = ring.levels[1].samples
        #expect(minutes.map(\.created) == [3, 4])
        #expect(minutes.map(\.expiryLag) == [.seconds(9), nil])
        #expect(ring.samples.map(\.created) == [1, 2, 3, 4])
    }
}

import Foundation
import Testing

@testable import SessionsBenchmarks

struct ZipfDistributionTests {
    @Test func ranksFollowTheirWeights() {
        let zipf = ZipfDistribution(count: 1_000, exponent: 0.99)
        var random = SplitMix64(seed: 42)
        var counts = [Int](repeating: 0, count: 1_001)
        let draws = 400_000
        for _ in 0..<draws { counts[zipf.rank(&random)] += 1 }
        let weights = (1...1_000).map { 1 / pow(Double($0), 0.99) }
        let sum = weights.reduce(0, +)
        #expect(counts[0] == 0)
        for rank in [1, 2, 3, 10, 100] {
            let expected = Double(draws) * weights[rank - 1] / sum
            #expect(abs(Double(counts[rank]) - expected) < 6 * expected.squareRoot(), "rank \(rank)")
        }
    }
}

import Testing

@testable import SessionsBenchmarks

struct IdentifiersTests {
    @Test func idsLookLikeUUIDsAndDiffer() {
        let ids = Identifiers.identifiers(0..<10_000)
        #expect(Set(ids).count == ids.count)
        for id in ids.prefix(100) {
            #expect(id.utf8.count == 36)
            #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
            #expect(id.allSatisfy { $0 == "-" || $0.isHexDigit })
        }
    }

    @Test func anIdFollowsFromItsNumber() {
        #expect(Identifiers.identifier(7) == Identifiers.identifier(7))
    }
}

struct AccessDistributionTests {
    @Test func ranksAreScatteredWithoutCollisions() {
        let numbers = AccessDistribution.skewed.numbers(200_000, of: 100, seed: 1)
        #expect(Set(numbers) == Set(0..<100))
    }

    @Test func distinctNumbersAreDistinct() {
        let numbers = AccessDistribution.distinctNumbers(500, of: 1_000, seed: 3)
        #expect(Set(numbers).count == 500)
        #expect(numbers.allSatisfy { (0..<1_000).contains($0) })
        #expect(numbers != numbers.sorted())
    }
}

struct MedianTests {
    @Test func medianIsTheLowerMiddle() {
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2)
        #expect([Double]().median == 0)
    }

    @Test func percentileIsTheNearestRank() {
        let values = Array(1...1_000).shuffled()
        #expect(values.percentile(0.999) == 999)
        #expect(values.percentile(1) == 1_000)
        #expect([5].percentile(0.5) == 5)
    }
}

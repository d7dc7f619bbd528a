import Testing

@testable import Sessions

@Suite("Small parts of the engine")
struct SmallPartsTests {
    @Test("The lowest free slots are used first, and empty chunks are reported")
    func slots() {
        var slots = SlotAllocator()
        defer { slots.deallocate() }
        var model = Set<UInt32>()
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            if Int.random(in: 0..<100, using: &random) < (model.count < 300 ? 60 : 40) || model.isEmpty {
                let next = slots.nextFree()
                let (slot, opensChunk) = slots.allocate()
                #expect(slot == next)
                let chunk = model.filter { $0 / 64 == slot / 64 }
                #expect(opensChunk == chunk.isEmpty)
                #expect(model.insert(slot).inserted)
            } else if let slot = model.randomElement(using: &random) {
                model.remove(slot)
                #expect(slots.release(slot) == !model.contains { $0 / 64 == slot / 64 })
            }
        }
        var found: [UInt32] = []
        var place = 0
        while let slot = slots.next(from: place) {
            found.append(slot)
            place = Int(slot) + 1
        }
        #expect(found == model.sorted())
    }

    @Test("The words of an id contain its bytes, for every length", arguments: 0...40)
    func words(_ length: Int) {
        let bytes = (0..<length).map { UInt8(($0 * 37 + 11) % 251) }
        let words = bytes.withUnsafeBytes { InlineWords($0) }
        let expected = (0..<5).map { word in
            (0..<8).reduce(UInt64(0)) { sum, place in
                let index = word * 8 + place
                return index < length ? sum | UInt64(bytes[index]) << UInt64(place * 8) : sum
            }
        }
        #expect([words.w0, words.w1, words.w2, words.w3, words.w4] == expected)
    }

    @Test("The hash spreads ids that differ in one bit over shards and groups")
    func hash() {
        var random = SeededGenerator(seed: 5)
        let hashSeed = HashSeed(using: &random)
        for length in [1, 8, 15, 36, 40, 41, 100, 256, 1_024] {
            var flips = [Int](repeating: 0, count: 64)
            var trials = 0
            for _ in 0..<40 {
                var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                let before = hash(bytes, hashSeed)
                bytes[Int.random(in: 0..<length, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
                let after = hash(bytes, hashSeed)
                for bit in 0..<64 where (before ^ after) >> UInt64(bit) & 1 == 1 { flips[bit] += 1 }
                trials += 1
            }
            // Each bit of the hash changes in about half of the cases.
            #expect(flips.allSatisfy { $0 > trials / 8 && $0 < trials * 7 / 8 })
        }
    }

    private func hash(_ bytes: [UInt8], _ seed: HashSeed) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            bytes.count <= InlineWords.capacity
                ? seed.hash(InlineWords(bytes), length: bytes.count) : seed.hash(bytes)
        }
    }

    @Test(
        "A pace lets an event pass after the interval and before 1.3 times it",
        arguments: [Duration.milliseconds(1), .seconds(1), .seconds(180), .hours(10)]
    )
    func pace(_ interval: Duration) throws {
        let pace = AccessedPace(interval: interval)
        let nanoseconds = try #require(interval.wholeNanoseconds)
        for start in [0, 1, 12_345_678_901, 3_600_000_000_000] as [Int64] {
            var mark = pace.mark(start)
            let step = nanoseconds / 1_000
            var now = start
            while !pace.passes(&mark, at: now) {
                now += step
                try #require(now <= start + nanoseconds * 13 / 10)
            }
            #expect(now >= start + nanoseconds)
        }
        var mark: UInt16 = 0
        #expect(AccessedPace(interval: .zero).passes(&mark, at: 0))
    }

    @Test(
        "Wall times read as ISO 8601",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_700_000_000_123, "2023-11-14T22:13:20.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
        ] as [(Int64, String)]
    )
    func wallTime(_ milliseconds: Int64, _ text: String) {
        let time = WallTime(nanosecondsSinceEpoch: milliseconds * 1_000_000)
        #expect(time.description == text)
        #expect(time.millisecondsSinceEpoch == milliseconds)
    }

    @Test("Instants are clamped to their range")
    func instants() {
        let instant = SessionInstant(nanoseconds: 5)
        #expect(instant.advanced(by: .seconds(Int64.max)).nanoseconds == .max)
        #expect(instant.advanced(by: .seconds(Int64.min)).nanoseconds == .min)
        #expect(instant.advanced(by: .nanoseconds(-7)).nanoseconds == -2)
        let ends = SessionInstant(nanoseconds: .min).duration(to: SessionInstant(nanoseconds: .max))
        #expect(ends == .nanoseconds(Int64.max) - .nanoseconds(Int64.min))
    }
}

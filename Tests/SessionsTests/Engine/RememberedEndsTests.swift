import Testing

@testable import Sessions

@Suite("The ends that a shard remembers") struct RememberedEndsTests {
    private func key(_ number: Int) -> RememberedEnds.Key {
        // Many keys share a bucket, and some differ in one hash only.
        RememberedEnds.Key(keyed: UInt64(number % 7), quick: UInt64(number))
    }

    private func end(_ number: Int) -> RememberedEnds.End {
        RememberedEnds.End(reason: .deleted, details: nil, at: Int64(number))
    }

    /// A list in which each end has its place until it is overwritten, also after it was forgotten.
    private struct Model {
        var capacity: Int
        var places: [(key: Int, at: Int)?] = []

        mutating func add(_ key: Int, _ at: Int) {
            guard capacity > 0 else { return }
            places.append((key, at))
            if places.count > capacity { places.removeFirst() }
        }

        mutating func forget(_ key: Int) {
            if let place = places.firstIndex(where: { $0?.key == key }) { places[place] = nil }
        }

        mutating func resize(to capacity: Int) {
            places = places.filter { $0 != nil }.suffix(capacity)
            self.capacity = capacity
        }

        func find(_ key: Int) -> Int? { places.first { $0?.key == key }??.at }
    }

    @Test("Remembered ends agree with a list, in any order of calls", arguments: 0..<40)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 0...20, using: &random)
        var ends = RememberedEnds(capacity: capacity)
        var model = Model(capacity: capacity)
        for step in 0..<400 {
            let number = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<12:
                // As in the engine: a create forgets, an end is added.
                ends.forget(key(number))
                model.forget(number)
                ends.add(key(number), end(step))
                model.add(number, step)
            case 12..<19:
                ends.forget(key(number))
                model.forget(number)
            default:
                let capacity = Int.random(in: 0...20, using: &random)
                guard capacity != model.capacity else { continue }
                ends.resize(to: capacity)
                model.resize(to: capacity)
            }
            for number in 0..<40 {
                let found = ends.find(key(number))?.at
                #expect(
                    found == model.find(number).map(Int64.init),
                    "seed \(seed), step \(step), key \(number)"
                )
                if found != model.find(number).map(Int64.init) { return }
            }
        }
    }

    @Test("An end takes the bytes that the documentation says, and nothing when it is off")
    func memory() {
        #expect(RememberedEnds().bytes == 0)
        var ends = RememberedEnds(capacity: 1_024)
        #expect(ends.bytes == 0)
        for number in 0..<10_000 { ends.add(key(number), end(number)) }
        #expect((44 * 1_024...48 * 1_024).contains(ends.bytes), "\(ends.bytes)")
    }
}

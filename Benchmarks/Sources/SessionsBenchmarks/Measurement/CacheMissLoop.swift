/// Measures the cost of a cache miss in a working set of this size.
///
/// It reads memory in random order. Each read returns the place of the next, so that no two reads overlap. Each thread
/// has its own memory: a line of 64 bytes for each session.
struct CacheMissLoop: Sendable {
    private struct Line {
        var next: Int
        let rest: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
    }

    private let chains: [[Line]]

    init(sessions: Int, threads: Int, seed: UInt64) {
        chains = (0..<threads).map { Self.chain(sessions, seed: seed &+ UInt64($0)) }
    }

    /// Returns one cycle through all lines in random order (Sattolo, 1986).
    private static func chain(_ count: Int, seed: UInt64) -> [Line] {
        var random = SplitMix64(seed: seed)
        var lines = (0..<count).map { Line(next: $0) }
        for place in stride(from: count - 1, to: 0, by: -1) {
            let other = Int(random.next().multipliedFullWidth(by: UInt64(place)).high)
            let next = lines[place].next
            lines[place].next = lines[other].next
            lines[other].next = next
        }
        return lines
    }

    /// Performs this many reads, beginning at a line, and returns their number.
    func run(_ reads: Int, thread: Int, from start: Int) -> Int {
        let chain = chains[thread]
        return chain.withUnsafeBufferPointer { lines in
            var place = start % lines.count
            for _ in 0..<reads { place = lines[place].next }
            // The result depends on `place`, so that the compiler can't remove the loop.
            return place >= 0 ? reads : 0
        }
    }
}

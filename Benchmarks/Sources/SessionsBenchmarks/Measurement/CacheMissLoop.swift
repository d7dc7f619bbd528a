/// Reads memory at random, each time from where the read before it says, so that no two can overlap: what a
/// cache miss costs in a working set of this size.
///
/// Each thread has memory of its own: a line of 64 bytes for each session.
struct CacheMissLoop: Sendable {
    private struct Line {
        var next: Int
        let rest: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
    }

    private let chains: [[Line]]

    init(sessions: Int, threads: Int, seed: UInt64) {
        chains = (0..<threads).map { Self.chain(sessions, seed: seed &+ UInt64($0)) }
    }

    /// One cycle through all lines in random order (Sattolo, 1986).
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

    /// Goes on for so many reads from some line on; returns how many there were.
    func run(_ reads: Int, thread: Int, from start: Int) -> Int {
        let chain = chains[thread]
        return chain.withUnsafeBufferPointer { lines in
            var place = start % lines.count
            for _ in 0..<reads { place = lines[place].next }
            // The place has to be known for the loop not to be left out.
            return place >= 0 ? reads : 0
        }
    }
}

/// How the operations of a benchmark are distributed over the sessions.
public enum AccessDistribution: String, Sendable, Hashable, CaseIterable {
    /// A few sessions get most of the accesses: Zipf with an exponent of 0.99, as in YCSB (Cooper et al., 2010).
    case skewed
    /// Every session is equally likely.
    case uniform

    static let exponent = 0.99

    /// Returns the numbers of the sessions to access, in order.
    func numbers(_ operations: Int, of sessions: Int, seed: UInt64) -> [Int] {
        var random = SplitMix64(seed: seed)
        switch self {
        case .uniform:
            return (0..<operations).map { _ in Self.number(random.next(), of: sessions) }
        case .skewed:
            let zipf = ZipfDistribution(count: sessions, exponent: Self.exponent)
            return (0..<operations).map { _ in Self.scattered(zipf.rank(&random), over: sessions) }
        }
    }

    /// Returns the numbers of different sessions in random order.
    static func distinctNumbers(_ count: Int, of sessions: Int, seed: UInt64) -> [Int] {
        var random = SplitMix64(seed: seed)
        var numbers = Array(0..<sessions)
        for place in 0..<min(count, sessions) {
            numbers.swapAt(place, place + number(random.next(), of: sessions - place))
        }
        return Array(numbers.prefix(count))
    }

    private static func number(_ random: UInt64, of sessions: Int) -> Int {
        Int(random.multipliedFullWidth(by: UInt64(sessions)).high)
    }

    /// Scatters neighbouring ranks, so that popular sessions are not neighbours in memory because they were created one
    /// after the other.
    private static func scattered(_ rank: Int, over sessions: Int) -> Int {
        // A prime larger than any number of sessions, so that no two ranks get the same number.
        let prime: UInt64 = 2_654_435_761
        return Int(UInt64(rank) * prime % UInt64(sessions))
    }
}

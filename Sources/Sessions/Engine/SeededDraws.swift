/// The random numbers of an eviction. They follow from the manager's seed, so a test can repeat them.
struct SeededDraws: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter number: A different number for each eviction.
    init(_ seed: HashSeed, _ number: UInt64) {
        state = HashSeed.mix(seed.a ^ number, seed.d)
    }

    /// Returns the next number, as Wang Yi's wyrand (2019) does.
    mutating func next() -> UInt64 {
        state &+= 0xa076_1d64_78bd_642f
        return HashSeed.mix(state, state ^ 0xe703_7ed1_a0b4_28db)
    }
}

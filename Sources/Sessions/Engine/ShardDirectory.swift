/// The shards of a manager without their values, and what they share: compiled for any value at once.
@usableFromInline final class ShardDirectory: Sendable {
    @usableFromInline let seed: HashSeed
    let time: TimeSource
    @usableFromInline let census: Census
    @usableFromInline let lifecycle: Lifecycle
    private let cores: ContiguousArray<ShardCore>
    private let shift: UInt64

    /// A directory of these shards, whose number must be a power of two.
    @usableFromInline init(
        cores: ContiguousArray<ShardCore>,
        seed: HashSeed,
        time: TimeSource,
        census: Census,
        lifecycle: Lifecycle
    ) {
        self.cores = cores
        self.seed = seed
        self.time = time
        self.census = census
        self.lifecycle = lifecycle
        shift = UInt64(64 - cores.count.trailingZeroBitCount)
    }

    @inline(__always)
    @usableFromInline func shardNumber(_ key: IdentifierKey) -> Int {
        Int(truncatingIfNeeded: key.hash >> shift)
    }

    /// Refreshes a session that has nothing special about it; `nil` if it takes more than that.
    @usableFromInline func touch(_ id: String) -> Bool? {
        ThreadScope.checkNotUpdating(lifecycle)
        guard id.utf8.count <= IdentifierKey.maximumLength else { return false }
        return id.withIdentifierKey(seed) { key in cores[shardNumber(key)].touch(key) }
    }
}

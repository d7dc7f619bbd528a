/// The shards of a manager without their values: compiled for any value at once.
@usableFromInline
final class ShardDirectory: @unchecked Sendable {  // engine's storage: a head has its lock
    @usableFromInline let seed: HashSeed
    @usableFromInline let surroundings: Surroundings
    /// Kept alive by the manager's shards.
    private let heads: UnsafeMutablePointer<ShardHead>
    @usableFromInline let shift: UInt64

    /// A directory of these shards, whose number must be a power of two.
    init(cores: ContiguousArray<ShardCore>, seed: HashSeed, surroundings: Surroundings) {
        heads = .allocate(capacity: cores.count)
        for (number, core) in cores.enumerated() { (heads + number).initialize(to: core.head) }
        self.seed = seed
        self.surroundings = surroundings
        shift = UInt64(64 - cores.count.trailingZeroBitCount)
    }

    deinit { heads.deallocate() }

    @inlinable @inline(__always)
    func shardNumber(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> shift) }

    /// Refreshes a session that has nothing special about it; `nil` if it takes more than that.
    @usableFromInline
    func touch(_ id: String) -> Bool? {
        ThreadScope.checkNotUpdating(surroundings.lifecycle)
        return id.utf8.withContiguousStorageIfAvailable { bytes -> Bool? in
            guard bytes.count <= InlineWords.capacity else { return nil }
            let words = InlineWords(UnsafeRawBufferPointer(bytes))
            let hash = seed.hash(words, length: bytes.count)
            return heads[shardNumber(hash)]
                .touch(words, length: bytes.count, hash: hash, surroundings)
        } ?? nil
    }
}

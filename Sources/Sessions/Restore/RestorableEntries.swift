/// A stored session without its value.
struct RestorableEntry: Sendable {
    let key: IdentifierKey
    /// Its index in its batch, in the order of creation.
    let place: Int
    let version: SessionVersion
    let createdAt: WallTime
    let lastAccessedAt: WallTime
    /// Its own timeouts.
    let overrides: SparseFields
    /// Its attributes; `nil` if it has none.
    let attributes: KeptAttributes?
}

/// Stored sessions without their values, sorted by shard. The type is not generic, so it is compiled only once.
struct RestorableEntries: Sendable {
    /// The sessions in the order of their shards, and within a shard in the order of creation.
    private let entries: [RestorableEntry]
    /// The index of each shard's first session, and finally the number of sessions.
    private let starts: [Int]
    /// The number of sessions that were left out because their id is too long or their attributes are out of bounds.
    let invalid: Int

    /// Sorts sessions whose ``RestorableEntry/place`` is their index.
    init(_ entries: [RestorableEntry], _ directory: ShardDirectory, invalid: Int) {
        var starts = Array(repeating: 0, count: directory.shardCount + 1)
        for entry in entries { starts[directory.shardNumber(entry.key.hash) + 1] += 1 }
        for shard in 1..<starts.count { starts[shard] += starts[shard - 1] }
        var next = starts
        var order = Array(repeating: 0, count: entries.count)
        for entry in entries {
            let shard = directory.shardNumber(entry.key.hash)
            order[next[shard]] = entry.place
            next[shard] += 1
        }
        self.entries = order.map { entries[$0] }
        self.starts = starts
        self.invalid = invalid
    }

    var count: Int { entries.count }

    /// Calls `body` with the sessions of each shard, except for shards without sessions.
    func forEachShard(_ body: (_ shard: Int, UnsafeBufferPointer<RestorableEntry>) -> Void) {
        entries.withUnsafeBufferPointer { entries in
            for shard in 0..<(starts.count - 1) where starts[shard] < starts[shard + 1] {
                body(shard, UnsafeBufferPointer(rebasing: entries[starts[shard]..<starts[shard + 1]]))
            }
        }
    }
}

/// The outcome for the sessions of a shard, by their index among them.
struct RestoredEntries {
    /// Restored sessions and their slots. Their entries are not initialized yet.
    var living: [(number: Int, slot: UInt32)] = []
    /// Sessions that are past these deadlines. Nothing was changed.
    var dead: [(number: Int, deadline: Int64)] = []
    /// Sessions whose id exists already, or all of them if the manager was shut down. Nothing was changed.
    var leftOut: [Int] = []
}

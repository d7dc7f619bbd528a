/// A stored session without its value.
struct RestorableLife: Sendable {
    let key: IdentifierKey
    /// Its index in its batch, in the order of creation.
    let place: Int
    let incarnation: Incarnation
    let createdAt: WallTime
    let lastAccessedAt: WallTime
    /// Its own timeouts.
    let overrides: SparseFields
    /// Its attributes; `nil` if it has none.
    let attributes: KeptAttributes?
}

/// Stored sessions without their values, sorted by shard. The type is not generic, so it is compiled only once.
struct RestorableLives: Sendable {
    /// The sessions in the order of their shards, and within a shard in the order of creation.
    private let lives: [RestorableLife]
    /// The index of each shard's first session, and finally the number of sessions.
    private let starts: [Int]
    /// The number of sessions that were left out because their id is too long or their attributes are out of bounds.
    let invalid: Int

    /// Sorts sessions whose ``RestorableLife/place`` is their index.
    init(_ lives: [RestorableLife], _ directory: ShardDirectory, invalid: Int) {
        var starts = Array(repeating: 0, count: directory.shardCount + 1)
        for life in lives { starts[directory.shardNumber(life.key.hash) + 1] += 1 }
        for shard in 1..<starts.count { starts[shard] += starts[shard - 1] }
        var next = starts
        var order = Array(repeating: 0, count: lives.count)
        for life in lives {
            let shard = directory.shardNumber(life.key.hash)
            order[next[shard]] = life.place
            next[shard] += 1
        }
        self.lives = order.map { lives[$0] }
        self.starts = starts
        self.invalid = invalid
    }

    var count: Int { lives.count }

    /// Calls `body` with the sessions of each shard, except for shards without sessions.
    func forEachShard(_ body: (_ shard: Int, UnsafeBufferPointer<RestorableLife>) -> Void) {
        lives.withUnsafeBufferPointer { lives in
            for shard in 0..<(starts.count - 1) where starts[shard] < starts[shard + 1] {
                body(shard, UnsafeBufferPointer(rebasing: lives[starts[shard]..<starts[shard + 1]]))
            }
        }
    }
}

/// The outcome for the sessions of a shard, by their index among them.
struct RestoredLives {
    /// Restored sessions and their slots. Their entries are not initialized yet.
    var living: [(number: Int, slot: UInt32)] = []
    /// Sessions that are past these deadlines. Nothing was changed.
    var dead: [(number: Int, deadline: Int64)] = []
    /// Sessions whose id exists already, or all of them if the manager was shut down. Nothing was changed.
    var leftOut: [Int] = []
}

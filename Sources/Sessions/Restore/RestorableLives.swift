/// What is known of a session that a store kept, but for its value.
struct RestorableLife: Sendable {
    let key: IdentifierKey
    /// Its place among those that it came with, in the order of their creation.
    let place: Int
    let incarnation: Incarnation
    let createdAt: WallTime
    let lastAccessedAt: WallTime
    /// Timeouts of its own.
    let extra: Extra
}

/// Sessions without their values, sorted by the shards that they belong to: compiled for any value at once.
struct RestorableLives: Sendable {
    /// One shard's behind another's, in the order of their creation within each.
    private let lives: [RestorableLife]
    /// Where those of each shard begin, and in the end where the last shard's end.
    private let starts: [Int]
    /// How many more had an id that is too long to be one.
    let tooLong: Int

    /// Sorts these, of which each has its place.
    init(_ lives: [RestorableLife], _ directory: ShardDirectory, tooLong: Int) {
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
        self.tooLong = tooLong
    }

    var count: Int { lives.count }

    /// Calls `body` with the sessions of each shard that has any.
    func forEachShard(_ body: (_ shard: Int, UnsafeBufferPointer<RestorableLife>) -> Void) {
        lives.withUnsafeBufferPointer { lives in
            for shard in 0..<(starts.count - 1) where starts[shard] < starts[shard + 1] {
                body(shard, UnsafeBufferPointer(rebasing: lives[starts[shard]..<starts[shard + 1]]))
            }
        }
    }
}

/// What came of those of a shard, by their numbers among them.
struct RestoredLives {
    /// They live on, in these slots, and lack their entries.
    var living: [(number: Int, slot: UInt32)] = []
    /// They are past these deadlines. Nothing was changed.
    var dead: [(number: Int, deadline: Int64)] = []
    /// A session with their id is here already, or the manager was shut down. Nothing was changed.
    var leftOut: [Int] = []
}

/// Several shards whose locks this thread holds while this value exists.
///
/// They are locked in the order of their numbers, as everywhere, so that no threads wait for each other.
struct LockedShards: ~Copyable {
    private let heads: ContiguousArray<ShardHead>

    /// Locks the shards whose numbers are marked.
    init(_ isWanted: [Bool], in directory: ShardDirectory) {
        heads = ContiguousArray(isWanted.indices.lazy.filter { isWanted[$0] }.map { directory.heads[$0] })
        for head in heads { head.lock.pointee.lock() }
    }

    deinit {
        for head in heads.reversed() { head.lock.pointee.unlock() }
    }

    /// Releases the locks before the end of the scope.
    consuming func unlock() {}

    /// Whether one of the shards was shut down.
    var isClosed: Bool { heads.contains { $0.index.pointee.isClosed } }
}

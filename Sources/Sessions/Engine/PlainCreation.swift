/// A session that ``ShardDirectory`` created under an id that had none: its shard is locked, and whoever has
/// this puts the entry into its slot before letting go of it.
@usableFromInline
struct PlainCreation {
    @usableFromInline let head: ShardHead
    /// The number of its shard.
    @usableFromInline let shard: Int
    /// The shard's state: a `ShardState`.
    @usableFromInline let state: UnsafeMutableRawPointer
    @usableFromInline let slot: UInt32
    @usableFromInline let now: Int64
    @usableFromInline let deadline: Int64
    /// How many sessions the manager holds with it.
    @usableFromInline let count: Int
}

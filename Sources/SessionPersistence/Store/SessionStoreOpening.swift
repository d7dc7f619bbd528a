public import Sessions

/// What a store reports when it has been opened.
public struct SessionStoreOpening: Sendable, Hashable {
    /// The greatest epoch. An incarnation has 24 bits for it, and the highest bit stays 0 for stores with
    /// signed integers.
    public static let maximumEpoch: UInt64 = 1 << 23 - 1

    /// The epoch of this opening: the one passed to `open`, or else one greater than the epoch of every
    /// opening before.
    public let epoch: UInt64

    /// The number of sessions in the store.
    public let count: Int

    /// The wall-clock time of the last commit before this opening, or `nil` for a new store.
    ///
    /// If the wall clock shows less than this, it was set back.
    public let lastCommit: WallTime?

    /// Whether the store still has everything that this object committed before.
    ///
    /// It is false for a new epoch, and if the file was removed or replaced; everything must then be stored
    /// again.
    public let isContinuation: Bool

    /// Creates the report of an opening.
    public init(epoch: UInt64, count: Int, lastCommit: WallTime?, isContinuation: Bool) {
        self.epoch = epoch
        self.count = count
        self.lastCommit = lastCommit
        self.isContinuation = isContinuation
    }
}

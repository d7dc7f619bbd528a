public import Sessions

/// What a store says when it was opened.
public struct SessionStoreOpening: Sendable, Hashable {
    /// The greatest epoch there is: the upper 24 bits of an incarnation but the first, for stores whose numbers have a sign.
    public static let maximumEpoch: UInt64 = 1 << 23 - 1

    /// The epoch of this opening: the one that it was opened with, or else one greater than those of all
    /// openings before.
    public let epoch: UInt64

    /// How many sessions the store keeps.
    public let count: Int

    /// When the last transaction before this opening was committed, by the wall clock of then; `nil` for a store
    /// that is new. A wall clock that shows less was set back.
    public let lastCommit: WallTime?

    /// Whether the store keeps all that this object committed before: false for a new epoch, and where the file
    /// behind it was removed or replaced, so that all has to be stored again.
    public let isContinuation: Bool

    /// What a store says of its opening.
    public init(epoch: UInt64, count: Int, lastCommit: WallTime?, isContinuation: Bool) {
        self.epoch = epoch
        self.count = count
        self.lastCommit = lastCommit
        self.isContinuation = isContinuation
    }
}

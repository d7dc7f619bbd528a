/// One life of a session id, from its creation to its end.
///
/// Each incarnation of an id is greater than the one before, and none is used again. With a store, this holds
/// across restarts too. Only the order of two incarnations has a meaning for callers; the number itself has
/// none.
@frozen
public struct Incarnation: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number that a store keeps: the store's epoch in the upper 24 bits, a counter in the lower 40.
    public let rawValue: UInt64

    /// Creates an incarnation from the number that a store kept.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Returns whether `lhs` was created before `rhs`.
    ///
    /// The comparison is only meaningful for incarnations of the same id.
    @inlinable
    public static func < (lhs: Incarnation, rhs: Incarnation) -> Bool {
        lhs.rawValue < rhs.rawValue
    }

    /// The epoch of the store at the time of the creation; 0 without a store.
    ///
    /// A store raises its epoch each time it is opened.
    package var epoch: UInt64 { rawValue >> 40 }
}

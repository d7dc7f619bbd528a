/// One life of a session id, from its create to its end.
///
/// It grows for an id and is never reused, also across restarts with a store. Opaque but for its order.
@frozen
public struct Incarnation: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number, for stores: the store's epoch in the upper 24 bits, a counter in the lower 40.
    public let rawValue: UInt64

    /// The incarnation with this number, as a store read it back.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Whether `lhs` lived before `rhs`; it says something for incarnations of one id only.
    @inlinable
    public static func < (lhs: Incarnation, rhs: Incarnation) -> Bool {
        lhs.rawValue < rhs.rawValue
    }

    /// The opening of the store that it was created under; 0 without a store.
    public var epoch: UInt64 { rawValue >> 40 }
}

/// The version of a session's value, attributes and timeouts: its incarnation and the number of its latest change.
///
/// Each change raises it: an update, a change of the attributes or the timeouts, and a rotation of the id. An access, a
/// lease and a warning don't. A version stands for one content of a session. No other content of the same id ever gets
/// it, not even after a restart with a store. So an update with `ifVersion` can't overwrite a change that the caller
/// hasn't seen.
///
/// ```swift
/// let session = manager.session("conv-1")
/// // …
/// try manager.update("conv-1", ifVersion: session.version) { $0.parent = reply.id }
/// ```
///
/// Versions can be compared by order only within one session. Their numbers have gaps.
@frozen
public struct SessionVersion: Sendable, Hashable, Comparable {
    /// The incarnation that has this version.
    public let incarnation: Incarnation

    /// The number of the change. It grows with each change, and has no other meaning.
    public let number: UInt64

    /// Creates a version from its parts, such as those that a store has kept.
    @inlinable
    public init(incarnation: Incarnation, number: UInt64) {
        self.incarnation = incarnation
        self.number = number
    }

    /// Returns whether `lhs` is the version of an earlier change.
    ///
    /// The comparison is only meaningful for versions of the same session.
    @inlinable
    public static func < (lhs: SessionVersion, rhs: SessionVersion) -> Bool {
        (lhs.incarnation, lhs.number) < (rhs.incarnation, rhs.number)
    }
}

extension SessionVersion: LosslessStringConvertible {
    /// The version as text, such as in an `ETag`: two numbers with a hyphen between them, at most 41 bytes.
    public var description: String { "\(incarnation.rawValue)-\(number)" }

    /// Creates a version from its ``description``. Returns `nil` for any other text, such as one with a sign or
    /// leading zeros.
    public init?(_ description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard
            parts.count == 2, let incarnation = Self.number(parts[0]), let number = Self.number(parts[1])
        else { return nil }
        self.init(incarnation: Incarnation(rawValue: incarnation), number: number)
    }

    /// Returns the number if this is its only decimal text, so that equal versions have equal texts.
    private static func number(_ digits: Substring.UTF8View) -> UInt64? {
        guard let first = digits.first, first != UInt8(ascii: "+"),
            first != UInt8(ascii: "0") || digits.count == 1
        else { return nil }
        return UInt64(Substring(digits))
    }
}

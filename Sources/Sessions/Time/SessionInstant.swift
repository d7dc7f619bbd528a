/// A moment on a session manager's clock.
///
/// The clock counts from an arbitrary start, ignores steps of the wall clock, and counts suspension.
/// Compare only instants of the same clock. For people and for stores, use ``WallTime``.
@frozen
public struct SessionInstant: Sendable, Hashable, Comparable, InstantProtocol {
    /// Nanoseconds since the clock's start; can be negative.
    public var nanoseconds: Int64

    /// Creates an instant from nanoseconds since the clock's start.
    @inlinable
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The end of the clock's range, which stands for an instant that never comes.
    package static let never = SessionInstant(nanoseconds: .max)

    /// Returns the instant that is `duration` later.
    ///
    /// The result is rounded down to whole nanoseconds and clamped to the clock's range, 292 years in
    /// either direction.
    public func advanced(by duration: Duration) -> SessionInstant {
        guard let step = duration.wholeNanoseconds else {
            return SessionInstant(nanoseconds: duration < .zero ? .min : .max)
        }
        return SessionInstant(nanoseconds: nanoseconds.addingSaturating(step))
    }

    /// Returns the time from this instant to `other`; negative if `other` is earlier.
    public func duration(to other: SessionInstant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    /// Returns whether `lhs` is earlier than `rhs`.
    @inlinable
    public static func < (lhs: SessionInstant, rhs: SessionInstant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension Int64 {
    /// Returns the sum, clamped to the range of `Int64`.
    @inlinable
    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

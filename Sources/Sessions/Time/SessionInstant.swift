/// A moment on the clock that sessions are measured by.
///
/// It counts from an arbitrary start, steps of the wall clock don't move it, and suspension counts. Compare
/// instants of one clock only; for people and for stores there is ``WallTime``.
@frozen
public struct SessionInstant: Sendable, Hashable, Comparable, InstantProtocol {
    /// Nanoseconds since the clock's start; may be negative.
    public var nanoseconds: Int64

    /// The instant so many nanoseconds after the clock's start.
    @inlinable
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The end of the clock's range: in place of an instant that never comes.
    package static let never = SessionInstant(nanoseconds: .max)

    /// The instant that lies `duration` later, rounded down to whole nanoseconds, and held at the ends of
    /// the clock's range (292 years to either side) where it would lie beyond.
    public func advanced(by duration: Duration) -> SessionInstant {
        guard let step = duration.wholeNanoseconds else {
            return SessionInstant(nanoseconds: duration < .zero ? .min : .max)
        }
        return SessionInstant(nanoseconds: nanoseconds.addingSaturating(step))
    }

    /// The time from this instant to `other`; negative where that lies before it.
    public func duration(to other: SessionInstant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    /// Whether `lhs` comes before `rhs`.
    @inlinable
    public static func < (lhs: SessionInstant, rhs: SessionInstant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension Int64 {
    /// The sum, held at the ends of the range where it would overflow.
    @inlinable
    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

/// Limits how often a session emits an `accessed` event. It needs sixteen bits per session.
///
/// Time is divided into periods. A period is a power of two of nanoseconds, and at most an eighth of the
/// interval. A session's mark holds the number of the period of its last event, modulo 32,768. The next
/// event may pass when enough periods have begun since then that the interval is over for certain. That is
/// after the interval, and before 1.25 times the interval. A session that is accessed again after thousands
/// of intervals may by chance wait for one more interval. The sixteenth bit says that the session was
/// accessed after that event.
@usableFromInline struct AccessedPace: Sendable {
    private static let unreported: UInt16 = 0x8000

    private let shift: Int64
    private let periods: UInt16
    private let isEveryAccess: Bool

    @usableFromInline init(interval: Duration) {
        let nanoseconds = min(max(0, interval.wholeNanoseconds ?? .max), .max / 4)
        isEveryAccess = nanoseconds == 0
        var shift: Int64 = 0
        while nanoseconds >> (shift + 4) > 0 { shift += 1 }
        self.shift = shift
        // One period more than fit in the interval: the first of them had begun before the event.
        let needed = (nanoseconds + (1 << shift) - 1) >> shift
        periods = UInt16(truncatingIfNeeded: needed + 1)
    }

    @usableFromInline func mark(_ now: Int64) -> UInt16 {
        UInt16(truncatingIfNeeded: now >> shift) & ~Self.unreported
    }

    /// Returns whether the session was accessed after its last event.
    static func isUnreported(_ mark: UInt16) -> Bool { mark & unreported != 0 }

    /// Records an access that emitted no event.
    @inline(__always)
    static func noteUnreported(_ mark: inout UInt16) { mark |= unreported }

    /// Returns whether an event may pass now.
    @inline(__always)
    func isDue(_ mark: UInt16, at now: Int64) -> Bool {
        isEveryAccess || (self.mark(now) &- mark) & ~Self.unreported >= periods
    }

    /// Returns whether an event may pass now, and updates the mark: with the current period if it may, or
    /// else with the access that emits no event.
    @usableFromInline func passes(_ mark: inout UInt16, at now: Int64) -> Bool {
        guard isDue(mark, at: now) else {
            Self.noteUnreported(&mark)
            return false
        }
        mark = self.mark(now)
        return true
    }
}

/// Lets an `accessed` event of a session pass at most every so often, with sixteen bits a session.
///
/// Time is cut into periods, a power of two of nanoseconds and at most an eighth of the interval. A session
/// remembers the number of the period of its last event, modulo 32,768; the next one passes when so many
/// periods have begun since that the interval is over for certain: after the interval, and before 1.25 times
/// it. A session that is accessed again after thousands of intervals may by chance wait for one more. The sixteenth
/// bit says that the session was accessed since that event.
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
        // One period more than fit: the first of them had begun before the event.
        let needed = (nanoseconds + (1 << shift) - 1) >> shift
        periods = UInt16(truncatingIfNeeded: needed + 1)
    }

    @usableFromInline func mark(_ now: Int64) -> UInt16 {
        UInt16(truncatingIfNeeded: now >> shift) & ~Self.unreported
    }

    /// Whether there was an access without an event since the last event.
    static func isUnreported(_ mark: UInt16) -> Bool { mark & unreported != 0 }

    /// Notes an access without an event.
    @inline(__always)
    static func noteUnreported(_ mark: inout UInt16) { mark |= unreported }

    /// Whether an event may pass now.
    @inline(__always)
    func isDue(_ mark: UInt16, at now: Int64) -> Bool {
        isEveryAccess || (self.mark(now) &- mark) & ~Self.unreported >= periods
    }

    /// Whether an event may pass now; if so, the mark is set, or else it says that there was an access without.
    @usableFromInline func passes(_ mark: inout UInt16, at now: Int64) -> Bool {
        guard isDue(mark, at: now) else {
            Self.noteUnreported(&mark)
            return false
        }
        mark = self.mark(now)
        return true
    }
}

/// A wall-clock time in UTC, for people and for stores. Deadlines never use it.
public struct WallTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; covers the years 1678 to 2262.
    public var nanosecondsSinceEpoch: Int64

    /// Creates a time from nanoseconds since 1970-01-01T00:00:00Z.
    public init(nanosecondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down, as JavaScript's `Date.now()` returns them.
    public var millisecondsSinceEpoch: Int64 {
        nanosecondsSinceEpoch.floorDivided(by: 1_000_000)
    }

    /// Returns whether `lhs` is earlier than `rhs`.
    public static func < (lhs: WallTime, rhs: WallTime) -> Bool {
        lhs.nanosecondsSinceEpoch < rhs.nanosecondsSinceEpoch
    }

    /// Returns the time that is `duration` later, clamped to the range of the type.
    public func advanced(by duration: Duration) -> WallTime {
        let step = duration.wholeNanoseconds ?? (duration < .zero ? .min : .max)
        return WallTime(nanosecondsSinceEpoch: nanosecondsSinceEpoch.addingSaturating(step))
    }

    /// The time in ISO 8601 with milliseconds, in UTC, such as `2026-11-23T04:48:00.250Z`.
    ///
    /// The calendar computation is `civil_from_days` of Howard Hinnant's "chrono-compatible low-level date
    /// algorithms" (2013).
    public var description: String {
        let milliseconds = millisecondsSinceEpoch
        let days = milliseconds.floorDivided(by: 86_400_000)
        let inDay = milliseconds - days * 86_400_000
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let minutes = inDay / 60_000
        let clock = "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)):\(padded(inDay / 1_000 % 60, 2))"
        return "\(date)T\(clock).\(padded(inDay % 1_000, 3))Z"
    }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

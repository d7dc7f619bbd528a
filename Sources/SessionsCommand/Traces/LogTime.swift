/// The time of an access log: `12/May/2024:00:00:17 +0000`.
enum LogTime {
    /// Milliseconds since 1970-01-01T00:00:00Z; `nil` if it is not written so or there is no such day.
    static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        var cursor = ByteCursor(text)
        let slash = UInt8(ascii: "/")
        let colon = UInt8(ascii: ":")
        guard let day = cursor.number(digits: 2...2), cursor.skip(slash),
            let name = cursor.field(upTo: slash), let month = month(name),
            let year = cursor.number(digits: 4...4), cursor.skip(colon),
            let hour = cursor.number(digits: 2...2), hour < 24, cursor.skip(colon),
            let minute = cursor.number(digits: 2...2), minute < 60, cursor.skip(colon),
            let second = cursor.number(digits: 2...2), second <= 60, cursor.skip(UInt8(ascii: " ")),
            let sign = cursor.take(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let offset = cursor.number(digits: 4...4), offset % 100 < 60, cursor.isAtEnd,
            (1...length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        let east = (offset / 100 * 60 + offset % 100) * (sign == UInt8(ascii: "+") ? 1 : -1)
        let minutes = daysSince1970(year, month, day) * 1_440 + hour * 60 + minute - east
        return (minutes * 60 + second) * 1_000
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func month(_ name: ArraySlice<UInt8>) -> Int64? {
        months.firstIndex { name.elementsEqual($0.utf8) }.map { Int64($0) + 1 }
    }

    private static func length(ofMonth month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// `days_from_civil` of Howard Hinnant's "chrono-compatible low-level date algorithms" (2013), for
    /// years from 0.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = year - (month <= 2 ? 1 : 0) + 400  // a full era more, so that nothing is negative
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era - 1) * 146_097 + dayOfEra - 719_468
    }
}

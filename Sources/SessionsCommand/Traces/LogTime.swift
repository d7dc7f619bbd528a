/// Parses the times of access logs to milliseconds since 1970-01-01T00:00:00Z.
///
/// A time without a time zone is refused. Its zone can't be known, and when the clocks change, an hour is
/// missing or occurs twice.
enum LogTime {
    private static let colon = UInt8(ascii: ":")
    private static let space = UInt8(ascii: " ")

    /// Parses a time such as `12/May/2024:00:00:17 +0000`, with or without a fraction of the second. Returns
    /// `nil` for another notation or a day that doesn't exist.
    static func common(_ text: ArraySlice<UInt8>) -> Int64? {
        var cursor = ByteCursor(text)
        let slash = UInt8(ascii: "/")
        guard let day = cursor.number(digits: 2...2), cursor.skip(slash),
            let name = cursor.field(upTo: slash), let month = month(name),
            let year = cursor.number(digits: 4...4), cursor.skip(colon),
            let minutes = minutes(year, month, day, &cursor), let milliseconds = seconds(&cursor),
            cursor.skip(space), let east = offset(&cursor), cursor.isAtEnd
        else { return nil }
        return (minutes - east) * 60_000 + milliseconds
    }

    /// Parses a time such as `2024-05-12T00:00:17.250Z` (RFC 3339). The offset may lack its colon and its
    /// minutes, and a space may replace the `T`.
    static func internet(_ text: ArraySlice<UInt8>) -> Int64? {
        var cursor = ByteCursor(text)
        let dash = UInt8(ascii: "-")
        guard let year = cursor.number(digits: 4...4), cursor.skip(dash),
            let month = cursor.number(digits: 2...2), cursor.skip(dash),
            let day = cursor.number(digits: 2...2),
            cursor.skip(UInt8(ascii: "T")) || cursor.skip(space),
            let minutes = minutes(year, month, day, &cursor), let milliseconds = seconds(&cursor)
        else { return nil }
        _ = cursor.skip(space)
        guard let east = cursor.skip(UInt8(ascii: "Z")) ? 0 : offset(&cursor), cursor.isAtEnd else {
            return nil
        }
        return (minutes - east) * 60_000 + milliseconds
    }

    /// Reads `hh:mm:` and returns the minutes from 1970 to this time of the day.
    private static func minutes(_ year: Int64, _ month: Int64, _ day: Int64, _ cursor: inout ByteCursor)
        -> Int64?
    {
        guard let hour = cursor.number(digits: 2...2), hour < 24, cursor.skip(colon),
            let minute = cursor.number(digits: 2...2), minute < 60, cursor.skip(colon),
            (1...12).contains(month), (1...length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        return daysSince1970(year, month, day) * 1_440 + hour * 60 + minute
    }

    /// Reads seconds and their fraction as milliseconds. A minute may have a leap second.
    private static func seconds(_ cursor: inout ByteCursor) -> Int64? {
        guard let second = cursor.number(digits: 2...2), second <= 60 else { return nil }
        guard cursor.skip(UInt8(ascii: ".")) else { return second * 1_000 }
        return cursor.fraction().map { second * 1_000 + $0 / 1_000_000 }
    }

    /// Reads `+0200`, `+02:00` or `+02` as minutes.
    private static func offset(_ cursor: inout ByteCursor) -> Int64? {
        guard let sign = cursor.take(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = cursor.twoDigits()
        else { return nil }
        let hasColon = cursor.skip(colon)
        guard let minutes = cursor.isAtEnd && !hasColon ? 0 : cursor.twoDigits(), minutes < 60 else {
            return nil
        }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ].map { Array($0.utf8) }

    private static func month(_ name: ArraySlice<UInt8>) -> Int64? {
        months.firstIndex { name.elementsEqual($0) }.map { Int64($0) + 1 }
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

extension ByteCursor {
    /// Reads two digits, whatever follows, or returns `nil` if there are fewer.
    fileprivate mutating func twoDigits() -> Int64? {
        var cursor = ByteCursor(prefix(2))
        guard let number = cursor.number(digits: 2...2) else { return nil }
        _ = (take(), take())
        return number
    }
}

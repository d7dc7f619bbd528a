#if HTTP
    import Sessions

    extension WallTime {
        /// Creates a time from a date-time of RFC 3339, such as `2026-11-23T04:48:00.25Z`. Returns `nil` for any other
        /// text, for a day or a second that doesn't exist, and for a time outside of the years 1678 to 2262.
        init?(dateTime text: String) {
            let bytes = Array(text.utf8)
            guard bytes.count >= 20, bytes.count <= 40 else { return nil }
            func number(_ digits: Range<Int>) -> Int64? {
                guard digits.upperBound <= bytes.count, bytes[digits].allSatisfy(Self.isDigit) else {
                    return nil
                }
                return bytes[digits].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
            }
            guard
                let year = number(0..<4), bytes[4] == UInt8(ascii: "-"),
                let month = number(5..<7), bytes[7] == UInt8(ascii: "-"), let day = number(8..<10),
                bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
                let hour = number(11..<13), bytes[13] == UInt8(ascii: ":"),
                let minute = number(14..<16), bytes[16] == UInt8(ascii: ":"), let second = number(17..<19),
                (1...12).contains(month)
            else { return nil }
            let seconds =
                Self.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second

            var place = 19
            var fraction: Int64 = 0
            if bytes[place] == UInt8(ascii: ".") {
                let digits = bytes[(place + 1)...].prefix(while: Self.isDigit)
                guard !digits.isEmpty, digits.count <= 9, let value = number(digits.indices) else {
                    return nil
                }
                fraction = (digits.count..<9).reduce(value) { value, _ in value * 10 }
                place = digits.endIndex
            }
            guard place < bytes.count, let offset = Self.offset(bytes[place...]) else { return nil }

            let (nanoseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (local, sumOverflows) = nanoseconds.addingReportingOverflow(fraction)
            let (utc, offsetOverflows) = local.subtractingReportingOverflow(offset * 1_000_000_000)
            guard !overflows, !sumOverflows, !offsetOverflows else { return nil }
            // A day or an hour that doesn't exist reads differently when it is written again.
            let written = WallTime(nanosecondsSinceEpoch: local).description.utf8
            guard written.prefix(10).elementsEqual(bytes[..<10]),
                written.dropFirst(11).prefix(8).elementsEqual(bytes[11..<19])
            else { return nil }
            self.init(nanosecondsSinceEpoch: utc)
        }

        /// Returns the seconds of `Z` or of an offset such as `+01:00`.
        private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
            let text = Array(text)
            if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
            guard
                text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
                text[3] == UInt8(ascii: ":"), [1, 2, 4, 5].allSatisfy({ isDigit(text[$0]) })
            else { return nil }
            func digit(_ place: Int) -> Int64 { Int64(text[place] - UInt8(ascii: "0")) }
            let (hours, minutes) = (digit(1) * 10 + digit(2), digit(4) * 10 + digit(5))
            guard hours < 24, minutes < 60 else { return nil }
            return (hours * 3_600 + minutes * 60) * (text[0] == UInt8(ascii: "-") ? -1 : 1)
        }

        /// Returns the days from 1970-01-01 to a day, by `days_from_civil` of Howard Hinnant's "chrono-compatible
        /// low-level date algorithms" (2013).
        private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
            let shifted = month <= 2 ? year - 1 : year
            let era = (shifted >= 0 ? shifted : shifted - 399) / 400
            let yearOfEra = shifted - era * 400
            let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
#endif

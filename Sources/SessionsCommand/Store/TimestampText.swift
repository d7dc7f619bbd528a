#if CommandLine && SQLite
    import Foundation
    import Sessions

    /// Formats and parses a time of an export, such as `2026-11-23T04:48:00.250000000Z`.
    ///
    /// The format is that of the HTTP API with nine digits after the second, so that a time survives an
    /// export exactly. A plain number could be mistaken for seconds or for nanoseconds.
    enum TimestampText {
        static func format(_ moment: WallTime) -> String {
            let inMillisecond =
                moment.nanosecondsSinceEpoch &- moment.millisecondsSinceEpoch &* 1_000_000
            let digits = String(inMillisecond)
            return moment.description.dropLast() + String(repeating: "0", count: 6 - digits.utf8.count)
                + digits
                + "Z"
        }

        /// Parses a time in UTC with up to nine digits after the second, or returns `nil` for anything else.
        static func parse(_ text: String) -> WallTime? {
            guard text.hasSuffix("Z") else { return nil }
            let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard let whole = parts.first, let seconds = seconds(String(whole)) else { return nil }
            var fraction: Int64 = 0
            if parts.count > 1 {
                guard (1...9).contains(parts[1].utf8.count),
                    parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                    let digits = Int64(parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count))
                else { return nil }
                fraction = digits
            }
            let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            guard !overflow else { return nil }
            let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(fraction)
            return sumOverflow ? nil : WallTime(nanosecondsSinceEpoch: sum)
        }

        /// Returns the seconds since 1970 of a time such as `2026-11-23T04:48:00`. Refuses another notation
        /// and a day that doesn't exist, because the parsed time would be formatted differently.
        private static func seconds(_ text: String) -> Int64? {
            guard let date = try? Date(text + "Z", strategy: .iso8601),
                let seconds = Int64(exactly: date.timeIntervalSince1970),
                !seconds.multipliedReportingOverflow(by: 1_000_000_000).overflow,
                WallTime(nanosecondsSinceEpoch: seconds * 1_000_000_000).description == text + ".000Z"
            else { return nil }
            return seconds
        }
    }
#endif

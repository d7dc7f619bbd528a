#if CommandLine && SQLite
    import Foundation
    import Sessions

    /// A moment as an export writes it: as the HTTP API does, `2026-11-23T04:48:00.250Z`, with all nine digits behind
    /// the second, so that it comes back as it was. A number could be taken for seconds, or for nanoseconds.
    enum MomentText {
        static func format(_ moment: WallTime) -> String {
            let inMillisecond =
                moment.nanosecondsSinceEpoch &- moment.millisecondsSinceEpoch &* 1_000_000
            let digits = String(inMillisecond)
            return moment.description.dropLast() + String(repeating: "0", count: 6 - digits.utf8.count)
                + digits
                + "Z"
        }

        /// The moment of a text in UTC with up to nine digits behind the second; `nil` for anything else.
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

        /// Seconds since 1970 of `2026-11-23T04:48:00`. What is written otherwise, or is no day, doesn't read back as
        /// it was.
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

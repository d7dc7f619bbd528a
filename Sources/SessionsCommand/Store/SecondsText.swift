#if CommandLine && SQLite
    /// Formats and parses a duration of an export: in seconds, like the HTTP API, to the nanosecond.
    enum SecondsText {
        static func format(_ duration: Duration) -> String {
            let (seconds, attoseconds) = duration.components
            let digits = String(attoseconds / 1_000_000_000)
            var fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
            while fraction.last == "0" { fraction.removeLast() }
            return fraction.isEmpty ? "\(seconds)" : "\(seconds).\(fraction)"
        }

        /// Parses a number of seconds with up to nine decimals, or returns `nil` for anything else.
        static func parse(_ text: String) -> Duration? {
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            func digits(_ part: Substring) -> Int64? {
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
            }
            guard let whole = parts.first, let seconds = digits(whole) else { return nil }
            guard parts.count > 1 else { return .seconds(seconds) }
            let missing = 9 - parts[1].utf8.count
            guard (0...8).contains(missing),
                let nanoseconds = digits(parts[1] + String(repeating: "0", count: missing))
            else { return nil }
            return .seconds(seconds) + .nanoseconds(nanoseconds)
        }
    }
#endif

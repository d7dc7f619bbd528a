/// Parses and formats durations such as `30m`, `1h 30m` and `500ms`.
///
/// The units are `d`, `h`, `m`, `s` and `ms`, each at most once, from the largest to the smallest. A day has 24 hours.
package enum DurationText {
    /// The error that is thrown for a text that is not a duration.
    package struct Failure: Error, Sendable, Hashable {
        /// What to write instead.
        package var help: String
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Common other names of the units.
    private static let otherNames = [
        "day": "d", "days": "d", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
        "min": "m", "mins": "m", "minute": "m", "minutes": "m",
        "sec": "s", "secs": "s", "second": "s", "seconds": "s",
        "msec": "ms", "msecs": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms",
    ]

    private static let generalHelp = "write a number with its unit: d, h, m, s or ms, as in 1h 30m"

    /// Parses a duration.
    ///
    /// - Throws: ``Failure`` with what to write instead.
    package static func parse(_ text: String) throws(Failure) -> Duration {
        var rest = text[...]
        var total: Int64 = 0
        var lastUnit = -1
        while true {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
            guard let count = IntegerText.parse(String(digits)), count >= 0 else {
                throw Failure(help: Self.help(for: text))
            }
            rest.removeFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest.removeFirst(name.count)
            guard let unit = units.firstIndex(where: { $0.name == name }) else {
                throw Failure(help: Self.help(for: text, count: String(digits), unit: String(name)))
            }
            guard unit > lastUnit else {
                throw Failure(
                    help: "write each unit once, from the largest to the smallest, as in 1d 12h 30m"
                )
            }
            lastUnit = unit
            let (product, overflowed) = Int64(count).multipliedReportingOverflow(by: units[unit].milliseconds)
            let (sum, overflowedToo) = total.addingReportingOverflow(product)
            guard !overflowed, !overflowedToo else { throw Failure(help: "write a shorter duration") }
            total = sum
            if rest.isEmpty { return .milliseconds(total) }
            if rest.first == " " { rest.removeFirst() }
        }
    }

    /// Formats a duration in whole milliseconds, such as `1h 30m`, or `0s` for zero.
    package static func format(_ duration: Duration) -> String {
        let components = duration.components
        let (seconds, overflowed) = components.seconds.multipliedReportingOverflow(by: 1000)
        // The milliseconds of 292 million years and more don't fit into an `Int64`.
        guard !overflowed else { return "\(components.seconds)s" }
        var rest = seconds + components.attoseconds / 1_000_000_000_000_000
        if rest < 0 { return "-" + format(.zero - duration) }
        var parts: [String] = []
        for unit in units where rest >= unit.milliseconds {
            parts.append("\(rest / unit.milliseconds)\(unit.name)")
            rest %= unit.milliseconds
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }

    private static func help(for text: String) -> String {
        if let help = NumeralFault.help(for: text) { return help }
        if text.wholeMatch(of: /[Pp][0-9DdTtHhMmSsWw.,]+/) != nil {
            return "write it with units, as in 1h 30m; ISO 8601 is not supported"
        }
        if text.hasPrefix("-") { return "a duration can't be negative" }
        return generalHelp
    }

    private static func help(for text: String, count: String, unit: String) -> String {
        if let help = NumeralFault.help(for: text) { return help }
        if let grouped = NumeralFault.grouped(String(text.prefix { !$0.isLetter })) {
            return "write \(IntegerText.format(grouped))\(text.drop { !$0.isLetter })"
        }
        if unit.isEmpty, count.count == text.count {
            return "add the unit: \(count)s, \(count)m or \(count)h"
        }
        if text.contains(":") { return "write hours, minutes and seconds with units, as in 1h 30m" }
        if text.contains(".") || text.contains(",") {
            return "use whole numbers: 1h 30m for one and a half hours"
        }
        if let meant = otherNames[unit.lowercased()]
            ?? units.first(where: { $0.name == unit.lowercased() })?.name
        {
            return "the unit is written `\(meant)`, as in \(count)\(meant)"
        }
        if ["w", "week", "weeks"].contains(unit.lowercased()) {
            return "the largest unit is d: write weeks as days, as in 14d"
        }
        if ["us", "µs", "μs", "ns"].contains(unit) { return "the smallest unit is ms" }
        if text.contains(" "), unit.isEmpty { return "write the unit directly after its number, as in 30m" }
        return generalHelp
    }
}

import Sessions

/// Formats numbers for people.
enum Format {
    /// Formats a whole number with a comma every three digits: `12,031`.
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// Formats a number with a noun, given in the singular: `1 session`, `12,031 sessions`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Formats a duration in its two largest units: `30m`, `1h 30m`, `8d 23h`, `250ms`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.clampedMilliseconds
        guard milliseconds != 0 else { return duration == .zero ? "0s" : shortTime(duration) }
        let units: [(String, Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
        ]
        var rest = milliseconds.magnitude
        var parts: [String] = []
        for (name, size) in units where rest >= UInt64(size) {
            guard parts.count < 2 else { break }
            parts.append("\(rest / UInt64(size))\(name)")
            rest %= UInt64(size)
        }
        return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    /// Formats a short measured time with three digits: `4.81 µs`, `12.3 ms`.
    static func shortTime(_ duration: Duration) -> String {
        let nanoseconds = duration / .nanoseconds(1)
        switch nanoseconds {
        case ..<1e3: return "\(Int(nanoseconds.rounded())) ns"
        case ..<1e6: return threeDigits(nanoseconds / 1e3) + " µs"
        case ..<1e9: return threeDigits(nanoseconds / 1e6) + " ms"
        default: return threeDigits(nanoseconds / 1e9) + " s"
        }
    }

    /// Formats a number of bytes in binary units: `512 B`, `1.41 MiB`.
    static func bytes(_ count: Int) -> String {
        var amount = Double(count)
        var unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while amount >= 1_024, unit < units.count - 1 {
            amount /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(threeDigits(amount)) \(units[unit])"
    }

    /// Formats a mean of counts, with a decimal below 100: `2.4`, `1,961`.
    static func mean(_ mean: Double) -> String {
        let tenths = Int((mean * 10).rounded())
        return tenths < 1_000 ? "\(tenths / 10).\(tenths % 10)" : count(Int(mean.rounded()))
    }

    /// Formats a number for the axis of a chart, with at most three digits: `0.25`, `850`, `1.5k`, `2M`.
    static func short(_ number: Double) -> String {
        let (scaled, unit) =
            number >= 999_500 ? (number / 1e6, "M") : number >= 999.5 ? (number / 1e3, "k") : (number, "")
        var text = threeDigits(scaled)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text + unit
    }

    /// Formats a share from 0 to 1 as a percentage: `0.63 %`, `21.5 %`, `<0.01 %`.
    static func share(_ share: Double) -> String {
        if share == 0 { return "0 %" }
        return share < 0.0001 ? "<0.01 %" : threeDigits(share * 100) + " %"
    }

    private static func threeDigits(_ number: Double) -> String {
        let decimals = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2
        let scale = [1.0, 10.0, 100.0][decimals]
        let scaled = Int((number * scale).rounded())
        guard decimals > 0 else { return "\(scaled)" }
        let fraction = String(scaled % Int(scale))
        let padding = String(repeating: "0", count: decimals - fraction.count)
        return "\(scaled / Int(scale)).\(padding)\(fraction)"
    }
}

import Sessions

extension Duration {
    /// Whole seconds, rounded towards zero.
    var wholeSeconds: Int64 { components.seconds }

    /// Seconds, with milliseconds if there are any: `1800s`, `0.25s`.
    var inSeconds: String {
        let milliseconds = (clampedMilliseconds % 1_000).magnitude
        guard milliseconds > 0 else { return "\(wholeSeconds)s" }
        var digits = String(milliseconds + 1_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(self < .zero && wholeSeconds == 0 ? "-" : "")\(wholeSeconds).\(digits)s"
    }
}

extension Double {
    /// A share of 1 as a percentage with one decimal, rounded half away from zero: `8.0%`.
    var percentage: String {
        let tenths = Int64((self * 1_000).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))%"
    }
}

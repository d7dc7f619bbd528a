/// A row of small bars, one for each value.
enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Returns the values as bars between zero and `maximum`. Zero is a blank, any other value at least the
    /// lowest bar.
    static func line(_ values: [Int], maximum: Int) -> String {
        String(
            values.map { value in
                guard value > 0, maximum > 0 else { return " " }
                let share = Double(value) / Double(maximum) * Double(bars.count)
                return bars[min(bars.count, max(1, Int(share.rounded(.up)))) - 1]
            }
        )
    }
}

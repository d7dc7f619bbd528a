extension Array where Element: BinaryInteger {
    /// The value in the middle, the lower one of two; zero for an empty array.
    var median: Element { isEmpty ? 0 : sorted()[(count - 1) / 2] }

    /// The smallest value that at least this share of all values doesn't exceed; zero for an empty array.
    func percentile(_ share: Double) -> Element {
        guard !isEmpty else { return 0 }
        let rank = Int((share * Double(count)).rounded(.up))
        return sorted()[Swift.min(Swift.max(rank, 1), count) - 1]
    }
}

extension Array where Element == Double {
    /// The value in the middle, the lower one of two; zero for an empty array.
    var median: Double { isEmpty ? 0 : sorted()[(count - 1) / 2] }
}

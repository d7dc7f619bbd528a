/// The unit of a time given as a plain number.
enum TimeUnit: String, Sendable, CaseIterable {
    case s, ms, us, ns

    /// The unit's name in the plural.
    var name: String {
        switch self {
        case .s: "seconds"
        case .ms: "milliseconds"
        case .us: "microseconds"
        case .ns: "nanoseconds"
        }
    }

    /// Returns the unit in which a number of this size is a time from 1973 to 5138, or from 1970 for seconds.
    static func sinceEpoch(_ number: TimeNumber) -> TimeUnit {
        switch number.whole {
        case ..<100_000_000_000: .s
        case ..<100_000_000_000_000: .ms
        case ..<100_000_000_000_000_000: .us
        default: .ns
        }
    }

    /// Returns the whole milliseconds of a number in this unit, or `nil` if they don't fit into 64 bits.
    func milliseconds(_ number: TimeNumber) -> Int64? {
        switch self {
        case .s:
            let (product, overflow) = number.whole.multipliedReportingOverflow(by: 1_000)
            let (sum, sumOverflow) = product.addingReportingOverflow(number.billionths / 1_000_000)
            return overflow || sumOverflow ? nil : sum
        case .ms: return number.whole
        case .us: return number.whole / 1_000
        case .ns: return number.whole / 1_000_000
        }
    }
}

/// A time as a plain number: `1700000000` or `1700000000.25`.
struct TimeNumber: Equatable {
    /// The number without its fraction.
    private(set) var whole: Int64 = 0
    /// The first nine digits of the fraction.
    private(set) var billionths: Int64 = 0
    /// Whether a fraction was written, even if it is zero.
    private(set) var hasFraction = false

    /// - Returns: `nil` if the text is not a decimal number or doesn't fit into 64 bits.
    init?(_ text: ArraySlice<UInt8>) {
        var cursor = ByteCursor(text)
        guard let whole = cursor.number(digits: 1...19) else { return nil }
        self.whole = whole
        if cursor.skip(UInt8(ascii: ".")) {
            guard let fraction = cursor.fraction() else { return nil }
            billionths = fraction
            hasFraction = true
        }
        guard cursor.isAtEnd else { return nil }
    }
}

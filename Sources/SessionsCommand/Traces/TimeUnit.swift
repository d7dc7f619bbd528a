/// The unit of a time that is a plain number.
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

    /// The unit in which a number of this size is a time from 1973 to 5138, or, for seconds, from 1970.
    static func sinceEpoch(_ number: TimeNumber) -> TimeUnit {
        switch number.whole {
        case ..<100_000_000_000: .s
        case ..<100_000_000_000_000: .ms
        case ..<100_000_000_000_000_000: .us
        default: .ns
        }
    }

    /// The whole milliseconds of a number in this unit; `nil` where they don't fit into 64 bits.
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
    /// Whether a fraction is written, be it zero.
    private(set) var hasFraction = false

    /// - Returns: `nil` for what is not digits, or more than 64 bits hold.
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

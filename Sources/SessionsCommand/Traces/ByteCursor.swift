/// Steps through the bytes of a line, from the first to the last.
struct ByteCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Whether no bytes are left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte, or `nil` at the end.
    var next: UInt8? { rest.first }

    /// Skips one byte if it is this one, and returns whether it was.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Returns the next byte and moves past it, or returns `nil` at the end.
    mutating func take() -> UInt8? { rest.popFirst() }

    /// Reads up to the first `end` and skips it. If there is no `end`, returns `nil` and reads nothing.
    mutating func field(upTo end: UInt8) -> ArraySlice<UInt8>? {
        guard let index = rest.firstIndex(of: end) else { return nil }
        defer { rest = rest[(index + 1)...] }
        return rest[..<index]
    }

    /// Reads up to the first `end` among the next `count` bytes. If there is none, returns `nil` and reads
    /// nothing.
    mutating func field(upTo end: UInt8, within count: Int) -> ArraySlice<UInt8>? {
        guard let index = rest.prefix(count).firstIndex(of: end) else { return nil }
        defer { rest = rest[(index + 1)...] }
        return rest[..<index]
    }

    /// Returns the next `count` bytes without moving past them.
    func prefix(_ count: Int) -> ArraySlice<UInt8> { rest.prefix(count) }

    /// Reads all bytes that are left.
    mutating func remainder() -> ArraySlice<UInt8> {
        defer { rest = rest[rest.endIndex...] }
        return rest
    }

    /// Reads a number with as many digits as `limit` allows. Returns `nil` if there are fewer or more digits,
    /// or if the number doesn't fit into 64 bits.
    mutating func number(digits limit: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            guard count < limit.upperBound else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !overflow, !sumOverflow else { return nil }
            value = sum
            rest.removeFirst()
            count += 1
        }
        return count >= limit.lowerBound ? value : nil
    }

    /// Reads the digits after a decimal point as billionths. There must be at least one digit; those after
    /// the ninth are ignored.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var unit: Int64 = 1_000_000_000
        while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            unit /= 10
            value += unit * Int64(digit - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return unit == 1_000_000_000 ? nil : value
    }
}

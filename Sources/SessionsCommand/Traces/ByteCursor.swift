/// Walks over the bytes of a line, from the first to the last.
struct ByteCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte; `nil` at the end.
    var next: UInt8? { rest.first }

    /// Steps over one byte if it is this one.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Steps over one byte and returns it; `nil` at the end.
    mutating func take() -> UInt8? { rest.popFirst() }

    /// Reads up to the first `end`, which is stepped over; `nil`, and nothing read, if there is none.
    mutating func field(upTo end: UInt8) -> ArraySlice<UInt8>? {
        guard let index = rest.firstIndex(of: end) else { return nil }
        defer { rest = rest[(index + 1)...] }
        return rest[..<index]
    }

    /// Reads up to the first `end` among the next `count` bytes; `nil`, and nothing read, if there is none.
    mutating func field(upTo end: UInt8, within count: Int) -> ArraySlice<UInt8>? {
        guard let index = rest.prefix(count).firstIndex(of: end) else { return nil }
        defer { rest = rest[(index + 1)...] }
        return rest[..<index]
    }

    /// The next `count` bytes, without stepping over them.
    func prefix(_ count: Int) -> ArraySlice<UInt8> { rest.prefix(count) }

    /// Reads all that is left.
    mutating func remainder() -> ArraySlice<UInt8> {
        defer { rest = rest[rest.endIndex...] }
        return rest
    }

    /// Reads digits, as many as `limit` says; `nil` if there are fewer or more, or 64 bits don't hold the number.
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

    /// Reads the digits after a decimal point, at least one, as billionths; those after the ninth count for nothing.
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

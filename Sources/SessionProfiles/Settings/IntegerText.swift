/// Parses and formats whole numbers such as `10000` and `10_000`.
package enum IntegerText {
    /// Parses digits, with optional underscores between them and an optional `-` before them.
    ///
    /// Returns `nil` for any other text. A leading zero is refused because YAML 1.1 reads the number as octal and
    /// YAML 1.2 doesn't.
    package static func parse(_ text: String) -> Int? {
        let digits = Array((text.hasPrefix("-") ? text.dropFirst() : text[...]).utf8)
        guard let first = digits.first, let last = digits.last, isDigit(first), isDigit(last) else {
            return nil
        }
        guard digits.count == 1 || first != UInt8(ascii: "0") else { return nil }
        for (index, byte) in digits.enumerated() where !isDigit(byte) {
            guard byte == UInt8(ascii: "_"), isDigit(digits[index - 1]) else { return nil }
        }
        return Int(text.filter { $0 != "_" })
    }

    /// Formats a number; from five digits on, underscores separate groups of three, as in `10_000`.
    package static func format(_ number: Int) -> String {
        let digits = String(number.magnitude)
        guard digits.count > 4 else { return String(number) }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append("_") }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + result
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

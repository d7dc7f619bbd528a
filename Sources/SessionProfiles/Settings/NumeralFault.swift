/// Finds common mistakes in the digits of numbers and durations.
enum NumeralFault {
    /// Returns what to write instead of characters that look like ASCII digits, letters and signs but aren't.
    static func help(for text: String) -> String? {
        guard let found = text.unicodeScalars.first(where: { ascii($0) != nil }) else { return nil }
        let written = String(String.UnicodeScalarView(text.unicodeScalars.map { ascii($0) ?? $0 }))
        return "write \(PrintableText.printed(written)) in plain ASCII; `\(found)` is \(found.codePoint), "
            + found.plainName
    }

    /// Returns the number for digits in groups of three with any separator, such as `10,000` and `10 000`.
    static func grouped(_ text: String) -> Int? {
        guard text.wholeMatch(of: /-?[0-9]{1,3}([.,' \u{2019}][0-9]{3})+/) != nil else { return nil }
        return Int(text.filter { $0.isNumber || $0 == "-" })
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0)
        case 0x2010...0x2015, 0x2212: return "-"
        case 0x66B: return "."
        case ..<0x80: return nil
        default:
            guard scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue else {
                return nil
            }
            return Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
        }
    }
}

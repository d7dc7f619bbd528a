/// What is wrong with the digits of a number or a duration.
enum NumeralFault {
    /// What to write for characters that look like ASCII's digits, letters and signs and are others.
    static func help(for text: String) -> String? {
        guard let found = text.unicodeScalars.first(where: { ascii($0) != nil }) else { return nil }
        let written = String(String.UnicodeScalarView(text.unicodeScalars.map { ascii($0) ?? $0 }))
        return "write \(PrintableText.printed(written)) in plain ASCII; `\(found)` is \(found.codePoint), "
            + found.plainName
    }

    /// The number that digits in groups of three mean, whatever stands between the groups: `10,000`, `10 000`.
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

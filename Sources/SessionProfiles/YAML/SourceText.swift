/// A file's text, by lines.
///
/// Lines end as YAML 1.1 and libyaml have it for the characters that are not refused: LF, CR and CRLF.
struct SourceText: Sendable {
    /// The file's name as diagnostics show it.
    let name: String

    /// The text, without a byte order mark.
    let bytes: [UInt8]

    private let lineStarts: [Int]

    init(name: String, bytes: [UInt8]) {
        self.name = name
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        self.bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                let isBreak =
                    bytes[index] == UInt8(ascii: "\n")
                    || bytes[index] == UInt8(ascii: "\r")
                        && !(index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n"))
                if isBreak { starts.append(index + 1) }
            }
        }
        lineStarts = starts
    }

    /// The scalars of a line, counted from 1, without its end; bad UTF-8 is repaired.
    func line(_ number: Int) -> String.UnicodeScalarView {
        guard lineStarts.indices.contains(number - 1) else { return "".unicodeScalars }
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > lineStarts[number - 1], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[lineStarts[number - 1]..<end], as: UTF8.self).unicodeScalars
    }

    /// Whether nothing stands in this line, counted from 1, and none comes after it.
    func isEnd(line number: Int) -> Bool {
        number >= lineStarts.count && line(number).isEmpty
    }

    /// A label for a place in this text, its line with it.
    func label(_ range: SourceRange, _ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(
            .file(name: name, range),
            text,
            excerpt: PrintableText.excerpt(of: line(range.line), column: range.column, length: range.length)
        )
    }

    /// A label for the file as a whole.
    func label(_ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(.file(name: name, nil), text)
    }
}

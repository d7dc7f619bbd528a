/// A file's text, by lines.
///
/// Lines end as YAML 1.1 and libyaml have it for the characters that are not refused: LF, CR and CRLF.
struct SourceText: Sendable {
    /// The file's name as diagnostics show it.
    let name: String

    /// The text, without a byte order mark.
    let bytes: [UInt8]

    /// What of it must not be shown.
    private var secrets = SecretLines()

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

    /// The same text, of which diagnostics don't show what may be the value of a secret setting.
    func hidingSecrets(of settings: SettingTable) -> SourceText {
        var text = self
        text.secrets = SecretLines(of: self, names: settings.secretNames, others: settings.levels)
        return text
    }

    /// Whether a place is where a secret may stand, so that nothing found there is to be told.
    func hides(_ range: SourceRange) -> Bool { secrets.hides(range) }

    /// How many lines there are.
    var lineCount: Int { lineStarts.count }

    /// The scalars of a line, counted from 1, without its end; bad UTF-8 is repaired.
    func line(_ number: Int) -> String.UnicodeScalarView {
        String(decoding: bytes[extent(ofLine: number)], as: UTF8.self).unicodeScalars
    }

    /// Where a line, counted from 1, stands, without its end.
    func extent(ofLine number: Int) -> Range<Int> {
        guard lineStarts.indices.contains(number - 1) else { return 0..<0 }
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > lineStarts[number - 1], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return lineStarts[number - 1]..<end
    }

    /// The part of a line that is shown for a place in it; costs the length of what stands before it.
    ///
    /// A place that must not be shown is marked behind the last that may be.
    private func excerpt(_ place: SourceRange, endsAtPlace: Bool = false) -> Diagnostic.Excerpt {
        var range = place
        var end = endsAtPlace ? place.column - 1 + place.length : nil
        if let shown = secrets.shownLength(ofLine: place.line) {
            end = min(end ?? shown, shown)
            range.column = min(place.column, shown + 1)
            range.length = min(place.length, shown + 1 - range.column)
        }
        let extent = extent(ofLine: range.line)
        let skipped = PrintableText.firstShown(of: range.column)
        var start = extent.lowerBound
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            while start < extent.upperBound {
                // Bytes that go on with a scalar are not counted.
                if bytes[start] & 0xC0 != 0x80 {
                    if count == skipped { break }
                    count += 1
                }
                start += 1
            }
        }
        let last = min(extent.upperBound, start + 4 * (PrintableText.excerptLength + 1))
        return PrintableText.excerpt(
            of: String(decoding: bytes[start..<last], as: UTF8.self).unicodeScalars,
            skipping: skipped,
            column: range.column,
            length: range.length,
            end: end
        )
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
            excerpt: excerpt(range)
        )
    }

    /// A label for a key in this text, its line with it up to the key: what a misspelt key has behind it may
    /// be a secret.
    func keyLabel(_ range: SourceRange, _ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(.file(name: name, range), text, excerpt: excerpt(range, endsAtPlace: true))
    }

    /// A label for the file as a whole.
    func label(_ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(.file(name: name, nil), text)
    }
}

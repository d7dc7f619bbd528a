/// The text of a file, with access to its lines.
///
/// Lines end at LF, CR or CRLF. The other line separators of YAML 1.1 are refused.
struct SourceText: Sendable {
    /// The file's name in diagnostics.
    let name: String

    /// The text, without a byte order mark.
    let bytes: [UInt8]

    /// The parts that must not be shown.
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

    /// Returns the same text; its diagnostics don't show possible values of secret settings.
    func hidingSecrets(of settings: SettingTable) -> SourceText {
        var text = self
        text.secrets = SecretLines(of: self, names: settings.secretNames, others: settings.levels)
        return text
    }

    /// Returns whether a place may be in a secret, so that diagnostics must not show it.
    func hides(_ range: SourceRange) -> Bool { secrets.hides(range) }

    /// The number of lines.
    var lineCount: Int { lineStarts.count }

    /// Returns the scalars of a line, counted from 1, without its line break; invalid UTF-8 is repaired.
    func line(_ number: Int) -> String.UnicodeScalarView {
        String(decoding: bytes[extent(ofLine: number)], as: UTF8.self).unicodeScalars
    }

    /// Returns the byte range of a line, counted from 1, without its line break.
    func extent(ofLine number: Int) -> Range<Int> {
        guard lineStarts.indices.contains(number - 1) else { return 0..<0 }
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > lineStarts[number - 1], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return lineStarts[number - 1]..<end
    }

    /// Returns the excerpt of a line around a place.
    ///
    /// For a place that must not be shown, the mark is after the part that may be shown. The cost is linear in the
    /// length of the line before the place.
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
                // Continuation bytes of a scalar are not counted.
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

    /// Returns whether a line, counted from 1, is empty and the last one.
    func isEnd(line number: Int) -> Bool {
        number >= lineStarts.count && line(number).isEmpty
    }

    /// Returns a label for a place in this text, with its line.
    func label(_ range: SourceRange, _ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(
            .file(name: name, range),
            text,
            excerpt: excerpt(range)
        )
    }

    /// Returns a label for a key in this text, with its line up to the key.
    ///
    /// The rest of the line is not shown, because the value of a misspelt key may be a secret.
    func keyLabel(_ range: SourceRange, _ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(.file(name: name, range), text, excerpt: excerpt(range, endsAtPlace: true))
    }

    /// Returns a label for the whole file.
    func label(_ text: String = "") -> Diagnostic.Label {
        Diagnostic.Label(.file(name: name, nil), text)
    }
}

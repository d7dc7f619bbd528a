/// The lines of a text that may include a secret, and how much of each may be shown.
///
/// The lines are found in the text and not in its tree, because an invalid text may have no tree. A line is shown only
/// up to the end of the name of a secret, in any spelling and anywhere in the line, or of a key that may be such a name
/// misspelt or written with escapes. The following lines are hidden, because the value may continue there, up to a line
/// that begins with a key and isn't indented deeper. This hides too much rather than too little, but it shows a
/// continued value that looks like a key.
///
/// The cost is linear in the length of the text for each name. The number of keys that are compared for misspelling is
/// limited.
struct SecretLines: Sendable {
    /// The number of scalars that may be shown, by line number counted from 1.
    private var shownLengths: [Int: Int] = [:]

    /// Finds the lines of a text.
    ///
    /// - Parameters:
    ///   - names: The last levels of the keys of secret settings.
    ///   - others: The levels of all keys, which don't count as misspelt.
    init(of source: SourceText, names: Set<String>, others: Set<String> = []) {
        var keys = SecretKeys(names: names, others: others)
        let names = keys.names
        /// The indentation of the line with a secret whose value may continue, or `nil`.
        var depth: Int?
        source.bytes.withUnsafeBufferPointer { bytes in
            for number in 1...source.lineCount {
                let line = UnsafeBufferPointer(rebasing: bytes[source.extent(ofLine: number)])
                let indentation = line.prefix { $0 == 0x20 || $0 == 0x09 }.count
                if indentation == line.count { continue }
                if let begun = depth {
                    if indentation > begun || !Self.beginsWithKey(line.dropFirst(indentation)) {
                        shownLengths[number] = 0
                        continue
                    }
                    depth = nil
                }
                let exact = Self.firstName(in: line, names)
                // There may be a misspelt name before the exact one.
                guard let name = keys.firstMisspelt(in: line, before: exact?.lowerBound) ?? exact else {
                    continue
                }
                shownLengths[number] = line[..<name.upperBound].count { $0 & 0xC0 != 0x80 }
                if !Self.isComment(line, at: name.lowerBound) { depth = indentation }
            }
        }
    }

    /// Creates the lines of a text without secrets.
    init() {}

    /// Returns the number of scalars of a line, counted from 1, that may be shown, or `nil` for all.
    func shownLength(ofLine number: Int) -> Int? { shownLengths[number] }

    /// Returns whether a place is after the part of its line that may be shown.
    func hides(_ range: SourceRange) -> Bool {
        shownLengths[range.line].map { range.column > $0 } ?? false
    }

    static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || isUppercase(byte) || (0x61...0x7A).contains(byte)
    }

    /// Returns the range of the first name that is a word of the line, such as `token` in `read-token`, `readToken` and
    /// `READ_TOKEN`.
    private static func firstName(in line: UnsafeBufferPointer<UInt8>, _ names: [[UInt8]]) -> Range<Int>? {
        for start in line.indices where isAlphanumeric(line[start]) {
            let isWordStart =
                start == 0 || !isAlphanumeric(line[start - 1])
                || (isUppercase(line[start]) && !isUppercase(line[start - 1]))
            guard isWordStart else { continue }
            for name in names {
                if let end = end(of: name, in: line, at: start) { return start..<end }
            }
        }
        return nil
    }

    private static func end(of name: [UInt8], in line: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        var index = start
        for byte in name {
            while index > start, index < line.count, isJoint(line[index]) { index += 1 }
            guard index < line.count else { return nil }
            let lowered = isUppercase(line[index]) ? line[index] | 0x20 : line[index]
            guard lowered == byte else { return nil }
            index += 1
        }
        return index < line.count && isAlphanumeric(line[index]) ? nil : index
    }

    /// Returns whether a line without its indentation begins with a word, quoted or not, and a colon.
    private static func beginsWithKey(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        func isQuote(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
        var rest = line
        if isQuote(rest.first) { rest = rest.dropFirst() }
        let word = rest.prefix { isAlphanumeric($0) || isJoint($0) || $0 == UInt8(ascii: ".") }
        rest = rest.dropFirst(word.count)
        if isQuote(rest.first) { rest = rest.dropFirst() }
        rest = rest.drop { $0 == 0x20 }
        guard !word.isEmpty, rest.first == UInt8(ascii: ":") else { return false }
        return rest.dropFirst().first.map { $0 == 0x20 || $0 == 0x09 } ?? true
    }

    /// Returns whether a place in a line is certainly in a comment.
    static func isComment(_ line: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        for index in 0..<place {
            switch line[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return false
            case UInt8(ascii: "#") where index == 0 || line[index - 1] == 0x20 || line[index - 1] == 0x09:
                return true
            default: continue
            }
        }
        return false
    }
}

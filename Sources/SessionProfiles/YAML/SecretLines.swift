/// Which lines of a text may have a secret in them, and how far each may be shown.
///
/// It goes by the text and not by its tree, since what is wrong with a text may be that it has none. A line that
/// names a secret, in whatever spelling and anywhere in it, is shown up to the end of that name; so is a line with
/// a key that is misspelt and was meant as such a name, or is written with escapes. The lines below it are not shown
/// until one is indented no deeper and begins with a key: a value may stand there. All of this takes in too much
/// rather than too little. What is not known is a value in another line that looks like a key of its own.
///
/// Making it costs time linear in the text, per name; for misspelt keys up to as many as a profile may have.
struct SecretLines: Sendable {
    /// How many scalars of a line may be shown, by the line counted from 1.
    private var shownLengths: [Int: Int] = [:]

    /// - Parameters:
    ///   - names: The last levels of the keys of secret settings.
    ///   - others: The levels of all keys; a key that is one of them is not misspelt.
    init(of source: SourceText, names: Set<String>, others: Set<String> = []) {
        var keys = SecretKeys(names: names, others: others)
        let names = keys.names
        /// How deep the line is indented below which a secret may go on.
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
                // What stands before the exact name may be a misspelt one.
                guard let name = keys.firstMisspelt(in: line, before: exact?.lowerBound) ?? exact else {
                    continue
                }
                shownLengths[number] = line[..<name.upperBound].count { $0 & 0xC0 != 0x80 }
                if !Self.isComment(line, at: name.lowerBound) { depth = indentation }
            }
        }
    }

    /// Those of a text without secrets.
    init() {}

    /// How many scalars of this line, counted from 1, may be shown; `nil` for all.
    func shownLength(ofLine number: Int) -> Int? { shownLengths[number] }

    /// Whether this place is behind what may be shown of its line.
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

    /// Where the first of the names stands as a word: `read-token`, `readToken` and `READ_TOKEN` for `token`.
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

    /// Whether a line without its indentation begins with a word, quoted or not, and a colon.
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

    /// Whether a place in a line stands in a comment for sure.
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

import Sessions

/// Finds keys that may be meant as the name of a secret: misspelt keys and keys with escapes.
struct SecretKeys {
    /// The names of secrets in lower case, without hyphens and underscores.
    let names: [[UInt8]]

    /// The known keys of other settings, in the same form.
    private let others: Set<String>
    private let spelled: [(name: String, letters: UInt32)]
    /// The number of words that are still compared. After that, every word counts as the name of a secret; the file is
    /// refused for its size anyway.
    private var budget = YAMLLimits.events

    /// Common names of secrets, for files that aren't profiles.
    private static let common = [
        "secret", "token", "password", "passwd", "passphrase", "credential", "credentials", "api-key",
        "apikey",
        "private-key", "access-key", "authorization",
    ]

    /// - Parameters:
    ///   - names: The last levels of the keys of secret settings.
    ///   - others: The levels of all keys.
    init(names: Set<String>, others: Set<String>) {
        let all = names.union(Self.common).map(Self.normalized).filter { !$0.isEmpty }
        let known = Set(all)
        self.names = known.sorted().map { Array($0.utf8) }
        self.others = Set(others.map(Self.normalized)).subtracting(known)
        spelled = known.sorted().map { ($0, Self.letters($0)) }
    }

    /// Returns the range of the first key in a line that may be a misspelt name, or `nil` if there is none before
    /// `end`.
    mutating func firstMisspelt(in line: UnsafeBufferPointer<UInt8>, before end: Int?) -> Range<Int>? {
        var index = 0
        var isFirst = true
        while index < end ?? line.count {
            guard Self.isWordByte(line[index]) else {
                index += 1
                continue
            }
            var wordEnd = index
            while wordEnd < line.count, Self.isWordByte(line[wordEnd]) { wordEnd += 1 }
            // The first word is a key even if its colon is missing.
            if isFirst || Self.isFollowedByColon(line, wordEnd), mayBeSecret(line[index..<wordEnd]) {
                return index..<wordEnd
            }
            isFirst = false
            index = wordEnd
        }
        return nil
    }

    private mutating func mayBeSecret(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        if word.contains(UInt8(ascii: "\\")) { return true }
        // No spelling of a key is longer than this.
        guard word.count <= 128, word.count > 2 else { return false }
        let text = String(decoding: word, as: UTF8.self)
        return text.split(separator: ".").contains { isMisspelt(Self.normalized($0)) }
    }

    private mutating func isMisspelt(_ word: String) -> Bool {
        guard !others.contains(word) else { return false }
        budget -= 1
        guard budget > 0 else { return true }
        let letters = Self.letters(word)
        return spelled.contains { name in
            // Two edits change at most four letters of the set.
            (letters ^ name.letters).nonzeroBitCount <= 4
                && Suggestion.distance(word, name.name, limit: 2) != nil
        }
    }

    private static func normalized(_ name: some StringProtocol) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    /// Returns the set of letters in a name as bits; all other characters share the last bit.
    private static func letters(_ name: String) -> UInt32 {
        name.utf8.reduce(0) { set, byte in
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return set | 1 << (isLetter ? UInt32(byte - UInt8(ascii: "a")) : 31)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        SecretLines.isAlphanumeric(byte) || SecretLines.isJoint(byte) || byte >= 0x80
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\")
    }

    private static func isFollowedByColon(_ line: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var index = start
        if index < line.count, line[index] == UInt8(ascii: "\"") || line[index] == UInt8(ascii: "'") {
            index += 1
        }
        while index < line.count, line[index] == 0x20 { index += 1 }
        return index < line.count && (line[index] == UInt8(ascii: ":") || line[index] == UInt8(ascii: "="))
    }
}

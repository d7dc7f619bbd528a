import Sessions

/// Which keys may be meant as the name of a secret: misspelt ones, and those written with escapes.
struct SecretKeys {
    /// The names of secrets in small letters, without what joins their words.
    let names: [[UInt8]]

    /// The same for keys that are spelled as a setting's.
    private let others: Set<String>
    private let spelled: [(name: String, letters: UInt32)]
    /// How many more words are compared. Past it each counts as a secret's: such a file is refused for its size.
    private var budget = YAMLLimits.events

    /// What secrets are called, whether a setting is called so or not: a file that is no profile has them too.
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

    /// Where the first key of a line stands that may be a misspelt name; `nil` where there is none before `end`.
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
            // The first word is a key also where its colon is missing.
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
        // No name is longer than a key may be in any spelling.
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
            // Two edits change four letters of the set at the most.
            (letters ^ name.letters).nonzeroBitCount <= 4
                && Suggestion.distance(word, name.name, limit: 2) != nil
        }
    }

    private static func normalized(_ name: some StringProtocol) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    /// Which letters a name has; all others share the last bit.
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

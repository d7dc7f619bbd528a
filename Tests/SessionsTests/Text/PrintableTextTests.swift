import Testing

@testable import Sessions

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("conv-123", "conv-123"),
        ("", ""),
        ("a b~", "a b~"),
        ("é日本🙂", "é日本🙂"),
        ("a\r\nb", "a\\u{d}\\u{a}b"),
        ("\u{1B}[31m", "\\u{1b}[31m"),
        ("\0\u{7F}\u{85}", "\\u{0}\\u{7f}\\u{85}"),
        ("\u{202E}abc\u{2066}", "\\u{202e}abc\\u{2066}"),
        ("\u{200B}\u{200D}\u{FEFF}\u{3164}", "\\u{200b}\\u{200d}\\u{feff}\\u{3164}"),
        ("a\u{2028}b\u{2029}c\u{A0}d", "a\\u{2028}b\\u{2029}c\\u{a0}d"),
        ("\u{E000}\u{FFFF}", "\\u{e000}\\u{ffff}"),
        ("\u{301}a\u{301}", "\\u{301}a\u{301}"),
        ("\u{E0041}", "\\u{e0041}"),
        ("\\u{1b}", "\\\\u{1b}"),
    ])
    func escapes(text: String, printable: String) {
        // Compares scalars, because `==` on strings treats canonically equivalent strings as equal.
        #expect(Array(text.printable.unicodeScalars) == Array(printable.unicodeScalars))
    }

    @Test func noControlSurvives() {
        for value in UInt32(0)...0x2_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a\(Character(scalar))".printable
            #expect(
                text.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && $0.properties.generalCategory != .control
                        && $0.properties.generalCategory != .format
                },
                "U+\(String(value, radix: 16))"
            )
        }
    }

    @Test func cutsCharactersAndBytes() {
        #expect("conversation".prefix(characters: 8, bytes: 32) == "conversa")
        #expect("🇩🇪🇫🇷x".prefix(characters: 2, bytes: 32) == "🇩🇪🇫🇷")
        let heaped = "a" + String(repeating: "\u{301}", count: 200)
        #expect(heaped.prefix(characters: 8, bytes: 32).utf8.count == 31)
        #expect("".prefix(characters: 8, bytes: 32) == "")
    }
}

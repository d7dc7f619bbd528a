import Testing

@testable import SessionProfiles

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("plain", 5), ("é", 1), ("e\u{301}", 1), ("会話", 4), ("ｶﾅ", 2), ("カナ", 4), ("Ａ", 2), ("한", 2),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("🙂", 2), ("🇩🇪", 2), ("👍🏽", 2), ("👩‍💻", 2), ("☺", 1), ("☺\u{FE0F}", 2),
        ("1\u{FE0F}\u{20E3}", 2), ("〿", 1), ("𠀀", 2), ("שלום", 4), ("\u{200B}", 0),
        ("a\u{FE0F}", 1), ("é\u{FE0F}", 1), ("a🏽", 3), ("会🏽", 4), ("☝🏽", 2), ("☝\u{FE0F}", 2),
        ("👁\u{FE0F}\u{200D}🗨\u{FE0F}", 2),
        ("a\u{200D}", 1),
    ])
    func aTextTakesAsManyColumnsAsItsCharacters(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func aTextIsShortenedToColumns() {
        #expect("会話一".shortened(toWidth: 6) == "会話一")
        #expect("会話一".shortened(toWidth: 5) == "会話…")
        #expect("会話一".shortened(toWidth: 4) == "会…", "half a character is none")
        #expect("e\u{301}tude".shortened(toWidth: 2) == "e\u{301}…")
    }
}

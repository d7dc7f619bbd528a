import Testing

@testable import SessionAPI

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("conv-123_~.", "conv-123_~."), ("a b", "a%20b"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é", "%C3%A9"),
        ("\r\n\0\u{1B}[31m", "%0D%0A%00%1B%5B31m"), (".", "%2E"), ("..", "%2E%2E"), ("%41", "%2541"),
        ("", ""),
    ])
    func encodesAndDecodes(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test(arguments: ["%", "%4", "%4g", "%-1", "%+1", "%FF", "%C3", "%ED%A0%80"])
    func malformedTextIsRefused(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func aPlusIsASpaceInAQueryOnly() {
        #expect(PercentEncoding.decode("a+b", isQuery: true) == "a b")
        #expect(PercentEncoding.decode("a+b") == "a+b")
    }
}

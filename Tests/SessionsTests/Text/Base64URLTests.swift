import Testing

@testable import Sessions

@Suite struct Base64URLTests {
    /// The first three are from RFC 4648, section 10; the last one has the characters that base64 for URLs replaces.
    @Test(arguments: [
        ([], ""),
        (Array("foo".utf8), "Zm9v"),
        (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xFF, 0xBF], "-_-_"),
    ])
    func encodes(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(bytes) == text)
    }
}

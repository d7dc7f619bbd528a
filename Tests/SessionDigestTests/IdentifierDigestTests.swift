#if Digest
    @testable import SessionDigest
    import Sessions
    import Testing

    @Suite struct IdentifierDigestTests {
        @Test func theDigestIsHMACWithSHA256() throws {
            // The output of OpenSSL, with - and _ in place of + and /:
            // printf conv-123 | openssl dgst -sha256 -hmac 0123456789abcdef -binary | head -c 30 | base64
            let digest = try IdentifierDigest.hmacSHA256(key: "0123456789abcdef")
            #expect(digest("conv-123") == "BRzCRF4bV-AdrhYkT4GCxn4tmiwHOrMXYrC3T3nt")
            #expect(digest("conv-124") != digest("conv-123"))
            #expect(digest("").utf8.count == 40)
        }

        @Test func aShortKeyIsRefused() {
            #expect(throws: IdentifierDigestError(length: 15)) {
                try IdentifierDigest.hmacSHA256(key: "0123456789abcde")
            }
        }
    }
#endif

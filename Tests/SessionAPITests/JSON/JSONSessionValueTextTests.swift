#if HTTP
    import Foundation
    import Testing

    @testable import SessionAPI

    /// A text is the same value whether the parser or `Codable` reads it.
    @Suite struct JSONSessionValueTextTests {
        private func decoded(_ text: String) throws -> JSONSessionValue {
            try JSONDecoder().decode(JSONSessionValue.self, from: Data(text.utf8))
        }

        @Test(arguments: [
            "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "1.0", "1e3", "0.1", "-1.5e-7", "1e308",
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
            #""""#, #""a\"\\\/\b\f\n\r\tb""#, #""\u00e9\ud83d\ude42""#, #""🙂é""#,
            "[]", "{}",
            #"[null,[true,{"a":[1,"x",2.5]}]]"#, #"{"a":{"b":{}},"c":[],"":0}"#, " { \"a\" : [ 1 , 2 ] } ",
        ])
        func bothParsersAgree(_ text: String) throws {
            #expect(try JSONSessionValue(text: Array(text.utf8)) == decoded(text))
        }

        @Test func encodedValuesRoundTrip() throws {
            let value = JSONSessionValue.object([
                "text": .string("a \"quoted\" / \u{1}\u{1F}\u{7F}\u{2028} 🙂"), "whole": .integer(.min),
                "part": .number(0.1), "large": .number(1e100), "small": .number(5e-324), "none": .null,
                "list": .array([.boolean(true), .object([:]), .array([])]),
            ])
            #expect(JSONSessionValue(text: Array(try JSONCoding.encode(value))) == value)
        }

        @Test func theDeepestAllowedValueIsAccepted() throws {
            func nested(_ depth: Int) -> [UInt8] {
                Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            }
            #expect(JSONSessionValue(text: nested(HTTPLimits.maximumValueDepth)) != nil)
            #expect(JSONSessionValue(text: nested(HTTPLimits.maximumValueDepth + 1)) == nil)
        }

        @Test(arguments: ["", "{", "1 2", #"{"a":1,"a":2}"#, "1e400", "[1,]", "\u{FEFF}1", #""\ud83d""#])
        func textThatTheParserRefusesIsNotAValue(_ text: String) {
            #expect(JSONSessionValue(text: Array(text.utf8)) == nil)
        }
    }
#endif

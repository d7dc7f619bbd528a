#if HTTP
    import SessionMiddleware
    import Foundation
    import Hummingbird
    import Testing

    @testable import SessionAPI

    /// The JSON that the API accepts, and the problems that it reports for other input.
    @Suite struct JSONParserTests {
        private func read(_ bytes: some Sequence<UInt8>) throws -> RawJSON {
            try JSONCoding.value(of: ByteBuffer(bytes: bytes))
        }

        private func detail(_ bytes: some Sequence<UInt8>) -> String? {
            do {
                _ = try read(bytes)
                return nil
            } catch {
                guard let problem = error as? ProblemDetails, problem.status == .badRequest else {
                    return nil
                }
                #expect(problem.type == "urn:problem-type:sessions:malformed-json")
                return problem.detail
            }
        }

        @Test(arguments: [
            "null", "true", "false", "0", "-0", "-1", "9223372036854775807", "-9223372036854775808", "1.5",
            "1e+300", "1E5", "0.10", "18446744073709551615", "0.1234567890123456789012345678901234567",
            "1e-400",
            #""""#, #""a\u0000\u001b\"\\/\b\f\n\r\té🙂""#, "[]", "[[],{}]", #"{"":1,"a":[null,1.25,"x"]}"#,
            #"{"a":{"b":{"c":[true,{"d":null}]}}}"#,
        ])
        func parsedJSONRoundTrips(_ source: String) throws {
            let value = try read(source.utf8)
            #expect(String(decoding: value.text, as: UTF8.self) == source)
        }

        @Test func spacesAndEscapesAreRead() throws {
            let source = " {\r\n\t\"a\" : [ 1 , \"\\ud83d\\ude42\\u00e9\\/\" ] , \"\\u0062\":{ } } \n"
            let value = try read(source.utf8)
            #expect(
                value == .object(["a": .array([.number("1"), .string("🙂é/")]), "b": .object([:])])
            )
        }

        /// Each input comes with the text of its problem: where the error is and how to fix it.
        @Test(arguments: [
            ("", "the body is empty"),
            (" ", "ends at byte 1"),
            ("{", "ends at byte 1"),
            (#"{"a""#, "a colon"),
            (#"{"a":1"#, "a comma or `}`"),
            (#"["a"#, "close the string"),
            (#"["a\"#, "close the string"),
            ("[1,]", "at byte 3: remove the comma"),
            (#"{"a":1,}"#, "at byte 7: remove the comma"),
            ("[[1, ] ]", "at byte 4: remove the comma"),
            ("{\"a\":[1],\n}", "at byte 9: remove the comma"),
            (#"{"a":}"#, "at byte 6: a JSON value"),
            ("[,1]", "at byte 2: a JSON value"),
            ("[1 2]", "at byte 4: a comma or `]`"),
            ("[1}", "at byte 3: a comma or `]`"),
            ("1 2", "at byte 3: remove the text after"),
            ("{} {}", "at byte 4: remove the text after"),
            ("nul", "at byte 1: a JSON value"),
            ("NaN", "at byte 1: a JSON value"),
            ("Infinity", "at byte 1: a JSON value"),
            ("-Infinity", "at byte 2: a digit"),
            ("'a'", "double quotes"),
            ("{'a':1}", "at byte 2: a key in double quotes"),
            ("{a:1}", "at byte 2: a key in double quotes"),
            ("{1:1}", "at byte 2: a key in double quotes"),
            ("// c\n1", "at byte 1: a JSON value"),
            ("\u{0}", "UTF-16"),
            ("1e400", "at byte 1: the number that begins here is too large"),
            (#"{"a":-1e999}"#, "at byte 6: the number that begins here is too large"),
            (String(repeating: "9", count: 310), "too large"),
            ("01", "at byte 1: remove the leading zeros"),
            ("-00", "at byte 1: remove the leading zeros"),
            ("+1", "at byte 1: a JSON value"),
            (".5", "at byte 1: a JSON value"),
            ("1.", "a digit"),
            ("1.e5", "at byte 3: a digit"),
            ("1e", "a digit"),
            ("0x10", "at byte 2: remove the text after"),
            (#""\ud83d""#, #"at byte 2: `\ud83d` is half of a surrogate pair"#),
            (#"["\udE42x"]"#, #"at byte 3: `\ude42` is half of a surrogate pair"#),
            (#""\ud83d\u0041""#, #"`\ud83d` is half of a surrogate pair"#),
            (#""\ud83d\ud83d\ude42""#, #"at byte 2: `\ud83d` is half of a surrogate pair"#),
            (#""\ud8""#, "four hexadecimal digits"),
            (#""\u+123""#, "four hexadecimal digits"),
            (#""\x41""#, "at byte 2: JSON has no such escape"),
            ("\"a\nb\"", #"at byte 3: escape control characters"#),
            ("\"a\u{1F}\"", "at byte 3: escape control characters"),
            (#"{"a":1,"b":2,"a":1}"#, "at byte 14: duplicate key `a`"),
            (#"{"a":1,"\u0061":2}"#, "at byte 8: duplicate key `a`"),
            (#"{"a":null,"a":1}"#, "duplicate key `a`"),
            (#"{"":false,"":0}"#, "duplicate key ``"),
            (#"[{"x":{"k":1,"k":1}}]"#, "duplicate key `k`"),
            // The key in two Unicode forms, which are equal in a Swift dictionary.
            ("{\"\u{E9}\":1,\"e\u{301}\":2}", "duplicate key"),
            ("{\"\\u001b[31m\":1,\"\\u001b[31m\":2}", #"duplicate key `\u{1b}[31m`"#),
        ])
        func malformedJSONIsReportedWithItsPlace(_ source: String, _ expected: String) {
            let detail = detail(source.utf8)
            #expect(detail?.contains(expected) == true, "\(source): \(detail ?? "read")")
        }

        @Test func aRepeatedKeyIsShortenedInTheError() {
            let key = String(repeating: "k", count: 1_000)
            let detail = detail(#"{"\#(key)":1,"\#(key)":2}"#.utf8)
            #expect((detail?.utf8.count ?? .max) < 200)
        }

        @Test(
            arguments: [
                [0x22, 0xFF, 0xFE, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0xBD, 0x22],
                [0x22, 0xC0, 0x80, 0x22],
                [0x5B, 0x31, 0x2C, 0xFF, 0x5D],
            ] as [[UInt8]]
        )
        func invalidUTF8IsReported(_ bytes: [UInt8]) {
            let detail = detail(bytes)
            #expect(detail?.contains("at byte") == true, "\(detail ?? "read")")
        }

        @Test func otherEncodingsAreReported() {
            let deep = String(repeating: "[", count: 60_000)
            for source in ["1", "[1]", #"{"value":1}"#, deep] {
                for encoding in [
                    String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian,
                    .utf32BigEndian,
                ] {
                    let detail = detail(source.data(using: encoding) ?? Data())
                    #expect(detail?.contains("UTF-8") == true, "\(encoding): \(detail ?? "read")")
                }
            }
            #expect(detail([0xEF, 0xBB, 0xBF, 0x31])?.contains("byte order mark") == true)
        }

        /// The object around a value counts as a level too.
        @Test func nestingIsLimited() throws {
            func nested(_ depth: Int) -> String {
                String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            }
            func isTooDeep(_ source: String) -> Bool {
                do {
                    _ = try read(source.utf8)
                    return false
                } catch {
                    return (error as? ProblemDetails)?.type == "urn:problem-type:sessions:json-too-deep"
                }
            }
            _ = try read(#"{"value":\#(nested(64))}"#.utf8)
            #expect(isTooDeep(#"{"value":\#(nested(65))}"#))
            #expect(isTooDeep(String(repeating: "[", count: 100_000)))
            #expect(isTooDeep(String(repeating: #"{"a":"#, count: 100_000)))
            // Brackets in strings don't count.
            _ = try read(("\"" + String(repeating: "[", count: 1_000) + "\\\"[\"").utf8)
        }

        /// Compares the processor time of the thread, the minimum of several tries.
        @Test func depthCostsNoMoreThanLength() throws {
            func cost(_ source: [UInt8]) throws -> Int64 {
                var least = Int64.max
                for _ in 0..<5 {
                    let start = ThreadTime.nanoseconds
                    _ = JSONSessionValue(try read(source))
                    least = min(least, ThreadTime.nanoseconds - start)
                }
                return least
            }
            let count = 20_000
            let leaves = String(repeating: "1,", count: count) + "1"
            let flat = Array("[\(leaves)]".utf8)
            let deep = Array(
                (String(repeating: "[", count: 64) + leaves + String(repeating: "]", count: 64)).utf8
            )
            let (shallow, nested) = (try cost(flat), try cost(deep))
            #expect(nested < shallow * 3, "\(shallow) ns flat, \(nested) ns nested")
        }
    }
#endif

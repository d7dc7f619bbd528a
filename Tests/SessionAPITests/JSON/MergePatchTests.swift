#if HTTP
    import Hummingbird
    import Testing

    @testable import SessionAPI

    @Suite struct MergePatchTests {
        /// The test cases of RFC 7396, appendix A.
        @Test(arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
            (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
            (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
            (#"{"a":"foo"}"#, "null", "null"),
            (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#),
            (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
        func followsTheStandard(_ original: String, _ patch: String, _ result: String) throws {
            let merged = try json(original).merged(with: try json(patch))
            #expect(String(decoding: merged.text, as: UTF8.self) == result)
        }

        @Test func numbersKeepTheirText() throws {
            let value = try json(#"{"a":1.10,"b":18446744073709551615}"#)
            let merged = value.merged(with: try json(#"{"c":0.12345678901234567890}"#))
            #expect(
                String(decoding: merged.text, as: UTF8.self)
                    == #"{"a":1.10,"b":18446744073709551615,"c":0.12345678901234567890}"#
            )
        }

        @Test(arguments: [
            ("1", JSONSessionValue.integer(1)), ("-9223372036854775808", .integer(.min)),
            ("1e3", .integer(1_000)),
            ("2.0", .integer(2)), ("1.5", .number(1.5)), ("-0", .integer(0)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e-400", .integer(0)),
            ("1e300", .number(1e300)),
        ])
        func valuesOfAnyShapeHaveIntegersAndDoubles(_ source: String, _ value: JSONSessionValue) throws {
            #expect(JSONSessionValue(try json(source)) == value)
        }

        private func json(_ text: String) throws -> RawJSON {
            try JSONCoding.value(of: ByteBuffer(string: text))
        }
    }
#endif

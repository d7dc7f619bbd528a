#if HTTP
    import Hummingbird
    import Testing

    @testable import SessionHTTP

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
            let value = try json(original).merging(try json(patch))
            #expect(try text(value) == result)
        }

        @Test(arguments: [
            "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5",
            "1e+300",
            #""""#, #""a\u0000\u001b\"é🙂""#, "[]", "[[],{}]", #"{"":1,"a":[null,1.25,"x"]}"#,
        ])
        func valuesGoThroughJSONUnchanged(_ source: String) throws {
            let value = try json(source)
            #expect(try json(try text(value)) == value)
        }

        @Test(arguments: [
            "", " ", "{", "[1,]", "{\"a\":}", "nul", "1e999", "NaN", "\"\\ud800\"", "\u{0}", "1 2", "'a'",
            "{\"a\":1,}", "[[1, ] ]", "{\"a\":[1],\n}", "// c\n1",
        ])
        func whatIsNoJSONIsRefused(_ source: String) {
            #expect(throws: ProblemDetails.malformedJSON) { try json(source) }
        }

        @Test func bytesThatAreNoUTF8AreRefused() {
            #expect(throws: ProblemDetails.malformedJSON) {
                try JSONCoding.value(of: ByteBuffer(bytes: [0x22, 0xFF, 0xFE, 0x22]))
            }
        }

        @Test func nestingHasABound() throws {
            func nested(_ depth: Int) -> String {
                String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            }
            _ = try json(nested(64))
            #expect(throws: ProblemDetails.tooDeep) { try json(nested(65)) }
            #expect(throws: ProblemDetails.tooDeep) { try json(String(repeating: "[", count: 100_000)) }
            // Brackets in texts are none.
            _ = try json("\"" + String(repeating: "[", count: 1_000) + "\\\"[\"")
        }

        private func json(_ text: String) throws -> JSONValue {
            try JSONCoding.value(of: ByteBuffer(string: text))
        }

        private func text(_ value: JSONValue) throws -> String {
            String(decoding: try JSONCoding.encode(value), as: UTF8.self)
        }
    }
#endif

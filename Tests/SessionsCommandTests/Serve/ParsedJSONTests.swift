#if CommandLine && HTTP && SQLite
    import SessionAPI
    import SessionPersistence
    import Testing

    @testable import SessionsCommand

    /// How the program reads stored values.
    @Suite struct ParsedJSONTests {
        @Test func valuesRoundTrip() throws {
            let coding = try SessionValueCoding<JSONSessionValue>.parsedJSON()
            let values = (0..<600).map { number in
                JSONSessionValue.object([
                    "number": .integer(Int64(number)), "text": .string("\"\(number)\""),
                    "list": .array([.null]),
                ])
            }
            let encoded = try coding.encodeBatch(values).map { try $0.get() }
            #expect(try encoded == values.map { try coding.encode($0) })
            #expect(try coding.decodeBatch(encoded).map { try $0.get() } == values)
        }

        /// A file may have been written by an import or another program.
        @Test func refusedTextIsDecodedByCodable() throws {
            let coding = try SessionValueCoding<JSONSessionValue>.parsedJSON()
            let texts = [
                "1", #"{"a":1,"a":1}"#,
                String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "{",
            ]
            let results = coding.decodeBatch(texts.map { Array($0.utf8) }).map { try? $0.get() }
            #expect(results[0] == .integer(1) && results[1] == .object(["a": .integer(1)]))
            #expect(results[2] != nil && results[3] == nil)
        }
    }
#endif

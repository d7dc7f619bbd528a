#if SQLite
    import Foundation
    import Testing

    @testable import SessionSQLite

    @Suite struct JSONArrayTextTests {
        private func split(_ text: String) -> [String]? {
            JSONArrayText.split(Data(text.utf8))?.map { String(decoding: $0, as: UTF8.self) }
        }

        @Test func commasWithinAnElementSplitNothing() {
            let elements = [
                #"{"a":[1,2,{"b":"]},["}],"c":{}}"#, #""quote \" and \\""#, #""\\\",\\""#, "[]", "[[1],[2]]",
                "-1.5e3",
                "null", " true ", #""ключ, 🙂""#, #"{"\",":0}"#, #""""#,
            ]
            #expect(split("[" + elements.joined(separator: ",") + "]") == elements)
        }

        @Test func emptyAndSingleArrays() {
            #expect(split("[]") == [])
            #expect(split("[ \n]") == [])
            #expect(split("[7]") == ["7"])
            #expect(split("[[]]") == ["[]"])
        }

        @Test(arguments: ["", "[", "]", "{}", "7", "[1", "[1]]", "[\"a]", "[\"a\\", "[[1]"])
        func otherTextsAreNotArrays(text: String) {
            #expect(split(text) == nil)
        }

        @Test func elementsJoin() {
            let elements = ["{}", "1", #""a,b""#].map { Array($0.utf8) }
            #expect(JSONArrayText.join(elements[...]) == Data(#"[{},1,"a,b"]"#.utf8))
            #expect(JSONArrayText.join([]) == Data("[]".utf8))
        }

        /// Joined, each list is valid JSON with the same number of elements, but with different ones.
        @Test(arguments: [["1,2", "[3", "4]"], [#""a"#, #"b""#], ["{\"a\":1", "\"b\":2}"], ["1,2", "3"]])
        func unbalancedElementsDontJoin(elements: [String]) {
            #expect(JSONArrayText.join(elements.map { Array($0.utf8) }[...]) == nil)
        }
    }
#endif

#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    @Suite struct JSONValueCodingTests {
        /// A value that can't be encoded if its number is not finite.
        private struct Fickle: Codable, Sendable, Equatable {
            var number: Double
        }

        /// A value that encodes nothing: an error on its own, an empty object in an array.
        private struct Silent: Codable, Sendable {
            func encode(to encoder: any Encoder) {}
            init(from decoder: any Decoder) {}
            init() {}
        }

        private struct Empty: Codable, Sendable {}

        private func texts(_ results: [Result<[UInt8], any Error>]) -> [String?] {
            results.map { result in (try? result.get()).map { String(decoding: $0, as: UTF8.self) } }
        }

        @Test(arguments: [0, 1, 2, 255, 256, 257, 1_000]) func aBatchEncodesLikeSingleValues(count: Int)
            throws
        {
            let coding = try SessionValueCoding<Conversation>.json()
            let values = (0..<count).map { number in
                Conversation(
                    chatID: "chat, \"\(number)\" [🙂]",
                    parentID: number % 3 == 0 ? nil : "\\\(number)/"
                )
            }
            let encoded = try coding.encodeBatch(values).map { try $0.get() }
            #expect(try encoded == values.map { try coding.encode($0) })
            #expect(try coding.decodeBatch(encoded).map { try $0.get() } == values)
        }

        @Test func mixedValuesEncodeInABatch() throws {
            let coding = try SessionValueCoding<[String: Int?]?>.json()
            let values: [[String: Int?]?] = [nil, [:], ["b": 1, "a": nil], nil]
            let encoded = coding.encodeBatch(values)
            #expect(texts(encoded) == ["null", "{}", #"{"a":null,"b":1}"#, "null"])
            #expect(try coding.decodeBatch(encoded.map { try $0.get() }).map { try $0.get() } == values)
        }

        @Test func onlyUnencodableValuesAreLeftOut() throws {
            let coding = try SessionValueCoding<Fickle>.json()
            let values = (0..<600).map { Fickle(number: $0 == 300 ? .nan : Double($0)) }
            let encoded = texts(coding.encodeBatch(values))
            #expect(encoded.count == 600)
            for (number, text) in encoded.enumerated() {
                #expect(text == (number == 300 ? nil : "{\"number\":\(number)}"))
            }
        }

        @Test func aValueThatEncodesNothingIsTheSameInABatch() throws {
            let silent = try SessionValueCoding<Silent>.json()
            let alone = try? silent.encode(Silent())
            #expect(
                texts(silent.encodeBatch([Silent(), Silent()]))
                    == Array(repeating: alone.map { _ in "{}" }, count: 2)
            )
            let empty = try SessionValueCoding<Empty>.json()
            #expect(texts(empty.encodeBatch([Empty(), Empty()])) == ["{}", "{}"])
        }

        @Test func onlyUndecodableValuesAreSetAside() throws {
            let coding = try SessionValueCoding<Fickle>.json()
            var stored = (0..<600).map { Array("{\"number\":\($0)}".utf8) }
            stored[10] = Array("{\"nummer\":1}".utf8)
            stored[299] = Array("{\"number\":1},{\"number\":2}".utf8)
            stored[300] = Array("".utf8)
            stored[599] = Array("[".utf8)
            let decoded = coding.decodeBatch(stored).map { try? $0.get() }
            #expect(decoded.count == 600)
            for (number, value) in decoded.enumerated() {
                let isBad = [10, 299, 300, 599].contains(number)
                #expect(value == (isBad ? nil : Fickle(number: Double(number))), "\(number)")
            }
        }

        /// Joined, the three values are valid, but two of them are different ones.
        @Test func unbalancedValuesAreSetAside() throws {
            let coding = try SessionValueCoding<[Int]>.json()
            let decoded = coding.decodeBatch(["[1],[2]", "[3", "4]"].map { Array($0.utf8) })
            #expect(decoded.allSatisfy { (try? $0.get()) == nil })
        }

        @Test func aCodingWithoutBatchesCodesEachValue() throws {
            struct Bad: Error {}
            let coding = SessionValueCoding<Int>(
                encode: { number in
                    guard number != 2 else { throw Bad() }
                    return Array("\(number)".utf8)
                },
                decode: { bytes in
                    guard let number = Int(String(decoding: bytes, as: UTF8.self)) else { throw Bad() }
                    return number
                }
            )
            #expect(texts(coding.encodeBatch([1, 2, 3])) == ["1", nil, "3"])
            #expect(coding.decodeBatch([[0x31], [0x41]]).map { try? $0.get() } == [1, nil])
        }
    }
#endif

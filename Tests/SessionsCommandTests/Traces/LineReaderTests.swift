import Testing

@testable import SessionsCommand

struct LineReaderTests {
    private func lines(_ bytes: some Sequence<UInt8>, piece: Int) throws -> [String] {
        var reader = LineReader(MemorySource(bytes, piece: piece))
        var lines: [String] = []
        while let line = try reader.next() {
            switch line {
            case .bytes(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
            case .tooLong: lines.append("(too long)")
            }
        }
        #expect(reader.lineNumber == lines.count)
        return lines
    }

    @Test(arguments: [1, 2, 3, 5, 100])
    func linesAreTheSameHoweverTheBytesArrive(piece: Int) throws {
        #expect(try lines("one\ntwo\r\n\nfour".utf8, piece: piece) == ["one", "two", "", "four"])
        #expect(try lines("one\n".utf8, piece: piece) == ["one"])
        #expect(try lines("".utf8, piece: piece) == [])
        #expect(try lines("\n".utf8, piece: piece) == [""])
    }

    @Test(arguments: [1_000, 65_536, 65_537, 1 << 20])
    func aLineOverTheLimitIsDroppedAndTheNextOneRead(piece: Int) throws {
        let longest = String(repeating: "x", count: LineReader.maximumLength)
        let text = "a\n\(longest)\nb\n\(longest)x\nc\n\(longest)\(longest)\(longest)"
        #expect(try lines(text.utf8, piece: piece) == ["a", longest, "b", "(too long)", "c", "(too long)"])
    }
}

import Foundation
import Sessions
import Testing

@testable import SessionsCommand

struct TraceReaderTests {
    @Test func theFormatIsFoundOut() throws {
        let csv = try trace(of: "timestamp_ms,session_id,op\n5,a,create\n9,a,touch\n")
        #expect(csv.lines == ["5 a create", "9 a touch"])
        #expect(csv.malformedLines == 0)
        let log = try trace(of: #"1.2.3.4 - - [01/Jan/1970:00:00:01 +0000] "GET /" 200 1 "-" "x""# + "\n")
        #expect(log.lines == ["1000 1.2.3.4 x touch"])
        #expect(
            try trace(of: "\u{FEFF}timestamp_ms,session_id,op\r\n\r\n5,a,touch\r\n").lines == ["5 a touch"]
        )
    }

    @Test func eventsOfOneInstantStayInFileOrder() throws {
        let late = try trace(of: "9,a,touch\n5,b,create\n5,a,create\n", "5,c,touch\n1,d,touch\n")
        #expect(late.lines == ["1 d touch", "5 b create", "5 a create", "5 c touch", "9 a touch"])
        #expect(late.identifiers == ["a", "b", "c", "d"])
    }

    @Test func malformedLinesAreCountedAndTheFirstIsReported() throws {
        let text = "5,a,create\n" + (1...7).map { "rubbish \($0)\n" }.joined() + "6,a,touch\n"
        let mixed = try trace(of: text, "7,a,touch\n,,\n")
        #expect(mixed.events.count == 3)
        #expect(mixed.malformedLines == 8)
        #expect(mixed.firstMalformed.map(\.line) == [2, 3, 4, 5, 6])
        let first = try #require(mixed.firstMalformed.first)
        #expect(first.description.hasPrefix("file1:2: the first field is not a time"))
    }

    @Test func aBadFirstLineIsReportedWithTheMissingPartsOfTheFormat() throws {
        let csv = try trace(of: "oops,a,touch\n\n6,a,creat\n5,a,touch\n6,a,touch\n")
        #expect(csv.lines == ["5 a touch", "6 a touch"])
        #expect(csv.malformedLines == 2)
        #expect(
            csv.firstMalformed.map(\.description) == [
                "file1:1: the first field is not a time in whole milliseconds, as in 1500,conv-1,touch: 'oops'",
                "file1:3: 'creat' is not an operation; use create, touch or delete",
            ]
        )
        let log = try trace(
            of: "1.2.3.4 - - [yesterday] x\n"
                + #"1.2.3.4 - - [01/Jan/1970:00:00:01 +0000] "GET /" 200 1 "-" "x""# + "\n"
        )
        #expect(log.lines == ["1000 1.2.3.4 x touch"])
        #expect(log.firstMalformed.first?.description.hasPrefix("file1:1: the time is not written") == true)
    }

    @Test func aFileThatIsNotATraceIsReportedWithTheMissingPartsOfEachFormat() {
        #expect {
            try trace(of: "0,a,creat\n")
        } throws: { error in
            let text = (error as? TraceError)?.description ?? ""
            return text.contains("line 1 as csv: 'creat' is not an operation; use create, touch or delete")
                && text.contains("line 1 as combined: the line does not begin with an address")
        }
    }

    @Test func linesWithoutAClientAreCountedAndNotMalformed() throws {
        let tail = #" - - [01/Jan/1970:00:00:01 +0000] "GET /" 200 1 "-" "x""# + "\n"
        let text = String(repeating: "-" + tail, count: 150) + "1.2.3.4" + tail
        let read = try trace(of: text, text)
        #expect(read.events.count == 2)
        #expect(read.linesWithoutClient == 300)
        #expect(read.malformedLines == 0)
        #expect(throws: TraceError.self) { try trace(of: text, "-" + tail) }
    }

    @Test func anOverlongLineIsMalformed() throws {
        let long = String(repeating: "x", count: LineReader.maximumLength + 1)
        let read = try trace(of: "1,a,touch\n2,\(long),touch\n3,a,touch\n")
        #expect(read.lines == ["1 a touch", "3 a touch"])
        #expect(read.firstMalformed.map(\.reason) == ["the line has more than 65536 bytes"])
    }

    @Test(arguments: ["", "\n\n", "timestamp_ms,session_id,op\n", "Dear Sir,\nor Madam\n"])
    func aTraceWithoutEventsIsRefused(text: String) {
        #expect {
            try trace(of: text)
        } throws: { error in
            (error as? TraceError)?.kind == .notATrace
                && (error as? TraceError)?.description.contains("file1 is not a trace") == true
        }
    }

    @Test func aLongFileThatIsNotATraceIsRefusedEarly() {
        let source = MemorySource(String(repeating: "no trace\n", count: 100_000), piece: 4_096)
        var reader = TraceReader()
        #expect(throws: TraceError.self) { try reader.read(source, name: "book") }
        #expect(source.read().isEmpty == false)
    }

    @Test func aFormatThatIsAskedForIsKept() {
        #expect {
            try trace(of: "5,a,touch\n", format: .combined)
        } throws: { error in
            let text = (error as? TraceError)?.description ?? ""
            return text.contains("combined:") && !text.contains("csv:")
                && text.contains("line 1 as combined:")
        }
    }

    @Test func longAndBrokenIdsBecomeDigests() throws {
        let longest = String(repeating: "i", count: SessionManager<Never>.maximumIdentifierLength)
        let read = try trace(
            of: "1,\(longest),touch\n2,\(longest)i,touch\n3,\(longest)j,touch\n4,\(longest)i,touch\n"
        )
        #expect(read.identifiers.count == 3)
        #expect(read.identifiers[0] == longest)
        #expect(read.identifiers[1].hasPrefix("fnv1a-128:"))
        #expect(read.identifiers[1] != read.identifiers[2])
        #expect(SessionIdentifier.make([0x61, 0xFF]) != SessionIdentifier.make([0x61, 0xFE]))
        #expect(SessionIdentifier.make([0x61, 0xFF]).hasPrefix("fnv1a-128:"))
    }

    /// The values are from the reference programs of RFC 9923.
    @Test func digest() {
        #expect(SessionIdentifier.digest([]) == 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
        #expect(SessionIdentifier.digest(Array("a".utf8)) == 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964)
        #expect(SessionIdentifier.digest(Array("foobar".utf8)) == 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18)
    }

    @Test func canonicallyEquivalentIdsAreTwo() throws {
        #expect(try trace(of: "1,\u{E9},touch\n2,e\u{301},touch\n").identifiers.count == 2)
    }
}

struct TraceFileTests {
    private func withFile(_ name: String, _ data: Data, _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("sessions-traces-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent(name)
        try data.write(to: file)
        try body(file.path)
    }

    @Test func plainFiles() throws {
        try withFile("trace", Data("5,a,create\n".utf8)) { path in
            let twice = try TraceReader.read([path, path])
            #expect(twice.lines == ["5 a create", "5 a create"])
        }
    }

    @Test func compressedFilesAreKnownByTheirContents() throws {
        let sample = SampleTrace(conversations: 2_000, hours: 1, seed: 3).csv()
        try withFile("plain", Data(sample.utf8)) { path in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["gzip", "-k", path]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let renamed = path + ".csv"
            try FileManager.default.moveItem(atPath: path + ".gz", toPath: renamed)
            let (packed, plain) = (try TraceReader.read([renamed]), try TraceReader.read([path]))
            #expect(packed.events == plain.events)

            let whole = try Data(contentsOf: URL(fileURLWithPath: renamed))
            try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: renamed))
            #expect {
                try TraceReader.read([renamed])
            } throws: { error in
                let failure = error as? TraceError
                return failure?.kind == .unreadable
                    && failure?.description.contains("unexpected end of file") == true
            }
        }
    }

    @Test func missingFilesAndDirectoriesAreErrors() {
        for (path, reason) in [("/nowhere/x.csv", "the file does not exist"), ("/", "directory")] {
            #expect {
                try TraceReader.read([path])
            } throws: { error in
                (error as? TraceError)?.kind == .unreadable
                    && (error as? TraceError)?.description.contains(reason) == true
            }
        }
    }
}

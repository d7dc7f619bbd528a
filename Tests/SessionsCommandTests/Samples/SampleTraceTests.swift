import Foundation
import Testing

@testable import SessionsCommand

struct SampleTraceTests {
    @Test func oneSeedGivesOneTrace() throws {
        let sample = SampleTrace(conversations: 300, hours: 2, seed: 7)
        #expect(sample.csv() == sample.csv())
        var other = sample
        other.seed = 8
        #expect(sample.csv() != other.csv())
    }

    @Test func itIsATraceInOrderOfTime() throws {
        let sample = SampleTrace(conversations: 1_000, hours: 2, seed: 1)
        let read = try trace(of: sample.csv())
        #expect(read.malformedLines == 0)
        #expect(read.identifiers.count > 900)
        #expect(read.events.count > 2_500)
        #expect(read.events.allSatisfy { (0...7_200_000).contains($0.timestamp) })
        #expect(zip(read.events, read.events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
        var seen: Set<Int32> = []
        for event in read.events {
            #expect((event.operation == .create) == seen.insert(event.identifier).inserted)
        }
    }

    #if CommandLine
        @Test func anExistingFileIsOverwrittenOnlyWithForce() throws {
            let file = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }
            func write(_ conversations: Int, _ options: String...) throws -> Program.Outcome {
                try Program.run(
                    ["sample-trace", "--conversations", "\(conversations)", "--output", file.path] + options
                )
            }
            let first = try write(1)
            #expect(first.exitCode == 0 && first.errors == "wrote 1 conversation to \(file.path)\n")
            let written = try Data(contentsOf: file)
            #expect(written == Data(SampleTrace(conversations: 1, hours: 6, seed: 1).csv().utf8))
            let refused = try write(2)
            #expect(refused.exitCode == 73)
            #expect(
                refused.errors.contains("already exists; name a new file, or use --force")
            )
            #expect(try Data(contentsOf: file) == written)
            #expect(try write(2, "--force").exitCode == 0)
            #expect(
                try Data(contentsOf: file)
                    == Data(SampleTrace(conversations: 2, hours: 6, seed: 1).csv().utf8)
            )
        }
    #endif
}

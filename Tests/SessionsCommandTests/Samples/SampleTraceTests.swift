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
}

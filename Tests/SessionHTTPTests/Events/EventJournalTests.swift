import Sessions
import Testing

@testable import SessionHTTP

@Suite(.timeLimit(.minutes(15))) struct EventJournalTests {
    @Test func keepsTheLastEventsAndSaysWhatWasLost() throws {
        let journal = EventJournal<Int>(capacity: 10)
        let manager = SessionManager<Int>(observers: [journal])
        for number in 1...7 { try manager.create("s\(number)", number) }
        var (entries, lost) = journal.read(after: 0, limit: 100)
        #expect(entries.map(\.0) == Array(1...7) && lost == 0)
        #expect(entries.map(\.1.id) == (1...7).map { "s\($0)" })

        for number in 8...25 { try manager.create("s\(number)", number) }
        #expect(journal.newest == 25 && journal.oldest == 16)
        (entries, lost) = journal.read(after: 7, limit: 100)
        #expect(entries.map(\.1.id) == (16...25).map { "s\($0)" })
        #expect(lost == 8)
        (entries, lost) = journal.read(after: 20, limit: 3)
        #expect(entries.map(\.0) == [21, 22, 23] && lost == 0)
        (entries, lost) = journal.read(after: 25, limit: 3)
        #expect(entries.isEmpty && lost == 0)
        #expect(journal.status.counts == ["seen": 25, "kept": 10])
    }

    @Test func aSignalComesForNewsAndEndsWithTheManager() async throws {
        let journal = EventJournal<Int>(capacity: 10)
        let manager = SessionManager<Int>(observers: [journal])
        let (stream, source) = journal.signals()
        var signals = stream.makeAsyncIterator()
        #expect(await signals.next() == .news, "one to begin with")
        try manager.create("a", 1)
        #expect(await signals.next() == .news)
        manager.shutdown()
        #expect(await signals.next() == .news, "the shutdown itself")
        #expect(await signals.next() == nil)
        source.finish()

        let (late, _) = journal.signals()
        var count = 0
        for await _ in late { count += 1 }
        #expect(count == 1, "one that comes after the shutdown ends at once")
    }

    @Test func keepsNoValues() throws {
        final class Canary: Sendable {}
        weak var canary: Canary?
        let journal = EventJournal<Canary>(capacity: 10)
        let manager = SessionManager<Canary>(observers: [journal])
        try {
            let value = Canary()
            canary = value
            try manager.create("a", value)
            try manager.delete("a")
        }()
        #expect(journal.newest == 2)
        #expect(canary == nil)
    }
}

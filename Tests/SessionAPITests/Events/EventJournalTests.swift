import Sessions
import Testing

@testable import SessionAPI

@Suite(.timeLimit(.minutes(30))) struct EventJournalTests {
    @Test func keepsTheLastEventsAndReportsLostOnes() throws {
        let journal = EventJournal<Int>(capacity: 10)
        let manager = SessionManager<Int>(observers: [journal])
        for number in 1...7 { try manager.create("s\(number)", number) }
        var batch = journal.read(after: 0, .all, limit: 100)
        #expect(batch.entries.map(\.number) == Array(1...7) && batch.lostUpTo == nil && batch.end == 7)
        #expect(batch.entries.map(\.entry.id) == (1...7).map { "s\($0)" })

        for number in 8...25 { try manager.create("s\(number)", number) }
        #expect(journal.newest == 25 && journal.oldest == 16)
        batch = journal.read(after: 7, .all, limit: 100)
        #expect(batch.entries.map(\.entry.id) == (16...25).map { "s\($0)" })
        #expect(batch.lostCount == 8 && batch.lostUpTo == 15)
        batch = journal.read(after: 20, .all, limit: 3)
        #expect(batch.entries.map(\.number) == [21, 22, 23] && batch.lostUpTo == nil && batch.end == 23)
        batch = journal.read(after: 25, .all, limit: 3)
        #expect(batch.entries.isEmpty && batch.lostUpTo == nil && batch.end == 25)
        #expect(journal.status.counts == ["seen": 25, "kept": 10])
    }

    /// Lost events count only if the reader asked for their kind.
    @Test func onlyRequestedKindsCountAsMissed() throws {
        let journal = EventJournal<Int>(capacity: 10)
        let manager = SessionManager<Int>(observers: [journal])
        try manager.create("a", 1)
        try manager.delete("a")
        for number in 0..<31 { try manager.create("s\(number)", number) }
        // The journal no longer has the deletion, number 2.
        var batch = journal.read(after: 2, [.deleted], limit: 100)
        #expect(batch.entries.isEmpty && batch.lostUpTo == nil && batch.end == 33)
        batch = journal.read(after: 1, [.deleted], limit: 100)
        #expect(batch.lostUpTo == 23 && batch.lostCount == nil && batch.end == 33)
        batch = journal.read(after: 2, [.deleted, .created], limit: 100)
        #expect(batch.entries.count == 10 && batch.lostUpTo == 23)
        try manager.delete("s3")
        batch = journal.read(after: 2, [.deleted], limit: 4)
        #expect(batch.entries.isEmpty && batch.end == 28, "a read examines a limited number of events")
        #expect(journal.read(after: 28, [.deleted], limit: 100).entries.map(\.number) == [34])
    }

    @Test func newEventsSendASignalUntilTheManagerEnds() async throws {
        let journal = EventJournal<Int>(capacity: 10)
        let manager = SessionManager<Int>(observers: [journal])
        let (stream, source) = journal.signals()
        var signals = stream.makeAsyncIterator()
        #expect(await signals.next() == .news, "there is one signal at the start")
        try manager.create("a", 1)
        #expect(await signals.next() == .news)
        manager.shutdown()
        #expect(await signals.next() == .news, "the shutdown is an event too")
        #expect(await signals.next() == nil)
        source.finish()

        let (late, _) = journal.signals()
        var count = 0
        for await _ in late { count += 1 }
        #expect(count == 1, "a stream that begins after the shutdown ends at once")
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

    @Test func keepsTheDetailsOfEachKind() throws {
        let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000))
        let journal = EventJournal<Int>(capacity: 10, clock: clock)
        let policy = SessionPolicy(idleTimeout: .minutes(10), warnBefore: .minutes(2))
        let manager = try SessionManager<Int>(policy: policy, observers: [journal], clock: clock)
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        #expect(manager.session("a", owner: "bob") == nil)
        clock.advance(by: .minutes(9))
        manager.cleanup()
        try manager.setTimeouts("a", Timeouts(idle: .hours(1)))
        let entries = journal.read(after: 0, .all, limit: 10).entries.map(\.entry).filter { $0.id == "a" }
        #expect(entries.map(\.name) == ["created", "mismatch", "expiring", "timeoutsChanged"])
        #expect(entries.map(\.statedOwner) == [nil, "bob", nil, nil])
        #expect(entries.map(\.owner) == ["alice", "alice", "alice", "alice"])
        let start = clock.wallTime.advanced(by: .minutes(-9))
        #expect(
            entries.map(\.expiresAt) == [
                nil, nil, start.advanced(by: .minutes(10)), start.advanced(by: .minutes(69)),
            ]
        )
        #if HTTP
            let text = try entries.map {
                String(decoding: try JSONCoding.encode(EventBody($0)), as: UTF8.self)
            }
            try #require(text.count == 4)
            #expect(text[1].contains(#""stated_owner":"bob""#) && !text[0].contains("stated_owner"))
            #expect(text[2].contains(#""expires_at":"2023-11-14T22:23:20.000Z""#), "\(text[2])")
        #endif
    }
}

import Testing

@testable import Sessions

/// Filters with owners and keys.
@Suite("Filters with owners and keys")
struct GroupFilterTests {
    private let clock = ManualClock()
    private let recorder = Recorder()

    private func manager(shards: Int = 64) -> SessionManager<Int> {
        SessionManager(
            checked: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            context: nil,
            shardCount: shards
        )
    }

    private func filter(owners: [String] = [], keys: [String] = [], prefix: String? = nil) -> SessionFilter {
        var filter = SessionFilter()
        filter.owners = owners
        filter.keys = keys
        filter.idPrefix = prefix
        return filter
    }

    /// Sessions of alice, bob and nobody, every other one with the key `even`, and each with one of three more.
    private func fill(_ manager: SessionManager<Int>, _ count: Int) throws {
        for number in 0..<count {
            let owner = ["alice", "bob", nil][number % 3]
            let keys = (number % 2 == 0 ? ["even"] : []) + ["k:\(number % 3)"]
            try manager.create("\(number)", number, attributes: SessionAttributes(owner: owner, keys: keys))
        }
    }

    @Test("Listing, count and deletion select the same sessions", arguments: [1, 64])
    func select(_ shards: Int) throws {
        func numbers(_ condition: (Int) -> Bool) -> [String] { (0..<60).filter(condition).map(String.init) }
        for (filter, expected) in [
            (filter(owners: ["alice"]), numbers { $0 % 3 == 0 }),
            (filter(owners: ["bob", "alice", "carol"]), numbers { $0 % 3 != 2 }),
            (filter(owners: ["alice", "alice"]), numbers { $0 % 3 == 0 }),
            (filter(keys: ["even"]), numbers { $0 % 2 == 0 }),
            // A session with both keys counts once.
            (filter(keys: ["even", "k:0"]), numbers { $0 % 2 == 0 || $0 % 3 == 0 }),
            (filter(owners: ["alice"], keys: ["even"]), numbers { $0 % 6 == 0 }),
            (
                filter(owners: ["alice", "bob"], keys: ["even", "k:1"]),
                numbers { $0 % 6 == 0 || $0 % 3 == 1 }
            ),
            (filter(owners: ["alice"], prefix: "3"), ["3", "30", "33", "36", "39"]),
            (filter(owners: ["alice"], keys: ["k:1"]), []),
            (filter(owners: ["even"]), []), (filter(keys: ["alice"]), []),
        ] {
            let manager = manager(shards: shards)
            try fill(manager, 60)
            #expect(manager.sessions(matching: filter).map(\.id).sorted() == expected.sorted())
            #expect(manager.count(matching: filter) == expected.count)
            #expect(try manager.delete(matching: filter) == expected.count)
            #expect(manager.count(matching: filter) == 0 && manager.count == 60 - expected.count)
            #expect(manager.brokenInvariant() == nil)
        }
    }

    @Test("Ages and idle times narrow a group, and the dead are in none")
    func times() throws {
        let manager = manager()
        let alice = SessionAttributes(owner: "alice")
        try manager.create("old", 1, attributes: alice)
        clock.advance(by: .minutes(20))
        try manager.create("new", 2, attributes: alice)
        var old = filter(owners: ["alice"])
        old.minimumAge = .minutes(10)
        #expect(manager.sessions(matching: old).map(\.id) == ["old"])
        var idle = filter(owners: ["alice"])
        idle.maximumIdleTime = .minutes(5)
        #expect(manager.sessions(matching: idle).map(\.id) == ["new"])
        clock.advance(by: .minutes(11))
        #expect(manager.sessions(matching: filter(owners: ["alice"])).map(\.id) == ["new"])
        #expect(manager.count(matching: filter(owners: ["alice"])) == 1)
        #expect(try manager.delete(matching: filter(owners: ["alice"])) == 1)
        #expect(manager.count == 1, "the dead one is left to the cleanup")
        #expect(recorder.take().last?.reason == .deleted)
    }

    @Test("Pages of a group have each session once, whatever happens between them", arguments: [1, 7, 64])
    func pages(_ limit: Int) throws {
        let manager = manager()
        try fill(manager, 300)
        let filter = filter(owners: ["alice", "bob"], keys: ["even", "k:1"])
        let expected = Set(manager.sessions(matching: filter, limit: .max).sessions.map(\.id))
        #expect(expected.count == 150)
        var found: [String] = []
        var cursor: SessionCursor?
        var pages = 0
        repeat {
            let page = manager.sessions(matching: filter, after: cursor, limit: limit)
            #expect(page.sessions.count <= limit)
            found += page.sessions.map(\.id)
            // The sessions that were listed end, and others come.
            if let last = page.sessions.last { try manager.delete(last.id) }
            try manager.create("other-\(pages)", 1, attributes: SessionAttributes(owner: "carol"))
            cursor = page.next.flatMap { SessionCursor($0.description) }
            pages += 1
        } while cursor != nil
        #expect(found.count == 150 && Set(found) == expected)
    }

    @Test("A call examines about as many sessions as its limit, and the next one continues")
    func steps() throws {
        let manager = manager()
        for number in 0..<5_000 {
            try manager.create("\(number)", number, attributes: SessionAttributes(owner: "alice"))
        }
        let alice = filter(owners: ["alice"])
        let first = manager.count(matching: alice, after: nil, scanLimit: 1)
        #expect(first.count == 1_024)
        let rest = manager.count(matching: alice, after: first.next, scanLimit: .max)
        #expect(rest.count == 3_976 && rest.next == nil)
        let none = filter(owners: ["alice"], prefix: "x")
        let empty = manager.sessions(matching: none, limit: 10, scanLimit: 2_000)
        #expect(empty.sessions.isEmpty && empty.next != nil)
        let step = try manager.delete(matching: alice, after: nil, scanLimit: 1)
        #expect(step.deleted == 1_024)
        #expect(try manager.delete(matching: alice, after: step.next, scanLimit: .max).deleted == 3_976)
        #expect(manager.count == 0 && manager.brokenInvariant() == nil)
    }

    @Test("A deletion by owner carries its reason, and throws after the shutdown")
    func reasons() throws {
        let manager = manager()
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        try manager.create("b", 1, attributes: SessionAttributes(owner: "alice"))
        #expect(
            try manager.delete(matching: filter(owners: ["alice"], prefix: "a"), reason: .revoked, by: "eve")
                == 1
        )
        let deletion = recorder.take().last?.deletion
        #expect(deletion == DeletionDetails(reason: .revoked, by: "eve"))
        manager.shutdown()
        let error = #expect(throws: SessionError.self) {
            try manager.delete(matching: filter(owners: ["alice"]))
        }
        #expect(error?.code == .shutDown)
        #expect(manager.sessions(matching: filter(owners: ["alice"])).map(\.id) == ["b"])
    }

    @Test("A filter with owners or keys isn't empty")
    func isEmpty() {
        #expect(SessionFilter().isEmpty)
        #expect(!filter(owners: ["alice"]).isEmpty && !filter(keys: ["k"]).isEmpty)
    }
}

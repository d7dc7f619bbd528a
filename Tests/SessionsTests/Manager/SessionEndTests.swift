import Testing

@testable import Sessions

@Suite("Why a session is no longer there") struct SessionEndTests {
    private let clock = ManualClock()

    private func manager(
        _ policy: SessionPolicy = SessionPolicy(rememberedEnds: 1_000),
        digest: IdentifierDigest? = nil
    ) throws -> SessionManager<Int> {
        try SessionManager(policy: policy, clock: clock, identifierDigest: digest)
    }

    /// Covers a short id, one that is stored outside the record, and digests.
    @Test("Each end is remembered with its reason and its time", arguments: [1, 41, 300], [false, true])
    func everyReason(length: Int, hasDigest: Bool) throws {
        let manager = try manager(
            SessionPolicy(lifetime: .hours(1), maximumSessions: 3, overflow: .evict, rememberedEnds: 1_000),
            digest: hasDigest ? IdentifierDigest { "digest of \($0)" } : nil
        )
        func id(_ name: String) -> String { name + String(repeating: "x", count: length) }
        let start = clock.now
        #expect(manager.endOf(id("never")) == nil)
        for name in ["deleted", "idle", "old"] { try manager.create(id(name), 1) }
        clock.advance(by: .minutes(1))
        #expect(manager.endOf(id("deleted")) == nil, "it is alive")
        try manager.delete(id("deleted"), reason: .signedOut, by: "alice")
        let deleted = try #require(manager.endOf(id("deleted")))
        #expect(deleted.reason == .deleted)
        #expect(deleted.deletion == DeletionDetails(reason: .signedOut, by: "alice"))
        #expect(!deleted.hadOwner)
        #expect(deleted.endedInstant == clock.now && deleted.endedAt == clock.wallTime)
        clock.advance(by: .minutes(28))
        manager.touch(id("old"))
        clock.advance(by: .minutes(20))
        // Nobody has noticed the end yet, and the time is the deadline's before and after that.
        for _ in 0..<2 {
            let idle = try #require(manager.endOf(id("idle")))
            #expect(idle.reason == .expired(.idle) && idle.deletion == nil)
            #expect(idle.endedInstant == start.advanced(by: .minutes(30)))
            #expect(idle.endedAt == clock.wallTime.advanced(by: .minutes(-19)))
            manager.cleanup()
        }
        manager.touch(id("old"))
        clock.advance(by: .minutes(12))
        #expect(manager.session(id("old")) == nil)
        #expect(manager.endOf(id("old"))?.reason == .expired(.lifetime))
        for name in ["a", "b", "c", "d"] {
            try manager.create(id(name), 1)
            clock.advance(by: .seconds(1))
        }
        let evicted = ["a", "b", "c", "d"].compactMap { manager.endOf(id($0)) }
        #expect(evicted.map(\.reason) == [.evicted(.capacity)])
        #expect(manager.endOf(id("deleted")) == deleted)
    }

    @Test("An end says whether the session had an owner", arguments: [nil, "alice"], [false, true])
    func owner(_ owner: String?, isNoticed: Bool) throws {
        let manager = try manager()
        for id in ["deleted", "idle", "of the group"] {
            let attributes = SessionAttributes(owner: owner, keys: ["device:7"])
            try manager.create(id, 1, attributes: attributes)
        }
        try manager.delete("deleted")
        try manager.delete(in: .key("device:7"), except: "idle")
        clock.advance(by: .hours(1))
        if isNoticed { #expect(manager.cleanup() == 1) }
        for id in ["deleted", "idle", "of the group"] {
            #expect(manager.endOf(id)?.hadOwner == (owner != nil), "\(id)")
        }
    }

    @Test("A create forgets, a replaced session and a rotated id have not ended")
    func forgotten() throws {
        let manager = try manager()
        try manager.create("a", 1)
        try manager.delete("a")
        try manager.create("a", 2)
        #expect(manager.endOf("a") == nil)
        try manager.create("a", 3)
        try manager.rotate("a", to: "b")
        #expect(manager.endOf("a") == nil && manager.endOf("b") == nil, "also not its first end")
        try manager.delete("b")
        #expect(manager.endOf("a") == nil && manager.endOf("b") != nil)
        try manager.create("c", 4)
        try manager.rotate("c", to: "b")
        try manager.rotate("b", to: "d")
        #expect(manager.endOf("b") == nil)
        // Nor does a session that comes back from a store.
        try manager.delete("d")
        var restoration = manager.restoration()
        restoration.add(
            RestorableSession(
                id: "d",
                value: 5,
                version: SessionVersion(incarnation: Incarnation(rawValue: 1), number: 1),
                createdAt: clock.wallTime,
                lastAccessedAt: clock.wallTime
            )
        )
        restoration.finish()
        #expect(manager.endOf("d") == nil && manager.peek("d") != nil)
    }

    @Test("By default nothing is remembered, and a policy turns it on and off")
    func policy() throws {
        let manager = try manager(SessionPolicy())
        func end(_ id: String) throws {
            try manager.create(id, 1)
            try manager.delete(id)
        }
        try end("a")
        try manager.create("dead", 1)
        clock.advance(by: .hours(1))
        #expect(manager.endOf("a") == nil && manager.endOf("dead") == nil)
        func bytes() -> Int {
            manager.shards.reduce(0) { $0 + $1.read { state, _ in state.head.index.pointee.ends.bytes } }
        }
        #expect(bytes() == 0)
        try manager.apply(SessionPolicy(rememberedEnds: 640))
        #expect(manager.endOf("a") == nil)
        try end("b")
        #expect(manager.endOf("b") != nil && bytes() > 0)
        try manager.apply(SessionPolicy(rememberedEnds: 64))
        #expect(manager.endOf("b") != nil)
        try manager.apply(SessionPolicy())
        #expect(manager.endOf("b") == nil && bytes() == 0)
        for count in [-1, 1_000_001] {
            #expect { try manager.apply(SessionPolicy(rememberedEnds: count)) } throws: {
                ($0 as? SessionError)?.code == .invalidPolicy && "\($0)".contains("rememberedEnds")
            }
        }
        try manager.apply(SessionPolicy(rememberedEnds: 1_000_000))
        try end("c")
        manager.shutdown()
        #expect(manager.endOf("c") != nil)
    }

    @Test("A flood of ends and of unknown ids takes no more memory than the limit")
    func flood() throws {
        let manager = try manager(SessionPolicy(rememberedEnds: 6_400))
        for number in 0..<30_000 {
            try manager.create("\(number)", 1)
            try manager.delete("\(number)", reason: .revoked)
        }
        let bytes = manager.storageBytes
        #expect(manager.endOf("29999") != nil)
        let remembered = (0..<30_000).count { manager.endOf("\($0)") != nil }
        #expect(remembered == 6_400)
        for number in 0..<100_000 where manager.endOf("unknown-\(number)") != nil {
            Issue.record("\(number)")
        }
        #expect(manager.storageBytes == bytes)
    }
}

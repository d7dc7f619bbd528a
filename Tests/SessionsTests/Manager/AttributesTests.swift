import Testing

@testable import Sessions

@Suite("Attributes of sessions")
struct AttributesTests {
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000))
    private let recorder = Recorder()
    private let alice = SessionAttributes(
        owner: "alice",
        keys: ["device:7", "tenant:x"],
        descriptor: SessionDescriptor(label: "Phone", details: ["app": "3.1"]),
        authenticatedAt: WallTime(nanosecondsSinceEpoch: 5)
    )

    private func manager(_ policy: SessionPolicy = SessionPolicy()) throws -> SessionManager<Int> {
        try SessionManager(policy: policy, observers: [recorder], clock: clock)
    }

    /// Returns the attributes without their handle, which the manager assigns.
    private func plain(_ attributes: SessionAttributes?) -> SessionAttributes? {
        var attributes = attributes
        attributes?.handle = nil
        return attributes
    }

    private func isIntact(_ manager: SessionManager<Int>) -> Bool {
        manager.brokenInvariant() == nil
    }

    @Test("A created session keeps its attributes and has a handle; every event carries them")
    func create() throws {
        let manager = try manager()
        var asked = alice
        asked.handle = SessionHandle(rawValue: 1)
        try manager.create("a", 1, attributes: asked, timeouts: Timeouts(idle: .minutes(5)))
        let kept = try #require(manager.info("a")?.attributes)
        #expect(plain(kept) == alice)
        #expect(kept.handle != nil && kept.handle != asked.handle)
        #expect(manager.info("a")?.timeouts == Timeouts(idle: .minutes(5)))
        #expect(manager.held("a")?.attributes == kept)
        clock.advance(by: .minutes(4))
        manager.touch("a")
        manager.update("a") { $0 += 1 }
        try manager.rotate("a", to: "b")
        #expect(manager.info("b")?.attributes == kept)
        #expect(isIntact(manager))
        try manager.delete("b")
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .accessed, .updated, .rotated, .deleted])
        #expect(events.allSatisfy { $0.attributes == kept })
        #expect(events.map { $0.previous?.id } == [nil, nil, nil, "a", nil])
        // Another session has another handle, and a session without attributes has none.
        try manager.create("c", 1, attributes: alice)
        try manager.create("d", 1, attributes: SessionAttributes())
        #expect(manager.info("c")?.attributes?.handle != kept.handle)
        #expect(try #require(manager.info("d")).attributes == nil)
        #expect(isIntact(manager))
        clock.advance(by: .hours(1))
        manager.cleanup()
        let ends = recorder.take().filter { $0.kind == .expired }
        #expect(Set(ends.map { plain($0.attributes) }) == [alice, nil])
        #expect(isIntact(manager))
    }

    @Test(
        "A find-or-create gives its attributes to a new session only, a create to the one that replaces another"
    )
    func findOrCreate() throws {
        let manager = try manager()
        #expect(try manager.findOrCreate("a", attributes: alice) { 1 }.isNew)
        let found = try manager.findOrCreate("a", attributes: SessionAttributes(keys: ["k"])) { 2 }
        #expect(!found.isNew && found.session.value == 1)
        #expect(plain(manager.info("a")?.attributes) == alice)
        clock.advance(by: .hours(1))
        #expect(try manager.findOrCreate("a", attributes: SessionAttributes(keys: ["k"])) { 3 }.isNew)
        #expect(plain(manager.info("a")?.attributes) == SessionAttributes(keys: ["k"]))
        try manager.create("a", 4, attributes: alice)
        #expect(plain(manager.info("a")?.attributes) == alice)
        try manager.create("a", 5)
        #expect(try #require(manager.info("a")).attributes == nil)
        #expect(
            recorder.take().map { "\($0.kind) \($0.attributes?.keys.first ?? "-")" } == [
                "created device:7", "accessed device:7", "expired device:7", "created k", "deleted k",
                "created device:7", "deleted device:7", "created -",
            ]
        )
        #expect(isIntact(manager))
    }

    @Test("Attributes out of bounds are refused before anything happens")
    func bounds() throws {
        let manager = try manager()
        try manager.create("a", 1, attributes: alice)
        _ = recorder.take()
        let long = String(repeating: "x", count: 257)
        let wrong = [
            SessionAttributes(owner: ""), SessionAttributes(owner: long),
            SessionAttributes(keys: ["k", long]),
            SessionAttributes(keys: [""]), SessionAttributes(keys: ["k", "k"]),
            SessionAttributes(keys: (0..<9).map(String.init)),
            SessionAttributes(descriptor: SessionDescriptor(label: String(repeating: "x", count: 2_049))),
        ]
        for attributes in wrong {
            func isRefused(_ body: () throws -> Void) -> Bool {
                do {
                    try body()
                    return false
                } catch {
                    return (error as? SessionError)?.code == .invalidAttributes
                }
            }
            #expect(isRefused { try manager.create("a", 2, attributes: attributes) })
            #expect(isRefused { try manager.findOrCreate("b", attributes: attributes) { 2 } })
            clock.advance(by: .minutes(1))
            #expect(isRefused { try manager.updateAttributes("a") { $0 = attributes } })
            #expect(isRefused { try manager.rotate("a", to: "b") { $0 = attributes } })
        }
        #expect(recorder.take().isEmpty)
        let info = try #require(manager.info("a"))
        #expect(info.value == 1 && plain(info.attributes) == alice)
        #expect(info.idleTime == .minutes(wrong.count))
        #expect(manager.count == 1)
    }

    @Test("A change of attributes is an access with an updated event, and keeps the handle")
    func update() throws {
        let manager = try manager()
        try manager.create("a", 1)
        clock.advance(by: .minutes(20))
        let first = try #require(try manager.updateAttributes("a") { $0 = alice })
        #expect(plain(first) == alice)
        let handle = try #require(first.handle)
        clock.advance(by: .minutes(20))
        let second = try manager.updateAttributes("a") { attributes in
            attributes.keys = ["device:8"]
            attributes.handle = SessionHandle(rawValue: 1)
        }
        #expect(second?.keys == ["device:8"] && second?.handle == handle)
        #expect(manager.info("a")?.attributes == second)
        #expect(isIntact(manager))
        // No attributes are left, which is not the same as no session.
        #expect(try manager.updateAttributes("a") { $0 = SessionAttributes() } == SessionAttributes())
        #expect(try #require(manager.info("a")).attributes == nil)
        #expect(isIntact(manager))
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .updated, .updated, .updated])
        #expect(events.dropFirst().allSatisfy { $0.cause == .attributes && $0.value == 1 })
        #expect(events.map(\.idleTime) == [.zero, .minutes(20), .minutes(20), .zero])
        #expect(events.map(\.attributes) == [nil, first, second, nil])
        // No session is alive with the id.
        #expect(try manager.updateAttributes("nobody") { $0 = alice } == nil)
        clock.advance(by: .hours(1))
        #expect(try manager.updateAttributes("a") { $0 = alice } == nil)
        #expect(recorder.take().map { "\($0.kind) \($0.cause)" } == ["expired attributes"])
        manager.shutdown()
        #expect { try manager.updateAttributes("a") { $0 = alice } } throws: {
            ($0 as? SessionError)?.code == .shutDown
        }
    }

    @Test("A rotation can change the attributes in the same step, with one event")
    func rotate() throws {
        let manager = try manager()
        try manager.create("guest", 1, attributes: SessionAttributes(keys: ["device:7"]))
        let handle = try #require(manager.info("guest")?.attributes?.handle)
        _ = recorder.take()
        let session = try manager.rotate("guest", to: "member") { attributes in
            attributes.owner = "alice"
            attributes.authenticatedAt = clock.wallTime
        }
        #expect(session?.id == "member")
        var expected = SessionAttributes(owner: "alice", keys: ["device:7"], authenticatedAt: clock.wallTime)
        expected.handle = handle
        #expect(manager.info("member")?.attributes == expected)
        let events = recorder.take()
        #expect(events.map(\.kind) == [.rotated])
        #expect(events.first?.attributes == expected && events.first?.previous?.id == "guest")
        #expect(isIntact(manager))
        try manager.create("plain", 1)
        #expect(try manager.rotate("plain", to: "signed in") { $0.owner = "bob" } != nil)
        #expect(manager.info("signed in")?.attributes?.owner == "bob")
        #expect(try manager.rotate("nobody", to: "x") { $0.owner = "bob" } == nil)
        #expect(isIntact(manager))
    }

    @Test("A restored session keeps its attributes and its handle; one with invalid attributes is left out")
    func restore() throws {
        let manager = try manager()
        var stored = alice
        stored.handle = SessionHandle(rawValue: 77)
        func session(_ id: String, _ attributes: SessionAttributes?) -> RestorableSession<Int> {
            RestorableSession(
                id: id,
                value: 1,
                version: SessionVersion(incarnation: Incarnation(rawValue: 7), number: 1),
                createdAt: clock.wallTime,
                lastAccessedAt: clock.wallTime.advanced(by: id.hasPrefix("dead") ? .hours(-1) : .zero),
                attributes: attributes
            )
        }
        let all = [
            session("a", stored), session("b", alice), session("c", SessionAttributes(owner: "")),
            session("d", nil), session("dead", stored),
        ]
        var restoration = manager.restoration()
        for one in all { restoration.add(one) }
        restoration.add(
            manager.restorableBatch(capacity: 8) { contents in
                for one in all {
                    contents.append(
                        id: one.id + " again",
                        value: 1,
                        version: one.version,
                        createdAt: one.createdAt,
                        lastAccessedAt: one.lastAccessedAt,
                        timeouts: nil,
                        attributes: one.attributes
                    )
                }
            }
        )
        let result = restoration.finish()
        #expect(result.living == 6 && result.leftOut == 2 && result.expired == 2)
        for suffix in ["", " again"] {
            #expect(manager.info("a" + suffix)?.attributes == stored)
            #expect(plain(manager.info("b" + suffix)?.attributes) == alice)
            #expect(manager.info("b" + suffix)?.attributes?.handle != nil)
            #expect(try #require(manager.info("d" + suffix)).attributes == nil)
            #expect(manager.info("c" + suffix) == nil)
        }
        let expired = recorder.take().filter { $0.kind == .expired }
        #expect(expired.count == 2 && expired.allSatisfy { $0.attributes == stored })
        #expect(isIntact(manager))
    }

    @Test("Attributes alone leave the path of an access as it is; leases and timeouts go beside them")
    func sparseFields() throws {
        let manager = try manager()
        func isSpecial() -> Bool {
            let entry = manager.directory.lock("a")
            return entry.record.map { $0.pointee.isSpecial } ?? true
        }
        try manager.create("a", 1, attributes: alice)
        #expect(!isSpecial())
        // More leases than the record can count.
        let leases = (0..<40).compactMap { _ in manager.hold("a") }
        #expect(leases.count == 40 && manager.info("a")?.leases == 40 && isSpecial())
        #expect(plain(manager.info("a")?.attributes) == alice && isIntact(manager))
        clock.advance(by: .hours(1))
        try manager.rotate("a", to: "b")
        try manager.rotate("b", to: "a")
        #expect(plain(manager.info("a")?.attributes) == alice && isIntact(manager))
        for lease in leases { manager.endLease("a", lease) }
        #expect(manager.info("a")?.leases == 0 && !isSpecial() && isIntact(manager))
        #expect(plain(manager.info("a")?.attributes) == alice)
        // A session with neither timeouts, attributes nor a warning has no sparse fields.
        #expect(MemoryLayout<SparseFields>.size == 40 && MemoryLayout<SessionLinks>.size == 24)
        #expect(MemoryLayout<SessionRecord>.size == 64)
    }

    @Test("An admission sees the attributes")
    func admission() throws {
        struct OnlyAlice: SessionAdmission {
            struct Refusal: Error {}
            func sessionWillBeCreated(_ creation: SessionCreation<Int>) throws {
                if creation.attributes?.owner != "alice" { throw Refusal() }
            }
        }
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: OnlyAlice(),
            clock: clock
        )
        try manager.create("a", 1, attributes: alice)
        #expect(try manager.findOrCreate("b", attributes: alice) { 1 }.isNew)
        #expect(throws: SessionError.self) {
            try manager.create("c", 1, attributes: SessionAttributes(owner: "bob"))
        }
        #expect(throws: SessionError.self) { try manager.create("c", 1) }
        #expect(manager.count == 2)
    }

    @Test("With digests, the ids given are the callers' ids")
    func digests() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            clock: clock,
            identifierDigest: IdentifierDigest { "d" + $0 }
        )
        #expect(try manager.create("a", 1, attributes: alice).id == "da")
        #expect(try manager.findOrCreate("b", attributes: alice) { 1 }.session.id == "db")
        #expect(try manager.updateAttributes("a") { $0.owner = "bob" }?.owner == "bob")
        #expect(try manager.rotate("a", to: "c") { $0.owner = "carol" }?.id == "dc")
        #expect(manager.info("c")?.attributes?.owner == "carol")
    }
}

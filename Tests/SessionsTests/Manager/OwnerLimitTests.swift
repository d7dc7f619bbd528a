import Testing

@testable import Sessions

@Suite("Limits of owners")
struct OwnerLimitTests {
    private let clock = ManualClock()
    private let recorder = Recorder()
    private let alice = SessionAttributes(owner: "alice")

    private func manager(
        _ limit: Int?,
        _ whenOwnerFull: SessionPolicy.OwnerOverflow = .reject,
        creates: Int? = nil,
        maximum: Int = 10_000
    ) throws -> SessionManager<Int> {
        try SessionManager(
            policy: SessionPolicy(
                maximumSessions: maximum,
                maximumSessionsPerOwner: limit,
                whenOwnerFull: whenOwnerFull,
                createsPerSecondPerOwner: creates
            ),
            observers: [recorder],
            clock: clock
        )
    }

    private func code(_ body: () throws -> Void) -> SessionError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SessionError)?.code
        }
    }

    private func ids(_ manager: SessionManager<Int>, _ owner: String = "alice") -> [String] {
        manager.sessions(in: .owner(owner)).map(\.id)
    }

    @Test("A create of a new session does not change a living session with its id, and keeps no place")
    func createNew() throws {
        let manager = try manager(2)
        try manager.create("a", 1, attributes: SessionAttributes(owner: "bob"))
        _ = try manager.createNew("b", 1, attributes: alice)
        let living = try #require(manager.info("a"))
        clock.advance(by: .minutes(20))
        _ = recorder.take()
        for attributes in [SessionAttributes(), alice, SessionAttributes(owner: "bob")] {
            #expect(code { _ = try manager.createNew("a", 2, attributes: attributes) } == .identifierInUse)
        }
        #expect(
            recorder.take().isEmpty && manager.info("a")?.session.incarnation == living.session.incarnation
        )
        #expect(manager.info("a")?.session.lastAccessedInstant == living.session.lastAccessedInstant)
        #expect(manager.brokenInvariant() == nil)
        // Alice has one place left, and a create can replace a dead session.
        clock.advance(by: .minutes(11))
        #expect(try manager.createNew("a", 3, attributes: alice).value == 3)
        #expect(recorder.take().filter { $0.id == "a" }.map(\.kind) == [.expired, .created])
        manager.shutdown()
        #expect(code { _ = try manager.createNew("a", 4, attributes: alice) } == .shutDown)
    }

    @Test(
        "In a full manager, a create at the limit of its owner takes nothing from other owners, and a refused create keeps no place"
    )
    func fullManager() throws {
        let manager = try manager(2, maximum: 3)
        for id in ["a", "b"] { try manager.create(id, 1, attributes: alice) }
        try manager.create("c", 1, attributes: SessionAttributes(owner: "bob", keys: ["k"]))
        let bob = SessionAttributes(owner: "bob", keys: ["k", "l"])
        #expect(code { try manager.create("d", 1, attributes: bob) } == .capacityReached)
        #expect(ids(manager, "bob") == ["c"] && manager.count(in: .key("l")) == 0)
        #expect(manager.brokenInvariant() == nil)
        var policy = manager.policy
        policy.overflow = .evict
        try manager.apply(policy)
        _ = recorder.take()
        #expect(code { try manager.create("d", 1, attributes: alice) } == .ownerLimitReached)
        #expect(recorder.take().isEmpty && manager.count == 3)
        try manager.create("d", 1, attributes: bob)
        #expect(manager.peek("d") != nil && manager.count == 3 && manager.brokenInvariant() == nil)
    }

    @Test("An owner at the limit gets no more sessions from any call, and other owners do")
    func reject() throws {
        let manager = try manager(2)
        for id in ["a", "b"] { try manager.create(id, 1, attributes: alice) }
        try manager.create("guest", 1)
        let full = SessionError.Code.ownerLimitReached
        _ = recorder.take()
        #expect(code { try manager.create("c", 1, attributes: alice) } == full)
        #expect(code { try manager.findOrCreate("c", attributes: alice) { 1 } } == full)
        #expect(code { try manager.updateAttributes("guest") { $0.owner = "alice" } } == full)
        #expect(code { try manager.rotate("guest", to: "c") { $0.owner = "alice" } } == full)
        #expect(recorder.take().isEmpty && manager.metrics().rejectedForOwnerLimit == 4)
        #expect(manager.info("guest")?.attributes == nil && manager.info("guest")?.idleTime == .zero)
        // What needs no further place succeeds.
        try manager.create("a", 2, attributes: SessionAttributes(owner: "alice", keys: ["new"]))
        #expect(try !manager.findOrCreate("b", attributes: alice) { 1 }.isNew)
        try manager.updateAttributes("b") { $0.keys = ["more"] }
        try manager.rotate("b", to: "b2") { $0.keys = [] }
        try manager.create("bob's", 1, attributes: SessionAttributes(owner: "bob"))
        #expect(ids(manager) == ["a", "b2"].reversed() || ids(manager) == ["b2", "a"])
        // An end makes room.
        try manager.delete("a")
        try manager.rotate("guest", to: "c") { $0.owner = "alice" }
        #expect(ids(manager) == ["b2", "c"] && manager.brokenInvariant() == nil)
        let error = #expect(throws: SessionError.self) { try manager.create("d", 1, attributes: alice) }
        #expect(error?.description.contains("max-sessions-per-owner") == true && error?.retryAfter == nil)
    }

    @Test(
        "The owner's dead sessions make room before anything is refused or evicted",
        arguments: [
            SessionPolicy.OwnerOverflow.reject, .evictOldest, .evictLeastRecentlyUsed,
        ]
    )
    func dead(_ overflow: SessionPolicy.OwnerOverflow) throws {
        let manager = try manager(3, overflow)
        for id in ["a", "b", "c"] { try manager.create(id, 1, attributes: alice) }
        clock.advance(by: .minutes(20))
        for id in ["a", "c"] { manager.touch(id) }
        clock.advance(by: .minutes(20))
        _ = recorder.take()
        try manager.create("d", 1, attributes: alice)
        #expect(recorder.take().map { "\($0.kind) \($0.id ?? "")" } == ["expired b", "created d"])
        #expect(ids(manager) == ["a", "c", "d"] && manager.brokenInvariant() == nil)
    }

    @Test("The session that has been the owner's for the longest time is evicted, except for a leased one")
    func evictOldest() throws {
        let manager = try manager(3, .evictOldest)
        try manager.create("guest", 1)
        for id in ["a", "b", "c"] { try manager.create(id, 1, attributes: alice) }
        manager.touch("a")
        let lease = try #require(manager.hold("b"))
        _ = recorder.take()
        try manager.create("d", 1, attributes: alice)
        try manager.rotate("guest", to: "member") { $0.owner = "alice" }
        let events = recorder.take()
        #expect(
            events.map { "\($0.kind) \($0.id ?? "")" } == [
                "deleted a", "created d", "deleted c", "rotated member",
            ]
        )
        #expect(events.filter { $0.kind == .deleted }.allSatisfy { $0.reason == .evicted(.ownerLimit) })
        #expect(events.map(\.cause) == [.create, .create, .rotate, .rotate])
        #expect(ids(manager) == ["b", "d", "member"] && manager.metrics().ended[.evicted(.ownerLimit)] == 2)
        // If leases hold all of them, the call is refused.
        let leases = ["d", "member"].compactMap { manager.hold($0) }
        #expect(code { try manager.create("e", 1, attributes: alice) } == .ownerLimitReached)
        manager.endLease("b", lease)
        manager.endLease("d", leases[0])
        manager.endLease("member", leases[1])
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("The owner's least recently used session is evicted")
    func evictIdle() throws {
        let manager = try manager(3, .evictLeastRecentlyUsed)
        for id in ["a", "b", "c"] {
            try manager.create(id, 1, attributes: alice)
            clock.advance(by: .seconds(1))
        }
        manager.touch("a")
        try manager.create("d", 1, attributes: alice)
        #expect(ids(manager) == ["a", "c", "d"])
        clock.advance(by: .seconds(1))
        manager.touch("c")
        try manager.updateAttributes("a") { $0.keys = ["k"] }
        try manager.create("e", 1, attributes: alice)
        #expect(ids(manager) == ["a", "c", "e"])
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("A session that was used since it was chosen isn't evicted as the least recently used one")
    func usedInTheMeantime() throws {
        let manager = try manager(1, .evictLeastRecentlyUsed)
        let created = try manager.create("a", 1, attributes: alice)
        let owner = GroupKey(.owner("alice"))
        let groups = manager.directory.environment.groups
        let member = try #require(groups.members(of: owner).members.first)
        let chosen = OwnerVictim(member: member, lastAccessed: created.lastAccessedInstant.nanoseconds)
        func isEvicted() -> Bool {
            var place = manager.shards[Int(member.place.shard)].perform { state, operation in
                var place = OwnerPlace()
                state.makeRoom(chosen, of: owner, cause: .create, &place, in: operation)
                return place
            }
            defer { groups.cancel(&place.reserved) }
            return place.reserved != nil
        }
        clock.advance(by: .seconds(1))
        manager.touch("a")
        #expect(!isEvicted() && manager.peek("a") != nil)
        try manager.create("a", 1, attributes: alice)
        #expect(!isEvicted(), "another session has the place")
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("A lower limit ends the excess sessions at the next create, and refuses it if it may end none")
    func lowerLimit() throws {
        let manager = try manager(nil)
        for number in 0..<10 { try manager.create("\(number)", number, attributes: alice) }
        var policy = manager.policy
        policy.maximumSessionsPerOwner = 4
        try manager.apply(policy)
        #expect(code { try manager.create("new", 1, attributes: alice) } == .ownerLimitReached)
        #expect(code { try manager.create("9", 1, attributes: alice) } == .ownerLimitReached)
        #expect(ids(manager).count == 10)
        policy.whenOwnerFull = .evictOldest
        try manager.apply(policy)
        try manager.create("new", 1, attributes: alice)
        #expect(ids(manager) == ["7", "8", "9", "new"] && manager.brokenInvariant() == nil)
        policy.maximumSessionsPerOwner = 2
        try manager.apply(policy)
        try manager.create("9", 1, attributes: alice)
        #expect(ids(manager).last == "9" && ids(manager).count <= 2 && manager.brokenInvariant() == nil)
    }

    @Test("A create that fails for another reason gives its place back")
    func givesBack() throws {
        let manager = try manager(2, maximum: 1)
        try manager.create("bob's", 1, attributes: SessionAttributes(owner: "bob"))
        for _ in 0..<5 {
            #expect(code { try manager.create("a", 1, attributes: alice) } == .capacityReached)
            #expect(code { try manager.findOrCreate("a", attributes: alice) { 1 } } == .capacityReached)
        }
        #expect(manager.brokenInvariant() == nil)
        try manager.delete("bob's")
        try manager.create("a", 1, attributes: alice)
        #expect(code { try manager.rotate("a", to: "a") { $0.owner = "bob" } } == .identifierInUse)
        #expect(manager.brokenInvariant() == nil)
        manager.shutdown()
        #expect(code { try manager.create("b", 1, attributes: alice) } == .shutDown)
        #expect(code { try manager.updateAttributes("a") { $0.owner = "bob" } } == .shutDown)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("Restored sessions are not refused")
    func restore() throws {
        let manager = try manager(1)
        var restoration = manager.restoration()
        for number in 0..<3 {
            restoration.add(
                RestorableSession(
                    id: "\(number)",
                    value: number,
                    version: SessionVersion(incarnation: Incarnation(rawValue: UInt64(number)), number: 1),
                    createdAt: clock.wallTime,
                    lastAccessedAt: clock.wallTime,
                    attributes: alice
                )
            )
        }
        restoration.finish()
        #expect(ids(manager).count == 3)
        #expect(code { try manager.create("new", 1, attributes: alice) } == .ownerLimitReached)
    }

    @Test(
        "An owner can create as many sessions in a second as the policy allows, and learns when to try again"
    )
    func pace() throws {
        let manager = try manager(nil, creates: 4)
        for number in 0..<4 { try manager.create("\(number)", 1, attributes: alice) }
        let error = #expect(throws: SessionError.self) { try manager.create("x", 1, attributes: alice) }
        #expect(error?.code == .createRateExceeded && error?.retryAfter == .milliseconds(250))
        #expect(code { try manager.findOrCreate("x", attributes: alice) { 1 } } == .createRateExceeded)
        #expect(manager.metrics().rejectedForCreateRate == 2 && manager.peek("x") == nil)
        // Other owners, sessions without an owner, and calls that create nothing have no such limit.
        try manager.create("bob's", 1, attributes: SessionAttributes(owner: "bob"))
        for number in 0..<10 {
            try manager.create("plain-\(number)", 1, attributes: SessionAttributes(keys: ["k"]))
        }
        #expect(try !manager.findOrCreate("0", attributes: alice) { 1 }.isNew)
        clock.advance(by: .milliseconds(249))
        #expect(code { try manager.create("x", 1, attributes: alice) } == .createRateExceeded)
        clock.advance(by: .milliseconds(1))
        try manager.create("x", 1, attributes: alice)
        // After a second without creates, the whole second's worth is there again, and no more.
        clock.advance(by: .hours(1))
        for number in 0..<4 { try manager.create("\(number)", 1, attributes: alice) }
        #expect(code { try manager.create("x", 1, attributes: alice) } == .createRateExceeded)
        var policy = manager.policy
        policy.createsPerSecondPerOwner = nil
        try manager.apply(policy)
        try manager.create("x", 1, attributes: alice)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test(
        "An owner who ends and creates sessions keeps the pace; owners without sessions are forgotten in time"
    )
    func forgotten() throws {
        let manager = try manager(nil, creates: 2)
        func isRefused(_ owner: String) -> Bool {
            code { try manager.create("a", 1, attributes: SessionAttributes(owner: owner)) }
                == .createRateExceeded
        }
        for _ in 0..<2 {
            #expect(!isRefused("alice"))
            try manager.delete("a")
        }
        #expect(isRefused("alice") && isRefused("alice"))
        clock.advance(by: .seconds(2))
        #expect(!isRefused("alice"))
        // A flood of owners: each creates a session and ends it. Few of them are remembered, for a second.
        let before = manager.directory.environment.groups.bytes
        for number in 0..<200_000 {
            #expect(!isRefused("owner-\(number)"))
        }
        #expect(manager.brokenInvariant() == nil)
        let groups = manager.directory.environment.groups
        #expect(groups.bytes - before < 64 * 1_024 * 256, "\(groups.bytes) bytes")
        // Without creates in the meantime, further creates forget the rest.
        clock.advance(by: .seconds(2))
        for number in 0..<100_000 {
            if number % 2_000 == 0 { clock.advance(by: .seconds(1)) }
            #expect(!isRefused("late-\(number)"))
        }
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("A limit out of range is refused, and named")
    func ranges() throws {
        for (policy, name) in [
            (SessionPolicy(maximumSessionsPerOwner: 0), "maximumSessionsPerOwner"),
            (SessionPolicy(maximumSessionsPerOwner: 10_001), "maximumSessionsPerOwner"),
            (SessionPolicy(createsPerSecondPerOwner: 0), "createsPerSecondPerOwner"),
            (SessionPolicy(createsPerSecondPerOwner: 100_001), "createsPerSecondPerOwner"),
        ] {
            let error = #expect(throws: SessionError.self) { try SessionManager<Int>(policy: policy) }
            #expect(error?.code == .invalidPolicy && error?.description.contains(name) == true)
        }
        for policy in [
            SessionPolicy(maximumSessionsPerOwner: 1, createsPerSecondPerOwner: 1),
            SessionPolicy(maximumSessionsPerOwner: 10_000, createsPerSecondPerOwner: 100_000),
        ] {
            _ = try SessionManager<Int>(policy: policy)
        }
    }
}

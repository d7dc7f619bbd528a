import Testing

@testable import Sessions

@Suite("Owners and keys")
struct GroupTests {
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000))
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

    private func ids(_ manager: SessionManager<Int>, _ group: SessionGroup) -> [String] {
        manager.sessions(in: group).map(\.id)
    }

    @Test("Sessions are found by owner and by key, in the order in which they joined", arguments: [1, 2, 64])
    func find(_ shards: Int) throws {
        let manager = manager(shards: shards)
        for number in 0..<9 {
            let owner = ["alice", "bob", nil][number % 3]
            try manager.create(
                "\(number)",
                number,
                attributes: SessionAttributes(owner: owner, keys: ["all", "n:\(number % 2)"])
            )
        }
        // An owner and a key with the same text are different groups.
        try manager.create("k", 1, attributes: SessionAttributes(keys: ["alice"]))
        #expect(ids(manager, .owner("alice")) == ["0", "3", "6"])
        #expect(ids(manager, .key("all")) == (0..<9).map(String.init))
        #expect(ids(manager, .key("n:1")) == ["1", "3", "5", "7"])
        #expect(ids(manager, .key("alice")) == ["k"])
        #expect(ids(manager, .owner("carol")).isEmpty && manager.count(in: .owner("carol")) == 0)
        #expect(manager.count(in: .key("all")) == 9)
        #expect(manager.brokenInvariant() == nil)
        // A listing is not an access, and skips the dead.
        clock.advance(by: .minutes(20))
        manager.touch("3")
        _ = manager.sessions(in: .owner("alice"))
        clock.advance(by: .minutes(20))
        #expect(ids(manager, .owner("alice")) == ["3"] && manager.count(in: .owner("alice")) == 1)
        #expect(manager.count == 10)
        manager.cleanup()
        #expect(manager.count == 1 && manager.brokenInvariant() == nil)
        #expect(ids(manager, .key("all")) == ["3"])
    }

    @Test("A change of attributes and a rotation keep a session's position in the groups that it stays in")
    func change() throws {
        let manager = manager()
        for id in ["a", "b", "c"] {
            try manager.create(id, 1, attributes: SessionAttributes(owner: "alice", keys: ["x"]))
        }
        try manager.updateAttributes("a") { $0.keys = ["y", "x"] }
        #expect(ids(manager, .key("x")) == ["a", "b", "c"] && ids(manager, .key("y")) == ["a"])
        try manager.updateAttributes("b") { $0.owner = "bob" }
        #expect(ids(manager, .owner("alice")) == ["a", "c"] && ids(manager, .owner("bob")) == ["b"])
        try manager.updateAttributes("b") { $0.owner = "alice" }
        #expect(ids(manager, .owner("alice")) == ["a", "c", "b"])
        try manager.rotate("a", to: "a2")
        try manager.rotate("c", to: "c2") { $0.keys = ["z"] }
        #expect(ids(manager, .owner("alice")) == ["a2", "c2", "b"])
        #expect(ids(manager, .key("x")) == ["a2", "b"] && ids(manager, .key("z")) == ["c2"])
        try manager.create("a2", 2)
        try manager.delete("b")
        #expect(ids(manager, .owner("alice")) == ["c2"])
        #expect(manager.brokenInvariant() == nil)
        try manager.deleteAll()
        #expect(manager.brokenInvariant() == nil)
        #expect(manager.directory.environment.groups.brokenInvariant(memberships: 0) == nil)
    }

    @Test("Owners are compared by their bytes")
    func bytes() throws {
        let manager = manager()
        try manager.create(
            "a",
            1,
            attributes: SessionAttributes(owner: "\u{E9}", keys: ["\u{E9}", "e\u{301}"])
        )
        #expect(manager.count(in: .owner("\u{E9}")) == 1 && manager.count(in: .owner("e\u{301}")) == 0)
        #expect(manager.count(in: .key("e\u{301}")) == 1)
        // A change to a text that only looks the same is a change.
        try manager.updateAttributes("a") { $0.owner = "e\u{301}" }
        #expect(manager.count(in: .owner("\u{E9}")) == 0 && manager.count(in: .owner("e\u{301}")) == 1)
        try manager.updateAttributes("a") { $0.owner = "\u{E9}" }
        #expect(manager.touch("a", owner: "\u{E9}") && !manager.touch("a", owner: "e\u{301}"))
    }

    @Test(
        "Several groups are listed, counted and ended one after the other, each session once",
        arguments: [1, 64]
    )
    func several(_ shards: Int) throws {
        let manager = manager(shards: shards)
        for (id, owner, keys) in [
            ("a1", "alice", ["k"]), ("b1", "bob", ["k"]), ("c1", "carol", []), ("a2", "alice", []),
            ("d1", "dan", ["k"]),
        ] {
            try manager.create(id, 1, attributes: SessionAttributes(owner: owner, keys: keys))
        }
        func ids(_ groups: [SessionGroup]) -> [String] { manager.sessions(in: groups).map(\.id) }
        let owners: [SessionGroup] = [.owner("bob"), .owner("nobody"), .owner("alice"), .owner("bob")]
        #expect(ids(owners) == ["b1", "a1", "a2"] && manager.count(in: owners) == 3)
        let mixed: [SessionGroup] = [.key("k"), .owner("alice")]
        #expect(ids(mixed) == ["a1", "b1", "d1", "a2"] && manager.count(in: mixed) == 4)
        #expect(ids([]).isEmpty && manager.count(in: []) == 0)
        clock.advance(by: .minutes(20))
        for id in ["a1", "a2", "b1", "c1"] { manager.touch(id) }
        clock.advance(by: .minutes(20))
        #expect(ids(mixed) == ["a1", "b1", "a2"])
        _ = recorder.take()
        #expect(try manager.delete(in: mixed, except: "a2", reason: .revoked, by: "admin") == 2)
        let ends = recorder.take()
        #expect(ends.filter { $0.kind == .deleted }.compactMap(\.id).sorted() == ["a1", "b1"])
        #expect(ends.filter { $0.kind == .expired }.map(\.id) == ["d1"])
        #expect(ends.compactMap(\.deletion?.reason) == [.revoked, .revoked])
        #expect(ids(owners + [.owner("carol")]) == ["a2", "c1"] && manager.brokenInvariant() == nil)
        #expect(try manager.delete(in: []) == 0)
        #expect(try manager.delete(in: owners + [.owner("carol")]) == 2 && manager.count == 0)
        manager.shutdown()
        #expect { try manager.delete(in: owners) } throws: { ($0 as? SessionError)?.code == .shutDown }
    }

    @Test("All sessions of a group end, or all but one; the dead end as expired", arguments: [1, 64])
    func delete(_ shards: Int) throws {
        let manager = manager(shards: shards)
        func createAll() throws {
            for number in 0..<5 {
                try manager.create(
                    "\(number)",
                    number,
                    attributes: SessionAttributes(owner: "alice", keys: ["k"])
                )
            }
            try manager.create("other", 1, attributes: SessionAttributes(owner: "bob", keys: ["k"]))
        }
        try createAll()
        clock.advance(by: .minutes(20))
        for id in ["1", "2", "other"] { manager.touch(id) }
        clock.advance(by: .minutes(20))
        _ = recorder.take()
        #expect(try manager.delete(in: .owner("alice"), except: "1") == 1)
        var ends = recorder.take()
        #expect(ends.filter { $0.kind == .expired }.compactMap(\.id).sorted() == ["0", "3", "4"])
        #expect(ends.filter { $0.kind == .deleted }.map(\.id) == ["2"])
        #expect(ends.allSatisfy { $0.attributes?.owner == "alice" && $0.cause == .delete })
        #expect(manager.count == 2 && manager.brokenInvariant() == nil)
        try createAll()
        _ = recorder.take()
        #expect(try manager.delete(in: [.owner("alice"), .key("nothing"), .owner("bob")]) == 6)
        ends = recorder.take()
        #expect(ends.count == 6 && ends.allSatisfy { $0.kind == .deleted && $0.reason == .deleted })
        #expect(manager.count == 0 && manager.brokenInvariant() == nil)
        manager.shutdown()
        #expect { try manager.delete(in: .owner("alice")) } throws: {
            ($0 as? SessionError)?.code == .shutDown
        }
        #expect { try manager.delete(handle: SessionHandle(rawValue: 1), owner: "alice") } throws: {
            ($0 as? SessionError)?.code == .shutDown
        }
    }

    @Test("A group of more than 1,024 sessions is listed, counted and ended in steps")
    func large() throws {
        let manager = manager()
        for number in 0..<3_000 {
            try manager.create("\(number)", number, attributes: SessionAttributes(keys: ["k"]))
        }
        #expect(manager.sessions(in: .key("k")).map(\.value) == Array(0..<3_000))
        #expect(manager.count(in: .key("k")) == 3_000)
        #expect(manager.summaries(in: .key("k")).count == 3_000)
        #expect(try manager.delete(in: .key("k"), except: "17") == 2_999)
        #expect(ids(manager, .key("k")) == ["17"] && manager.count == 1)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("A listing of a large group continues at the right member when members leave in between")
    func cursor() {
        var part = GroupPart()
        defer { part.deallocate() }
        let key = GroupKey(.key("k"))
        let nodes = (0..<10).map {
            part.join(key, at: SessionPlace(shard: 0, slot: UInt32($0)), isReserved: false, limit: .max)
        }
        let first = part.members(of: key, from: GroupCursor(), through: .max, limit: 4)
        #expect(first.members.map(\.place.slot) == [0, 1, 2, 3])
        // The member at which the listing continues leaves, and another takes its node.
        for slot in [0, 2, 4, 5] { part.leave(nodes[slot]) }
        _ = part.join(key, at: SessionPlace(shard: 0, slot: 10), isReserved: false, limit: .max)
        let next = first.next ?? GroupCursor()
        let second = part.members(of: key, from: next, through: .max, limit: 10)
        #expect(second.members.map(\.place.slot) == [6, 7, 8, 9, 10] && second.next == nil)
        #expect(
            part.members(of: key, from: next, through: 10, limit: 10).members.map(\.place.slot) == [
                6, 7, 8, 9,
            ]
        )
        #expect(part.brokenInvariant() == nil)
    }

    @Test(
        "Groups are found among any number of others, also if their hashes collide",
        arguments: [false, true]
    )
    func buckets(_ collides: Bool) {
        var part = GroupPart()
        defer { part.deallocate() }
        func key(_ number: Int) -> GroupKey {
            // An owner and a key with the same text.
            let group = number % 2 == 0 ? SessionGroup.owner("\(number / 2)") : .key("\(number / 2)")
            return collides ? GroupKey(group, hash: 64) : GroupKey(group)
        }
        var random = SeededGenerator(seed: 7)
        var model: [Int: [UInt32]] = [:]
        for step in 0..<4_000 {
            let number = Int.random(in: 0..<400, using: &random)
            if Int.random(in: 0..<100, using: &random) < (step < 2_000 ? 70 : 20) || model[number] == nil {
                let place = SessionPlace(shard: 0, slot: UInt32(step))
                let node = part.join(key(number), at: place, isReserved: false, limit: .max)
                model[number, default: []].append(node)
            } else if let node = model[number]?.removeFirst() {
                part.leave(node)
                if model[number]?.isEmpty == true { model[number] = nil }
            }
            if step % 100 == 0 { #expect(part.brokenInvariant() == nil) }
        }
        for number in 0..<400 {
            let found = part.members(of: key(number), from: GroupCursor(), through: .max, limit: .max)
            #expect(found.members.map(\.node) == model[number] ?? [])
        }
        #expect(part.groupCount == model.count && part.isKeyed == collides)
        for node in model.values.joined() { part.leave(node) }
        #expect(part.groupCount == 0 && part.brokenInvariant() == nil)
    }

    @Test("Summaries name sessions by handles, with which their owner can end them, and nobody else")
    func summaries() throws {
        let manager = manager()
        let start = clock.wallTime
        try manager.create(
            "a",
            1,
            attributes: SessionAttributes(
                owner: "alice",
                descriptor: SessionDescriptor(label: "Phone"),
                authenticatedAt: start
            )
        )
        try manager.create("b", 1, attributes: SessionAttributes(owner: "alice"))
        let lease = try #require(manager.hold("b"))
        clock.advance(by: .minutes(10))
        manager.touch("a")
        clock.advance(by: .minutes(5))
        let list = manager.summaries(in: .owner("alice"))
        #expect(
            list.map(\.descriptor?.label) == ["Phone", nil] && list.map(\.authenticatedAt) == [start, nil]
        )
        #expect(list.map(\.createdAt) == [start, start])
        #expect(list.map(\.lastSeenAt) == [start.advanced(by: .minutes(10)), clock.wallTime])
        #expect(list.map(\.timeLeft) == [.minutes(25), nil])
        #expect(list.map(\.handle) == ["a", "b"].compactMap { manager.info($0)?.attributes?.handle })
        #expect(list.map(\.id) == list.map(\.handle))
        // The handle stays when the id changes.
        try manager.rotate("a", to: "c")
        #expect(try !manager.delete(handle: list[0].handle, owner: "bob"))
        #expect(try !manager.delete(handle: SessionHandle(rawValue: 1), owner: "alice"))
        #expect(manager.count == 2)
        #expect(try manager.delete(handle: list[0].handle, owner: "alice"))
        #expect(try !manager.delete(handle: list[0].handle, owner: "alice"))
        #expect(manager.peek("c") == nil && manager.peek("b") != nil)
        manager.endLease("b", lease)
    }

    @Test("A lease that states another owner holds nothing and is reported", arguments: [false, true])
    func bindingOfLeases(_ hasContext: Bool) async throws {
        let provider: @Sendable () -> (any Sendable)? = { "request" }
        let manager = SessionManager<Int>(
            checked: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            context: hasContext ? provider : nil
        )
        func code(_ id: String, _ owner: String) async -> SessionError.Code? {
            let error = await #expect(throws: SessionError.self) {
                try await manager.withSession(id, owner: owner) { _ in Issue.record("it ran for \(owner)") }
            }
            return error?.code
        }
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        try manager.create("plain", 2)
        let before = try #require(manager.info("a"))
        clock.advance(by: .minutes(1))
        _ = recorder.take()
        for id in ["a", "plain", "missing"] { #expect(await code(id, "bob") == .notFound) }
        let events = recorder.take()
        #expect(events.map(\.id) == ["a", "plain"])
        #expect(events.allSatisfy { $0.kind == .mismatch && $0.statedOwner == "bob" && $0.cause == .access })
        #expect(events.allSatisfy { ($0.context as? String) == (hasContext ? "request" : nil) })
        #expect(manager.info("a")?.session == before.session && manager.info("a")?.leases == 0)
        // The owner's lease holds the session, also after a rotation.
        let value = try await manager.withSession("a", owner: "alice") { [clock] session in
            #expect(session.lastAccessedInstant == clock.now && manager.info("a")?.leases == 1)
            clock.advance(by: .hours(1))
            try manager.rotate("a", to: "b")
            clock.advance(by: .hours(1))
            #expect(manager.peek("b") != nil)
            return session.value
        }
        #expect(value == 1 && manager.info("b")?.leases == 0 && manager.info("b")?.idleTime == .zero)
        #expect(!recorder.take().contains { $0.kind == .mismatch })
        manager.shutdown()
        for owner in ["alice", "bob"] { #expect(await code("b", owner) == .shutDown) }
        #expect(!recorder.take().contains { $0.kind == .mismatch })
    }

    @Test(
        "An access that states another owner finds nothing, changes nothing and is reported",
        arguments: [false, true]
    )
    func binding(_ hasContext: Bool) throws {
        let provider: @Sendable () -> (any Sendable)? = { "request" }
        let manager = SessionManager<Int>(
            checked: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            context: hasContext ? provider : nil
        )
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        try manager.create("plain", 2)
        let before = try #require(manager.info("a"))
        clock.advance(by: .minutes(1))
        _ = recorder.take()
        let calls: [(String, String) throws -> Bool] = [
            { manager.session($0, owner: $1) != nil },
            { manager.touch($0, owner: $1) },
            { id, owner in
                let done: Void? = manager.update(id, owner: owner) { $0 += 1 }
                return done != nil
            },
            { manager.peek($0, owner: $1) != nil },
            {
                try manager.findOrCreate($0, attributes: SessionAttributes(owner: $1)) { 9 }.session.value
                    == 1
            },
        ]
        for call in calls {
            #expect((try? call("a", "bob")) ?? false == false)
            #expect((try? call("plain", "bob")) ?? false == false)
        }
        let events = recorder.take()
        #expect(events.count == 10 && events.allSatisfy { $0.kind == .mismatch && $0.statedOwner == "bob" })
        #expect(events.map(\.id) == (0..<10).map { $0 % 2 == 0 ? "a" : "plain" })
        #expect(events.map(\.attributes?.owner) == (0..<10).map { $0 % 2 == 0 ? "alice" : nil })
        #expect(events.allSatisfy { $0.cause == .access && $0.idleTime == .minutes(1) })
        #expect(events.allSatisfy { ($0.context as? String) == (hasContext ? "request" : nil) })
        #expect(manager.info("a")?.session == before.session)
        // The owner's own calls are ordinary.
        for call in calls { #expect(try call("a", "alice") || manager.peek("a")?.value == 2) }
        #expect(recorder.take().allSatisfy { $0.kind == .accessed || $0.kind == .updated })
        // A missing session and a dead one are no mismatch.
        for call in calls.dropLast() { #expect(try !call("nobody", "bob")) }
        clock.advance(by: .hours(1))
        #expect(manager.session("a", owner: "bob") == nil)
        #expect(recorder.take().map(\.kind) == [.expired])
        // After a shutdown nothing is reported any more.
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        manager.shutdown()
        _ = recorder.take()
        #expect(manager.session("a", owner: "bob") == nil && manager.session("a", owner: "alice") != nil)
        #expect(recorder.take().isEmpty)
    }

    @Test("A stated owner that is too long is shortened in the event")
    func longOwner() throws {
        let manager = manager()
        try manager.create("a", 1)
        _ = recorder.take()
        #expect(!manager.touch("a", owner: String(repeating: "x", count: 10_000)))
        #expect(recorder.take().first?.statedOwner?.utf8.count == 256)
    }

    @Test("Restored sessions are in their groups")
    func restore() throws {
        let manager = manager()
        var restoration = manager.restoration()
        for number in 0..<4 {
            restoration.add(
                RestorableSession(
                    id: "\(number)",
                    value: number,
                    version: SessionVersion(incarnation: Incarnation(rawValue: UInt64(number)), number: 1),
                    createdAt: clock.wallTime,
                    lastAccessedAt: clock.wallTime.advanced(by: number == 3 ? .hours(-1) : .zero),
                    attributes: SessionAttributes(owner: "alice")
                )
            )
        }
        restoration.add(
            manager.restorableBatch(capacity: 200) { contents in
                // So many that each shard gets several.
                for number in 0..<200 {
                    contents.append(
                        id: "batch \(number)",
                        value: 9,
                        version: SessionVersion(
                            incarnation: Incarnation(rawValue: UInt64(9 + number)),
                            number: 1
                        ),
                        createdAt: clock.wallTime,
                        lastAccessedAt: clock.wallTime,
                        timeouts: nil,
                        attributes: SessionAttributes(owner: "bob")
                    )
                }
            }
        )
        restoration.finish()
        #expect(ids(manager, .owner("alice")) == ["0", "1", "2"])
        #expect(Set(ids(manager, .owner("bob"))) == Set((0..<200).map { "batch \($0)" }))
        #expect(manager.brokenInvariant() == nil)
        #expect(try manager.delete(in: .owner("alice")) == 3)
        #expect(try manager.delete(in: .owner("bob")) == 200)
    }
}

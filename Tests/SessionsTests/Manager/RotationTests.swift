import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Rotation of ids")
struct RotationTests {
    private let clock = ManualClock()

    @Test("A rotation keeps the value, age, timeouts and counts; the old id is dead at once")
    func rotate() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        let before = try manager.create(
            "before",
            7,
            timeouts: Timeouts(idle: .minutes(5), lifetime: .hours(1))
        )
        clock.advance(by: .minutes(3))
        let after = try #require(try manager.rotate("before", to: "after"))
        #expect(after.id == "after")
        #expect(after.value == 7)
        #expect(after.createdInstant == before.createdInstant)
        #expect(after.lastAccessedInstant == clock.now)
        #expect(after.deadline == clock.now.advanced(by: .minutes(5)))
        #expect(manager.peek("before") == nil)
        #expect(manager.peek("after") == after)
        #expect(manager.info("after")?.timeouts == Timeouts(idle: .minutes(5), lifetime: .hours(1)))
        #expect(manager.count == 1)
        let metrics = manager.metrics()
        #expect(metrics.totalCreated == 1 && metrics.totalCleaned == 0)
        #expect(metrics.oldestSession == .minutes(3))
        let event = try #require(recorder.take().last)
        #expect(event.kind == .rotated && event.id == "after" && event.cause == .rotate)
        #expect(event.previous?.id == "before" && event.previous?.incarnation == before.incarnation)
        #expect(event.incarnation == after.incarnation && event.idleTime == .minutes(3))
        // The session's own timeouts still apply.
        clock.advance(by: .minutes(5) + .milliseconds(1))
        #expect(manager.session("after") == nil)
    }

    @Test("A rotation keeps a living session with the new id; a dead one ends first")
    func inUse() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        try manager.create("taken", 1, timeouts: Timeouts(idle: .minutes(1)))
        try manager.create("mine", 2)
        #expect { try manager.rotate("mine", to: "taken") } throws: {
            ($0 as? SessionError)?.code == .identifierInUse
        }
        #expect { try manager.rotate("mine", to: "mine") } throws: {
            ($0 as? SessionError)?.code == .identifierInUse
        }
        #expect(manager.peek("taken")?.value == 1 && manager.peek("mine")?.value == 2)
        clock.advance(by: .minutes(2))
        _ = recorder.take()
        #expect(try manager.rotate("mine", to: "taken")?.value == 2)
        #expect(
            Set(recorder.take().map { "\($0.kind) \($0.id ?? "")" }) == ["expired taken", "rotated taken"]
        )
        #expect(manager.count == 1)
    }

    @Test("Missing and dead sessions are not rotated; long ids and a closed manager throw")
    func refused() throws {
        let manager = SessionManager<Int>(clock: clock)
        #expect(try manager.rotate("nobody", to: "somebody") == nil)
        #expect { try manager.rotate("a", to: String(repeating: "x", count: 1_025)) } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        try manager.create("a", 1)
        clock.advance(by: .hours(1))
        #expect(try manager.rotate("a", to: "b") == nil)
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        try manager.create("a", 1)
        manager.shutdown()
        #expect { try manager.rotate("a", to: "b") } throws: { ($0 as? SessionError)?.code == .shutDown }
        #expect(manager.peek("a") != nil)
    }

    @Test("A lease follows its session through rotations and releases it at the end")
    func leases() async throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("0", 1)
        try await manager.withSession("0") { _ in
            for number in 0..<5 { try manager.rotate("\(number)", to: "\(number + 1)") }
            try await manager.withSession("5") { _ in
                try manager.rotate("5", to: "6")
                #expect(manager.info("6")?.leases == 2)
            }
            #expect(manager.info("6")?.leases == 1)
            clock.advance(by: .hours(5))
            #expect(manager.peek("6") != nil)
        }
        #expect(manager.info("6")?.leases == 0)
        #expect(manager.rotatedLeases.count == 0)
        clock.advance(by: .hours(1))
        #expect(manager.peek("6") == nil)
    }

    /// A held session has no deadline, so it was where the cleanup looks last.
    @Test("A session that was rotated during a lease expires on time after the lease")
    func endsInTime() async throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(idleTimeout: .minutes(30)), clock: clock)
        try manager.create("a", 1)
        _ = try await manager.withSession("a") { _ in try manager.rotate("a", to: "b") }
        clock.advance(by: .minutes(30))
        #expect(manager.cleanup() == 0)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("A lease leaves nothing behind if its session ended under a new id")
    func endedLease() async throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 1)
        try await manager.withSession("a") { _ in
            try manager.rotate("a", to: "b")
            try manager.delete("b")
        }
        #expect(manager.rotatedLeases.count == 0)
        #expect(manager.count == 0)
    }

    @Test("The incarnations of an id grow, also through rotations")
    func incarnations() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<100 { try manager.create("x\(number)", number) }
        for _ in 0..<50 { try manager.create("a", 0) }
        let first = try manager.create("b", 0).incarnation
        try manager.delete("b")
        let second = try #require(try manager.rotate("a", to: "b")).incarnation
        let third = try manager.create("b", 1).incarnation
        #expect(first < second && second < third)
    }

    @Test("Events of the old id arrive before those of the new id")
    func order() throws {
        // One id for each shard, so that the lanes differ.
        let isOpen = Locked(false)
        let gate = ConditionVariable()
        let isHanging = Locked(false)
        let heard = Locked<[String]>([])
        let observer = ClosureObserver(interests: [.updated, .rotated, .deleted]) {
            (event: SessionEvent<Int>) in
            heard.withLock { $0.append("\(event.kind) \(event.id ?? "") \(event.value ?? -1)") }
            guard event.value == 0 else { return }
            isHanging.withLock { $0 = true }
            gate.wait { isOpen.withLock { $0 } }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        try manager.create("a", 100)
        let ids = try #require(idsInDifferentShards(manager, count: 3, notLike: "a"))
        onThreads(2) { thread in
            if thread == 0 {
                // Hangs in the observer while this thread drains the lane of the old id.
                manager.update("a") { $0 = 0 }
                return
            }
            while !isHanging.withLock({ $0 }) { sched_yield() }
            manager.update("a") { $0 = 1 }
            _ = try? manager.rotate("a", to: ids[0])
            manager.update(ids[0]) { $0 = 2 }
            _ = try? manager.rotate(ids[0], to: ids[1])
            _ = try? manager.rotate(ids[1], to: ids[2])
            manager.update(ids[2]) { $0 = 3 }
            _ = try? manager.delete(ids[2])
            #expect(heard.withLock { $0 } == ["updated a 0"])
            isOpen.withLock { $0 = true }
            gate.notifyAll()
        }
        manager.shutdown()
        #expect(
            heard.withLock { $0 } == [
                "updated a 0", "updated a 1", "rotated \(ids[0]) 1", "updated \(ids[0]) 2",
                "rotated \(ids[1]) 2", "rotated \(ids[2]) 2", "updated \(ids[2]) 3", "deleted \(ids[2]) 3",
            ]
        )
    }

    @Test("Events of the old id arrive first, also if no observer wants rotations")
    func silentOrder() throws {
        let isOpen = Locked(false)
        let gate = ConditionVariable()
        let isHanging = Locked(false)
        let heard = Locked<[Int]>([])
        let observer = ClosureObserver(interests: [.updated]) { (event: SessionEvent<Int>) in
            heard.withLock { $0.append(event.value ?? -1) }
            guard event.value == 0 else { return }
            isHanging.withLock { $0 = true }
            gate.wait { isOpen.withLock { $0 } }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        try manager.create("a", 100)
        let ids = try #require(idsInDifferentShards(manager, count: 1, notLike: "a"))
        onThreads(2) { thread in
            if thread == 0 {
                manager.update("a") { $0 = 0 }
                return
            }
            while !isHanging.withLock({ $0 }) { sched_yield() }
            manager.update("a") { $0 = 1 }
            _ = try? manager.rotate("a", to: ids[0])
            manager.update(ids[0]) { $0 = 2 }
            isOpen.withLock { $0 = true }
            gate.notifyAll()
        }
        manager.shutdown()
        #expect(heard.withLock { $0 } == [0, 1, 2])
    }

    @Test("An endless lane does not stop the lane that it waited for")
    func fairness() throws {
        let isOpen = Locked(false)
        let gate = ConditionVariable()
        let isHanging = Locked(false)
        let heard = Locked<[String]>([])
        let target = Locked<(@Sendable () -> Void)?>(nil)
        let observer = ClosureObserver(interests: [.updated]) { (event: SessionEvent<Int>) in
            heard.withLock { $0.append(event.id ?? "") }
            if event.id == "a" && event.value == 0 {
                isHanging.withLock { $0 = true }
                gate.wait { isOpen.withLock { $0 } }
            } else if event.id != "a", event.value ?? 0 < 10_000 {
                // Each event of the new id causes another one.
                target.withLock { $0 }?()
            }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        try manager.create("a", 100)
        let ids = try #require(idsInDifferentShards(manager, count: 1, notLike: "a"))
        let id = ids[0]
        target.withLock { $0 = { manager.update(id) { $0 += 1 } } }
        onThreads(2) { thread in
            if thread == 0 {
                manager.update("a") { $0 = 0 }
                return
            }
            while !isHanging.withLock({ $0 }) { sched_yield() }
            _ = try? manager.rotate("a", to: id)
            manager.update(id) { $0 = 1 }
            // Another session with the old id has events after the rotation.
            _ = try? manager.create("a", 100)
            manager.update("a") { $0 = 200 }
            isOpen.withLock { $0 = true }
            gate.notifyAll()
        }
        manager.shutdown()
        let order = heard.withLock { $0 }
        let second = try #require(order.lastIndex(of: "a"))
        #expect(order.count == 10_002)
        #expect(second <= EventLane<Int>.turn * 4)
    }

    @Test("Concurrent rotations back and forth end, and each session exists once")
    func toAndFro() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        for number in 0..<8 { try manager.create("\(number)-0", number) }
        onThreads(4) { thread in
            for round in 0..<500 {
                for number in 0..<8 {
                    _ = try? manager.rotate("\(number)-\(round % 7)", to: "\(number)-\((round + thread) % 7)")
                    manager.update("\(number)-\(round % 7)") { $0 += 8 }
                }
            }
        }
        manager.shutdown()
        #expect(manager.sessions.map { $0.value % 8 }.sorted() == Array(0..<8))
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
        // The values of each session grow from event to event, whichever lanes the events used.
        var last: [Int: Int] = [:]
        for event in recorder.take() where event.kind == .updated {
            guard let value = event.value else { continue }
            #expect(value > last[value % 8] ?? -1)
            last[value % 8] = value
        }
    }

    /// Returns ids of different shards, none of them in the shard of `id`.
    private func idsInDifferentShards(
        _ manager: SessionManager<Int>,
        count: Int,
        notLike id: String
    ) -> [String]? {
        func shard(_ id: String) -> Int? {
            IdentifierKey(id, seed: manager.directory.seed).map { manager.directory.shardNumber($0.hash) }
        }
        var shards: Set<Int?> = [shard(id)]
        let ids = (0..<10_000).map { "new-\($0)" }.filter { shards.insert(shard($0)).inserted }
        return ids.count < count ? nil : Array(ids.prefix(count))
    }
}

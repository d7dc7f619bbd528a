import Testing

@testable import Sessions

extension SessionManager {
    /// The work in flight on the session; `nil` if there is none.
    func work(_ id: String) -> SessionWork? {
        let entry = directory.lock(engineID(id))
        guard let record = entry.record else { return nil }
        return entry.shard.head.index.pointee.work(record)
    }

    /// Waits until this many calls wait for the exclusive lease of the session.
    func waitersReach(_ count: Int, _ id: String) async {
        while work(id)?.waiters != count { await Task.yield() }
    }
}

@Suite("Exclusive leases", .timeLimit(.minutes(30)))
struct ExclusiveLeaseTests {
    private let clock = ManualClock()
    private let manager: SessionManager<Int>

    init() throws {
        manager = try SessionManager(
            policy: SessionPolicy(idleTimeout: .minutes(30), lifetime: .hours(10)),
            clock: clock
        )
    }

    private func expectOrder() {
        #expect(manager.brokenInvariant() == nil)
    }

    /// Returns the code with which the call fails.
    private func code(_ call: () async throws -> Void) async -> SessionError.Code? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? SessionError)?.code
        }
    }

    @Test("A second exclusive lease is refused, and a plain lease is not")
    func refused() async throws {
        try manager.create("a", 1)
        clock.advance(by: .minutes(5))
        let result = try await manager.withSession("a", exclusive: .refuse) { session in
            #expect(session.value == 1 && manager.info("a")?.leases == 1)
            clock.advance(by: .minutes(5))
            #expect(
                await code { try await manager.withSession("a", exclusive: .refuse) { _ in } } == .sessionBusy
            )
            #expect(
                await code { try await manager.withSession("a", exclusive: .wait(upTo: .zero)) { _ in } }
                    == .sessionBusy
            )
            #expect(manager.info("a")?.idleTime == .minutes(5), "a refused lease is not an access")
            try await manager.withSession("a") { _ in #expect(manager.info("a")?.leases == 2) }
            expectOrder()
            // Idle expiry waits for it, as for any lease.
            clock.advance(by: .hours(1))
            #expect(manager.cleanup() == 0)
            return 7
        }
        #expect(result == 7 && manager.work("a") == nil && manager.info("a")?.leases == 0)
        #expect(manager.metrics().refusedLeases == 2)
        try await manager.withSession("a", exclusive: .refuse) { _ in }
        expectOrder()
    }

    @Test("A lease of a missing session fails, and a body's error passes through")
    func missing() async throws {
        struct Failure: Error {}
        #expect(await code { try await manager.withSession("a", exclusive: .refuse) { _ in } } == .notFound)
        #expect(
            await code { try await manager.withSession("a", exclusive: .wait(upTo: .seconds(1))) { _ in } }
                == .notFound
        )
        try manager.create("a", 1)
        await #expect(throws: Failure.self) {
            try await manager.withSession("a", exclusive: .refuse) { _ in throw Failure() }
        }
        #expect(manager.work("a") == nil)
        manager.shutdown()
        #expect(await code { try await manager.withSession("a", exclusive: .refuse) { _ in } } == .shutDown)
    }

    @Test("Waiting calls get their turn in the order in which they came")
    func order() async throws {
        try manager.create("a", 0)
        let first = try manager.beginExclusiveLease("a")
        let order = Locked<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...20 {
                group.addTask { [manager] in
                    try await manager.withSession("a", exclusive: .wait(upTo: .hours(1))) { _ in
                        order.withLock { $0.append(number) }
                        // Others can't come in between.
                        await Task.yield()
                        #expect(order.withLock { $0.last } == number)
                    }
                }
                await manager.waitersReach(number, "a")
            }
            expectOrder()
            manager.endLease(first)
            try await group.waitForAll()
        }
        #expect(order.withLock { $0 } == Array(1...20))
        #expect(manager.work("a") == nil && manager.info("a")?.leases == 0)
        expectOrder()
    }

    @Test("A call waits no longer than it wants to, on the manager's clock")
    func limit() async throws {
        try manager.create("a", 0)
        let lease = try manager.beginExclusiveLease("a")
        let waiting = Task { [manager] in
            try await manager.withSession("a", exclusive: .wait(upTo: .seconds(10))) { _ in }
        }
        await manager.waitersReach(1, "a")
        await clock.timersRunning(1)
        clock.advance(by: .milliseconds(9_999))
        #expect(manager.work("a")?.waiters == 1)
        clock.advance(by: .milliseconds(1))
        #expect(await code { try await waiting.value } == .sessionBusy)
        #expect(manager.work("a")?.waiters == 0 && manager.metrics().refusedLeases == 1)
        manager.endLease(lease)
        #expect(manager.work("a") == nil)
    }

    @Test("The queue has an end")
    func bound() async throws {
        try manager.create("a", 0)
        let lease = try manager.beginExclusiveLease("a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<SessionManager<Int>.maximumLeaseWaiters {
                group.addTask { [manager] in
                    try await manager.withSession("a", exclusive: .wait(upTo: .hours(1))) { _ in }
                }
            }
            await manager.waitersReach(SessionManager<Int>.maximumLeaseWaiters, "a")
            #expect(
                await code { try await manager.withSession("a", exclusive: .wait(upTo: .hours(1))) { _ in } }
                    == .sessionBusy
            )
            manager.endLease(lease)
            try await group.waitForAll()
        }
        #expect(manager.work("a") == nil)
    }

    @Test("A cancelled call leaves the queue, and those behind it get their turn")
    func cancellation() async throws {
        try manager.create("a", 0)
        let lease = try manager.beginExclusiveLease("a")
        let cancelled = Task { [manager] in
            try await manager.withSession("a", exclusive: .wait(upTo: .hours(1))) { _ in }
        }
        await manager.waitersReach(1, "a")
        let other = Task { [manager] in
            try await manager.withSession("a", exclusive: .wait(upTo: .hours(1))) { _ in true }
        }
        await manager.waitersReach(2, "a")
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(manager.work("a")?.waiters == 1)
        manager.endLease(lease)
        #expect(try await other.value)
        #expect(manager.work("a") == nil && manager.info("a")?.leases == 0)
    }

    @Test(
        "The end of the session reaches those who wait",
        arguments: ["delete", "replace", "expire", "shutdown"]
    )
    func end(how: String) async throws {
        try manager.create("a", 0)
        let lease = try manager.beginExclusiveLease("a")
        let waiting = Task { [manager] in
            try await manager.withSession("a", exclusive: .wait(upTo: .hours(24))) { _ in }
        }
        await manager.waitersReach(1, "a")
        switch how {
        case "delete": try manager.delete("a", reason: .signedOut, by: "alice")
        case "replace": try manager.create("a", 1)
        case "expire":
            clock.advance(by: .hours(10) + .nanoseconds(1))
            manager.cleanup()
        default: manager.shutdown()
        }
        do {
            try await waiting.value
            Issue.record("the lease began")
        } catch let error as SessionError {
            switch how {
            case "delete":
                #expect(error.endReason == .deleted && error.deletion?.by == "alice")
            case "replace": #expect(error.endReason == .replaced && error.deletion == nil)
            case "expire": #expect(error.endReason == .expired(.lifetime))
            default: #expect(error.code == .shutDown && error.endReason == nil)
            }
            #expect(how == "shutdown" || error.code == .sessionEnded)
        }
        // The new incarnation is free, and the end of the former one's lease doesn't touch it.
        if how == "replace" {
            let second = try manager.beginExclusiveLease("a")
            manager.endLease(lease)
            #expect(manager.work("a")?.isFree == false && manager.info("a")?.leases == 1)
            manager.endLease(second)
        } else {
            manager.endLease(lease)
        }
        #expect(manager.work("a") == nil)
        expectOrder()
    }

    @Test("A lease that hangs is cut off with its session", arguments: [nil, Timeouts(idle: .minutes(5))])
    func cutOff(timeouts: Timeouts?) async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30), maximumLease: .hours(2)),
            clock: clock
        )
        try manager.create("a", 0, timeouts: timeouts)
        let lease = try manager.beginExclusiveLease("a")
        let waiting = Task { try await manager.withSession("a", exclusive: .wait(upTo: .hours(24))) { _ in } }
        await manager.waitersReach(1, "a")
        clock.advance(by: .hours(2))
        #expect(manager.cleanup() == 0)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 1, "waiting is not an access")
        #expect(await code { try await waiting.value } == .sessionEnded)
        #expect(manager.metrics().leasesCutOff == 1)
        try manager.create("a", 1)
        try await manager.withSession("a", exclusive: .refuse) { _ in }
        manager.endLease(lease)
        #expect(manager.info("a")?.leases == 0 && manager.brokenInvariant() == nil)
    }

    @Test("A lease and those who wait for it follow a rotation", arguments: [false, true], [0, 40])
    func rotation(hasDigest: Bool, plainLeases: Int) async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(idleTimeout: .minutes(30)),
            clock: clock,
            identifierDigest: hasDigest ? IdentifierDigest { String($0.reversed()) + "-digest" } : nil
        )
        try manager.create("first", 0)
        let plain = try (0..<plainLeases).map { _ in try #require(manager.hold("first")) }
        let lease = try manager.beginExclusiveLease("first")
        let waiting = Task {
            try await manager.withSession("first", exclusive: .wait(upTo: .hours(24))) { session in
                #expect(manager.info("third")?.leases == plainLeases + 1 && session.value == 5)
                try manager.rotate("third", to: "fourth")
            }
        }
        await manager.waitersReach(1, "first")
        try manager.rotate("first", to: "second")
        manager.update("second") { $0 = 5 }
        try manager.rotate("second", to: "third")
        #expect(manager.brokenInvariant() == nil && manager.work("third")?.waiters == 1)
        await #expect(throws: SessionError.self) {
            try await manager.withSession("third", exclusive: .refuse) { _ in }
        }
        manager.endLease(lease)
        try await waiting.value
        for incarnation in plain { manager.endLease("first", incarnation) }
        #expect(manager.work("fourth") == nil && manager.info("fourth")?.leases == 0)
        #expect(manager.rotatedLeases.count == 0 && manager.brokenInvariant() == nil)
    }

    @Test("Eight threads take turns, and some give up")
    func threads() async throws {
        let manager = SessionManager<Int>()
        let ids = ["a", "b", "c"]
        for id in ids { try manager.create(id, 0) }
        let inside = Locked<[String: Int]>([:])
        let turns = Locked<[String: Int]>([:])
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for round in 0..<300 {
                        let id = ids[(caller + round) % 3]
                        let call = Task {
                            try await manager.withSession(id, exclusive: .wait(upTo: .hours(1))) { session in
                                #expect(
                                    inside.withLock {
                                        $0[id, default: 0] += 1; return $0[id]
                                    } == 1
                                )
                                if round % 5 == 0 { await Task.yield() }
                                // What the session held at the beginning is what it holds now: nobody else changed it.
                                manager.update(id) { #expect($0 == session.value) }
                                manager.update(id) { $0 = session.value + 1 }
                                turns.withLock { $0[id, default: 0] += 1 }
                                inside.withLock { $0[id, default: 0] -= 1 }
                            }
                        }
                        if round % 7 == caller % 7 { call.cancel() }
                        _ = await call.result
                    }
                }
            }
        }
        for id in ids {
            #expect(manager.peek(id)?.value == turns.withLock { $0[id] })
            #expect(manager.work(id) == nil && manager.info(id)?.leases == 0)
        }
        #expect(manager.brokenInvariant() == nil)
    }
}

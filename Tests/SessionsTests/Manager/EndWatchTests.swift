import Testing

@testable import Sessions

@Suite("Work that learns of the end of its session", .timeLimit(.minutes(30)))
struct EndWatchTests {
    private let clock = ManualClock()

    private func manager(_ policy: SessionPolicy = SessionPolicy()) throws -> SessionManager<Int> {
        try SessionManager(policy: policy, clock: clock)
    }

    /// Waits until its task is cancelled.
    private static func hang() async throws {
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        source.finish()
        try Task.checkCancellation()
    }

    /// Returns the error with which the work failed.
    private func sessionError(of work: Task<Void, any Error>) async -> SessionError? {
        if case .failure(let error) = await work.result { error as? SessionError } else { nil }
    }

    /// Begins work that hangs under a lease.
    private func hang(
        _ manager: SessionManager<Int>,
        _ id: String = "a",
        exclusive: LeaseContention? = nil
    ) async -> Task<Void, any Error> {
        let work = Task {
            try await manager.withSession(id, exclusive: exclusive, onEnd: .cancel) { _ in
                try await Self.hang()
            }
        }
        while manager.work(id)?.isWatched != true { await Task.yield() }
        return work
    }

    @Test(
        "Each kind of end cancels the work with its reason",
        arguments: ["delete", "replace", "lifetime", "cutOff", "shutdown", "timeouts"],
        [nil, .refuse] as [LeaseContention?]
    )
    func ends(how: String, exclusive: LeaseContention?) async throws {
        let manager = try manager(
            SessionPolicy(
                idleTimeout: .minutes(30),
                lifetime: .hours(10),
                maximumLease: how == "cutOff" ? .hours(1) : nil
            )
        )
        try manager.create("a", 0)
        let work = await hang(manager, exclusive: exclusive)
        await clock.timersRunning(1)
        var reason: EndReason?
        switch how {
        case "delete":
            try manager.delete("a")
            reason = .deleted
        case "replace":
            try manager.create("a", 1)
            reason = .replaced
        case "lifetime":
            clock.advance(by: .hours(10))
            #expect(manager.count == 1)
            // Without a cleanup.
            clock.advance(by: .nanoseconds(1))
            reason = .expired(.lifetime)
        case "cutOff":
            clock.advance(by: .minutes(50))
            manager.touch("a")
            clock.advance(by: .minutes(60))
            #expect(manager.count == 1)
            clock.advance(by: .nanoseconds(1))
            reason = .expired(.idle)
        case "timeouts":
            clock.advance(by: .minutes(10))
            try manager.setTimeouts("a", Timeouts(lifetime: .minutes(5)))
            reason = .expired(.lifetime)
        default: manager.shutdown()
        }
        let error = try #require(await sessionError(of: work))
        #expect(error.endReason == reason)
        #expect(error.code == (how == "shutdown" ? .shutDown : .sessionEnded))
        #expect(manager.work("a") == nil && manager.brokenInvariant() == nil)
    }

    @Test("A rotation is not an end, and the end under the new id is one")
    func rotation() async throws {
        let manager = try manager(SessionPolicy(lifetime: .hours(10)))
        try manager.create("a", 0)
        let work = await hang(manager)
        await clock.timersRunning(1)
        try manager.rotate("a", to: "b")
        #expect(manager.work("b")?.isWatched == true)
        clock.advance(by: .hours(10) + .nanoseconds(1))
        let error = try #require(await sessionError(of: work))
        #expect(error.endReason == .expired(.lifetime))
        #expect(manager.rotatedLeases.count == 0)
    }

    @Test("Work that ends by itself leaves nothing behind")
    func nothingIsLeft() async throws {
        struct Failure: Error {}
        let manager = try manager()
        try manager.create("a", 0)
        for action in [LeaseEndAction.cancel, .ignore] {
            #expect(try await manager.withSession("a", onEnd: action) { $0.value + 1 } == 1)
            #expect(
                try await manager.withSession("a", exclusive: .refuse, onEnd: action) { $0.value + 2 } == 2
            )
            await #expect(throws: Failure.self) {
                try await manager.withSession("a", onEnd: action) { _ in throw Failure() }
            }
        }
        #expect(manager.work("a") == nil && manager.info("a")?.leases == 0)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("A watch that has stopped ends no session, although its timer may still be on the clock")
    func stopped() async throws {
        let manager = try manager()
        try manager.create("a", 0)
        for _ in 0..<100 {
            try await manager.withSession("a", onEnd: .cancel) { _ in }
            clock.advance(by: .minutes(29))
        }
        clock.advance(by: .minutes(31))
        #expect(manager.count == 1)
        #expect(manager.cleanup() == 1)
    }

    @Test("The caller's cancellation reaches the work and stays a cancellation")
    func cancellation() async throws {
        let manager = try manager()
        try manager.create("a", 0)
        let work = await hang(manager)
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(manager.work("a") == nil && manager.peek("a") != nil)
    }

    @Test("Work that ignores the end goes on")
    func ignored() async throws {
        let manager = try manager()
        try manager.create("a", 0)
        let result = try await manager.withSession("a", onEnd: .ignore) { _ in
            try manager.delete("a")
            return !Task.isCancelled
        }
        #expect(result)
    }

    @Test("An end before the work begins cancels it, too")
    func endedBefore() async throws {
        let manager = try manager()
        let incarnation = try manager.create("a", 0).incarnation
        try manager.delete("a")
        let error = await #expect(throws: SessionError.self) {
            try await manager.untilEnd(of: "a", incarnation) { try await Self.hang() }
        }
        #expect(error?.code == .notFound)
        let other = try manager.create("a", 1).incarnation
        manager.shutdown()
        let last = await #expect(throws: SessionError.self) {
            try await manager.untilEnd(of: "a", other) { try await Self.hang() }
        }
        #expect(last?.code == .shutDown)
    }

    @Test("All of an owner's streams stop when the owner signs out everywhere")
    func signOutEverywhere() async throws {
        let manager = try manager()
        for number in 0..<50 {
            try manager.create("\(number)", number, attributes: SessionAttributes(owner: "alice"))
        }
        var work: [Task<Void, any Error>] = []
        for number in 0..<50 { work.append(await hang(manager, "\(number)")) }
        try manager.delete(in: .owner("alice"), reason: .signedOut)
        for task in work {
            let error = try #require(await sessionError(of: task))
            #expect(error.endReason == .deleted && error.deletion?.reason == .signedOut)
        }
        #expect(manager.brokenInvariant() == nil)
    }

    /// Work that ends while another task rotates the id loses neither its own way to the session nor that of another lease.
    @Test("Rotations at every moment neither end work nor lose a lease")
    func rotationsMeanwhile() async throws {
        let manager = SessionManager<Int>()
        try manager.create("0", 0)
        let last = Locked(0)
        let isDone = Locked(false)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !isDone.withLock({ $0 }) {
                    let number = last.withLock { $0 }
                    let isRotated = (try? manager.rotate("\(number)", to: "\(number + 1)")) != nil
                    #expect(isRotated)
                    last.withLock { $0 = number + 1 }
                    await Task.yield()
                }
            }
            await withTaskGroup(of: Void.self) { workers in
                for worker in 0..<4 {
                    workers.addTask {
                        for _ in 0..<200 {
                            let id = "\(last.withLock { $0 })"
                            let plain = manager.hold(id)
                            do {
                                let wait: LeaseContention? = worker < 2 ? .wait(upTo: .hours(1)) : nil
                                try await manager.withSession(id, exclusive: wait, onEnd: .cancel) { _ in
                                    await Task.yield()
                                    try Task.checkCancellation()
                                }
                            } catch {
                                // The id was rotated before the lease began.
                                #expect(
                                    (error as? SessionError)?.code == .notFound && plain == nil
                                        || plain != nil
                                )
                                #expect((error as? SessionError)?.code == .notFound, "\(error)")
                            }
                            if let plain { manager.endLease(id, plain) }
                        }
                    }
                }
            }
            isDone.withLock { $0 = true }
        }
        let id = "\(last.withLock { $0 })"
        #expect(manager.info(id)?.leases == 0 && manager.rotatedLeases.count == 0 && manager.work(id) == nil)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("Ends and rotations under eight threads reach all work")
    func threads() async throws {
        let manager = SessionManager<Int>()
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for round in 0..<60 {
                        let id = "\(caller)-\(round)"
                        _ = try? manager.create(id, 0)
                        let work = await hang(manager, id, exclusive: round % 2 == 0 ? .refuse : nil)
                        let last = round % 3 == 0 ? id + "-new" : id
                        if last != id { _ = try? manager.rotate(id, to: last) }
                        _ = try? manager.delete(last)
                        await #expect(throws: SessionError.self) { try await work.value }
                    }
                }
            }
        }
        #expect(manager.count == 0 && manager.rotatedLeases.count == 0 && manager.brokenInvariant() == nil)
    }
}

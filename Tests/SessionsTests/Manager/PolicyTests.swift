import Sessions
import Testing

@Suite("Policies, a session's own timeouts, leases, capacity")
struct PolicyTests {
    let clock = ManualClock()

    @Test("The lifetime ends a busy session")
    func lifetime() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(lifetime: .hours(1)), clock: clock)
        try manager.create("a", 1)
        for _ in 0..<6 {
            clock.advance(by: .minutes(10))
            #expect(manager.touch("a"))
        }
        #expect(manager.peek("a")?.deadline == SessionInstant(nanoseconds: 3_600_000_000_000))
        clock.advance(by: .milliseconds(1))
        #expect(!manager.touch("a"))
        #expect(manager.metrics().ended[.expired(.lifetime)] == 1)
    }

    @Test("A session's own timeouts replace the policy's")
    func ownTimeouts() throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("short", 1, timeouts: Timeouts(idle: .minutes(1)))
        try manager.create("long", 1, timeouts: Timeouts(idle: .hours(10)))
        try manager.create("bounded", 1, timeouts: Timeouts(lifetime: .minutes(2)))
        #expect(manager.info("long")?.timeouts == Timeouts(idle: .hours(10)))
        clock.advance(by: .minutes(1) + .milliseconds(1))
        #expect(manager.cleanup() == 1)
        #expect(manager.touch("bounded"))
        clock.advance(by: .minutes(1))
        #expect(manager.cleanup() == 1)
        clock.advance(by: .hours(9))
        #expect(manager.cleanup() == 0)
        #expect(manager.peek("long") != nil)
        clock.advance(by: .hours(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("A shorter timeout applies to existing sessions, and its effect can be computed first")
    func shorten() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<10 { try manager.create("old-\(number)", number) }
        clock.advance(by: .minutes(10))
        for number in 0..<5 { try manager.create("new-\(number)", number) }
        let policy = SessionPolicy(idleTimeout: .minutes(5))
        #expect(manager.sessionsPastDeadline(under: policy) == 10)
        #expect(try manager.apply(policy) == 10)
        #expect(manager.peek("old-0") == nil)
        #expect(manager.count == 15)
        #expect(manager.cleanup() == 10)
    }

    @Test("A longer timeout does not bring dead sessions back")
    func lengthen() throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("dead", 1)
        clock.advance(by: .minutes(20))
        try manager.create("living", 1)
        clock.advance(by: .minutes(11))
        #expect(manager.count == 2)
        #expect(try manager.apply(SessionPolicy(idleTimeout: .hours(2))) == 0)
        #expect(manager.peek("dead") == nil)
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        clock.advance(by: .minutes(100))
        #expect(manager.peek("living") != nil)
    }

    @Test("A new interval applies to the next cleanup")
    func interval() async throws {
        let manager = SessionManager<Int>(clock: clock)
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", 1, timeouts: Timeouts(idle: .seconds(1)))
        try manager.apply(SessionPolicy(cleanupInterval: .seconds(2)))
        clock.advance(by: .seconds(2))
        #expect(manager.count == 0)
        running.cancel()
    }

    @Test("A lease suspends the idle timeout, and its end is an access")
    func lease() async throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 1)
        let answer = try await manager.withSession("a") { session in
            #expect(session.deadline == nil)
            clock.advance(by: .hours(5))
            #expect(manager.cleanup() == 0)
            #expect(manager.info("a")?.leases == 1)
            return session.value + 1
        }
        #expect(answer == 2)
        #expect(manager.info("a")?.leases == 0)
        clock.advance(by: .minutes(30))
        #expect(manager.peek("a") != nil)
        clock.advance(by: .milliseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("A lease doesn't suspend the lifetime")
    func leaseAndLifetime() async throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(lifetime: .hours(1)), clock: clock)
        try manager.create("a", 1)
        try await manager.withSession("a") { _ in
            clock.advance(by: .hours(1) + .milliseconds(1))
            #expect(manager.peek("a") == nil)
        }
        #expect(manager.metrics().ended[.expired(.lifetime)] == 1)
    }

    @Test("A lease belongs to its incarnation and does not hold the next one")
    func leaseAndReplacement() async throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 1)
        try await manager.withSession("a") { _ in
            try manager.create("a", 2)
            clock.advance(by: .minutes(20))
        }
        #expect(manager.info("a")?.idleTime == .minutes(20))
        #expect(manager.info("a")?.leases == 0)
    }

    @Test("A lease ends if its body throws; a missing session can't be leased")
    func leaseAndErrors() async throws {
        struct Failure: Error {}
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 1)
        await #expect(throws: Failure.self) { try await manager.withSession("a") { _ in throw Failure() } }
        #expect(manager.info("a")?.leases == 0)
        await #expect { try await manager.withSession("b") { _ in } } throws: {
            ($0 as? SessionError)?.code == .notFound
        }
    }

    @Test("A full manager rejects a create, counts it, and says what to do")
    func reject() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(maximumSessions: 3), clock: clock)
        for number in 0..<3 { try manager.create("\(number)", number) }
        #expect { try manager.create("more", 4) } throws: { error in
            (error as? SessionError)?.code == .capacityReached && "\(error)".contains("maximumSessions")
        }
        #expect(manager.metrics().rejectedForCapacity == 1)
        // Replacing a session needs no more room, and dead sessions make room.
        try manager.create("1", 5)
        clock.advance(by: .minutes(31))
        try manager.create("more", 6)
        #expect(manager.count == 1)
    }

    @Test("A full manager evicts the least recently used session that no lease holds")
    func evict() async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessions: 3, overflow: .evict),
            clock: clock
        )
        for number in 0..<3 {
            try manager.create("\(number)", number)
            clock.advance(by: .seconds(1))
        }
        try await manager.withSession("0") { _ in
            for number in 3..<100 {
                try manager.create("\(number)", number)
                #expect(manager.count == 3)
            }
            #expect(manager.peek("0") != nil)
        }
        #expect(manager.metrics().ended[.evicted(.capacity)] == 97)
        #expect(manager.metrics().rejectedForCapacity == 0)
    }

    @Test("A lower limit evicts the excess sessions")
    func lowerLimit() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<1_000 { try manager.create("\(number)", number) }
        try manager.apply(SessionPolicy(maximumSessions: 10, overflow: .evict))
        try manager.create("new", 0)
        #expect(manager.count == 10)
        #expect(manager.peek("new") != nil)
    }

    @Test("A create is rejected if leases hold all sessions")
    func evictNone() async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessions: 1, overflow: .evict),
            clock: clock
        )
        try manager.create("a", 1)
        _ = try await manager.withSession("a") { _ in
            #expect(throws: SessionError.self) { try manager.create("b", 2) }
        }
    }

    @Test("Ids over 1,024 bytes are rejected by a create and never found")
    func longIdentifiers() throws {
        let manager = SessionManager<Int>(clock: clock)
        let longest = String(repeating: "é", count: 512)
        try manager.create(longest, 1)
        #expect(manager.peek(longest)?.id == longest)
        #expect(manager.update(longest) { $0 += 1 } != nil)
        #expect(try manager.rotate(longest, to: "short")?.value == 2)
        #expect(try manager.rotate("short", to: longest)?.id == longest)
        #expect { try manager.create(longest + "x", 1) } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        #expect { try manager.rotate(longest, to: longest + "x") } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        #expect(manager.session(longest + "x") == nil)
        #expect(!manager.touch(longest + "x"))
        #expect(try !manager.delete(longest + "x"))
    }

    @Test("The incarnations of an id grow")
    func incarnations() throws {
        let manager = SessionManager<Int>(clock: clock)
        var last = try manager.create("a", 0).incarnation
        for number in 1..<10 {
            if number % 2 == 0 { try manager.delete("a") }
            let next = try manager.create("a", number).incarnation
            #expect(next > last)
            last = next
        }
    }
}

import Sessions
import Testing

@Suite("The guide: automatic and manual cleanup")
struct CleanupTests {
    let clock = ManualClock()

    @Test("A session is alive at the timeout and dead a millisecond later")
    func boundary() throws {
        let manager = SessionManager<String>(clock: clock)
        try manager.create("a", "value")
        clock.advance(by: .minutes(30))
        #expect(manager.peek("a")?.value == "value")
        clock.advance(by: .milliseconds(1))
        #expect(manager.peek("a") == nil)
        #expect(manager.session("a") == nil)
        #expect(manager.count == 0)
    }

    @Test("The cleanup runs automatically at its interval")
    func interval() async throws {
        let manager = try SessionManager<String>(
            idleTimeout: .minutes(5),
            cleanupInterval: .minutes(1),
            clock: clock
        )
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", "value")
        clock.advance(by: .minutes(5))
        #expect(manager.count == 1)
        clock.advance(by: .seconds(59))
        #expect(manager.count == 1)
        clock.advance(by: .seconds(1))
        #expect(manager.count == 0)
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("The defaults are 30 minutes and 10 minutes")
    func defaults() async throws {
        let manager = SessionManager<String>(clock: clock)
        #expect(manager.policy.idleTimeout == .minutes(30))
        #expect(manager.policy.cleanupInterval == .minutes(10))
        let running = Task { try await manager.run() }
        await clock.timersRunning(1)
        try manager.create("a", "value")
        // The sessions are due at 30 minutes. The third cleanup runs at that moment, when they are still
        // alive.
        clock.advance(by: .minutes(39))
        #expect(manager.count == 1)
        clock.advance(by: .minutes(1))
        #expect(manager.count == 0)
        running.cancel()
    }

    @Test(
        "An access and an update restart the timeout",
        arguments: [
            { $0.session("a") != nil },
            { $0.touch("a") },
            { $0.update("a") { $0 += "!" } != nil },
            { (try? $0.findOrCreate("a") { "other" }.isNew) == false },
        ] as [@Sendable (SessionManager<String>) -> Bool]
    )
    func refresh(_ access: @Sendable (SessionManager<String>) -> Bool) throws {
        let manager = SessionManager<String>(clock: clock)
        try manager.create("a", "value")
        clock.advance(by: .minutes(20))
        #expect(access(manager))
        clock.advance(by: .minutes(20))
        #expect(manager.peek("a") != nil)
        clock.advance(by: .minutes(10) + .milliseconds(1))
        #expect(manager.peek("a") == nil)
    }

    @Test(
        "Info, peeks, listings and metrics don't restart the timeout",
        arguments: [
            { $0.info("a") != nil },
            { $0.peek("a") != nil },
            { $0.sessions.contains { $0.id == "a" } },
            { $0.metrics().activeSessions == 1 },
            { $0.sizes(top: 1).first?.id == "a" },
        ] as [@Sendable (SessionManager<String>) -> Bool]
    )
    func noRefresh(_ look: @Sendable (SessionManager<String>) -> Bool) throws {
        let manager = SessionManager<String>(clock: clock)
        try manager.create("a", "value")
        clock.advance(by: .minutes(20))
        #expect(look(manager))
        clock.advance(by: .minutes(10) + .milliseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("A manual cleanup returns the number of ended sessions and keeps the others")
    func manual() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<3 { try manager.create("old-\(number)", number) }
        clock.advance(by: .minutes(20))
        for number in 0..<2 { try manager.create("new-\(number)", number) }
        clock.advance(by: .minutes(11))
        #expect(manager.cleanup() == 3)
        #expect(manager.cleanup() == 0)
        #expect(manager.count == 2)
    }

    @Test("A hundred sessions expire in one cleanup")
    func hundred() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<100 { try manager.create("conv-\(number)", number) }
        #expect(manager.count == 100)
        clock.advance(by: .minutes(31))
        #expect(manager.cleanup() == 100)
        #expect(manager.count == 0)
    }

    @Test(
        "Timeouts from a second to a day",
        arguments: [
            Duration.seconds(1), .seconds(59), .minutes(5), .minutes(15), .minutes(30), .hours(2), .hours(24),
        ]
    )
    func timeouts(_ timeout: Duration) throws {
        let manager = try SessionManager<Int>(idleTimeout: timeout, clock: clock)
        try manager.create("a", 1)
        clock.advance(by: timeout)
        #expect(manager.cleanup() == 0)
        clock.advance(by: .nanoseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test(
        "Zero, negative and overflowing durations are refused",
        arguments: [
            Duration.zero, .seconds(-1), .nanoseconds(999_999), .seconds(Int64.max), .seconds(Int64.min),
            .hours(24 * 36_501),
        ]
    )
    func refused(_ duration: Duration) throws {
        let isInvalid: (any Error) -> Bool = { ($0 as? SessionError)?.code == .invalidPolicy }
        #expect(throws: SessionError.self) { try SessionManager<Int>(idleTimeout: duration) }
        #expect {
            try SessionManager<Int>(policy: SessionPolicy(lifetime: duration))
        } throws: {
            isInvalid($0)
        }
        #expect {
            try SessionManager<Int>(policy: SessionPolicy(cleanupInterval: duration))
        } throws: {
            isInvalid($0)
        }
        let manager = SessionManager<Int>()
        #expect {
            try manager.create("a", 1, timeouts: Timeouts(idle: duration))
        } throws: {
            isInvalid($0)
        }
        #expect {
            try manager.apply(SessionPolicy(idleTimeout: duration))
        } throws: {
            isInvalid($0)
        }
        #expect(manager.count == 0)
    }

    @Test(
        "The machine's clock runs cleanups: a timeout of 1 s, a cleanup every 500 ms",
        .timeLimit(.minutes(30))
    )
    func realClock() async throws {
        let expired = AsyncStream.makeStream(of: SessionEvent<Int>.self)
        let manager = try SessionManager<Int>(
            idleTimeout: .seconds(1),
            cleanupInterval: .milliseconds(500),
            observers: [Forwarder(kinds: [.expired], to: expired.continuation)]
        )
        let running = Task { try await manager.run() }
        try manager.create("a", 1)
        var events = expired.stream.makeAsyncIterator()
        let event = try #require(await events.next())
        #expect(event.id == "a")
        #expect(event.cause == .cleanup)
        #expect(event.idleTime > .seconds(1))
        #expect(manager.count == 0)
        manager.shutdown()
        try await running.value
    }
}

/// An observer that passes events to a stream.
struct Forwarder: SessionObserver {
    let interests: Set<SessionEventKind>
    private let stream: AsyncStream<SessionEvent<Int>>.Continuation

    init(kinds: Set<SessionEventKind>, to stream: AsyncStream<SessionEvent<Int>>.Continuation) {
        interests = kinds
        self.stream = stream
    }

    func sessionDid(_ event: SessionEvent<Int>) { stream.yield(event) }
}

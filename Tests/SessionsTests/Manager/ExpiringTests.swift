import Testing

@testable import Sessions

@Suite("Warnings before a session expires") struct ExpiringTests {
    private let clock = ManualClock()
    private let recorder = WarningRecorder()

    private func manager(_ policy: SessionPolicy) throws -> SessionManager<Int> {
        try SessionManager(policy: policy, observers: [recorder], clock: clock)
    }

    private func checkInvariants(_ manager: SessionManager<Int>) {
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    /// The warned sessions of a cleanup.
    private func warned(_ manager: SessionManager<Int>) -> [String] {
        manager.cleanup()
        checkInvariants(manager)
        return recorder.take().map { $0.id ?? "" }.sorted()
    }

    @Test("The warning comes once, exactly as long before the deadline as set, and has the deadline")
    func onceAndInTime() throws {
        let manager = try manager(SessionPolicy(warnBefore: .minutes(2)))
        try manager.create("a", 1)
        clock.advance(by: .minutes(28) - .nanoseconds(1))
        #expect(warned(manager).isEmpty)
        clock.advance(by: .nanoseconds(1))
        manager.cleanup()
        let event = try #require(recorder.take().first)
        #expect(event.kind == .expiring && event.id == "a" && event.value == 1 && event.cause == .cleanup)
        #expect(event.deadline == clock.now.advanced(by: .minutes(2)) && event.idleTime == .minutes(28))
        #expect(event.reason == nil && event.expiryLag == nil)
        for _ in 0..<3 {
            clock.advance(by: .seconds(30))
            #expect(warned(manager).isEmpty)
        }
        clock.advance(by: .minutes(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("An access gives another deadline, which has its own warning", arguments: [2.0, 29.0])
    func againAfterAnAccess(minutes: Double) throws {
        let ahead = Duration.seconds(minutes * 60)
        let manager = try manager(SessionPolicy(warnBefore: ahead))
        try manager.create("a", 1)
        for _ in 0..<5 {
            clock.advance(by: .minutes(30) - ahead)
            #expect(warned(manager) == ["a"])
            clock.advance(by: .seconds(30))
            #expect(warned(manager).isEmpty)
            manager.touch("a")
        }
        #expect(manager.info("a")?.timeouts == nil, "the warning is no timeout of its own")
        clock.advance(by: .minutes(30) + .nanoseconds(1))
        #expect(manager.cleanup() == 1)
    }

    @Test("The warning is about the deadline in force, of the lifetime or of a session's own timeouts")
    func lifetimeAndOwnTimeouts() throws {
        let manager = try manager(SessionPolicy(lifetime: .hours(1), warnBefore: .minutes(2)))
        try manager.create("a", 1)
        try manager.create("own", 2, timeouts: Timeouts(idle: .minutes(5)))
        try manager.create("short", 3, timeouts: Timeouts(idle: .minutes(2)))
        clock.advance(by: .minutes(2))
        #expect(warned(manager).isEmpty, "a timeout of the warning's time has no warning")
        clock.advance(by: .minutes(1))
        #expect(warned(manager) == ["own"])
        for _ in 0..<2 {
            clock.advance(by: .minutes(20))
            manager.touch("a")
        }
        clock.advance(by: .minutes(15))
        #expect(warned(manager) == ["a"])
        manager.touch("a")
        clock.advance(by: .minutes(1))
        #expect(warned(manager).isEmpty, "an access doesn't move this deadline")
    }

    @Test("A lease suspends the warning about the idle deadline, and its end begins another")
    func leases() throws {
        let manager = try manager(
            SessionPolicy(lifetime: .hours(10), maximumLease: .hours(2), warnBefore: .minutes(2))
        )
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        clock.advance(by: .minutes(119))
        #expect(warned(manager).isEmpty)
        manager.endLease("a", incarnation)
        clock.advance(by: .minutes(28))
        #expect(warned(manager) == ["a"])
        _ = manager.hold("a")
        for _ in 0..<8 {
            clock.advance(by: .minutes(55))
            manager.touch("a")
        }
        #expect(warned(manager).isEmpty)
        clock.advance(by: .minutes(11))
        #expect(warned(manager) == ["a"], "the lifetime goes on")
    }

    @Test("New timeouts and a new policy are warned about")
    func changes() throws {
        let manager = try manager(SessionPolicy(idleTimeout: .hours(3)))
        for id in ["a", "b"] { try manager.create(id, 1) }
        clock.advance(by: .minutes(10))
        #expect(warned(manager).isEmpty)
        try manager.setTimeouts("a", Timeouts(lifetime: .minutes(20)))
        try manager.apply(SessionPolicy(idleTimeout: .hours(3), warnBefore: .minutes(15)))
        #expect(warned(manager) == ["a"], "its warning is late")
        try manager.apply(SessionPolicy(idleTimeout: .minutes(30), warnBefore: .minutes(12)))
        clock.advance(by: .minutes(8))
        #expect(warned(manager) == ["b"])
        try manager.rotate("b", to: "c")
        #expect(warned(manager).isEmpty)
        clock.advance(by: .minutes(18))
        #expect(warned(manager) == ["c"])
    }

    @Test("Without an observer that asks for it, no session takes memory for it")
    func noCost() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(warnBefore: .minutes(2)), clock: clock)
        let warned = try self.manager(SessionPolicy(warnBefore: .minutes(2)))
        for number in 0..<100 {
            try manager.create("\(number)", 1)
            try warned.create("\(number)", 1)
        }
        clock.advance(by: .minutes(29))
        func chunks(_ manager: SessionManager<Int>) -> Int {
            manager.cleanup()
            return manager.shards.reduce(0) { sum, shard in
                sum + shard.read { state, _ in state.head.index.pointee.sparseFields.allocated }
            }
        }
        #expect(chunks(manager) == 0)
        #expect(chunks(warned) > 0)
    }

    private final class WarningRecorder: SessionObserver {
        let interests: Set<SessionEventKind> = [.expiring]
        private let kept = Locked<[SessionEvent<Int>]>([])

        func take() -> [SessionEvent<Int>] {
            kept.withLock { events in
                defer { events = [] }
                return events
            }
        }

        func sessionDid(_ event: SessionEvent<Int>) { kept.withLock { $0.append(event) } }
    }
}

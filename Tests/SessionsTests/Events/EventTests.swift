import Testing

@testable import Sessions

@Suite("Events")
struct EventTests {
    let clock = ManualClock()

    @Test("An event has all fields of its kind")
    func fields() throws {
        let recorder = Recorder()
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            context: { "request-1" }
        )
        let session = try manager.create("a", 1)
        clock.advance(by: .minutes(31))
        manager.cleanup()
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .expired, .cleanup])
        let created = events[0]
        #expect(created.id == "a" && created.value == 1 && created.incarnation == session.incarnation)
        #expect(created.activeCount == 1 && created.cause == .create && created.reason == nil)
        #expect(created.context as? String == "request-1")
        let expired = events[1]
        #expect(expired.reason == .expired(.idle) && expired.cause == .cleanup)
        #expect(expired.deadline == session.deadline)
        #expect(expired.idleTime == .minutes(31))
        #expect(expired.expiryLag == .minutes(1))
        #expect(expired.age == .minutes(31))
        #expect(expired.sequence > created.sequence)
        let cleanup = try #require(events[2].cleanup)
        #expect(cleanup.removed == 1 && cleanup.remaining == 0 && cleanup.lateness == .zero)
        #expect(events[2].id == nil && events[2].value == nil && events[2].incarnation == nil)
    }

    @Test("Replacing a session ends the old incarnation first; a dead one expires")
    func replacing() throws {
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        try manager.create("a", 1)
        try manager.create("a", 2)
        clock.advance(by: .minutes(31))
        try manager.create("a", 3)
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .deleted, .created, .expired, .created])
        #expect(events[1].reason == .replaced && events[1].value == 1 && events[1].activeCount == 0)
        #expect(events[3].value == 2)
    }

    @Test("A session is invalid before any observer receives its end")
    func invalidFirst() throws {
        let seen = Locked<[Bool]>([])
        let box = Locked<SessionManager<Int>?>(nil)
        let observer = ClosureObserver(interests: [.expired, .deleted]) { event in
            let manager = box.withLock { $0 }
            seen.withLock { $0.append(manager?.peek(event.id ?? "") != nil) }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        box.withLock { $0 = manager }
        defer { box.withLock { $0 = nil } }
        try manager.create("a", 1)
        try manager.delete("a")
        try manager.create("b", 1)
        clock.advance(by: .minutes(31))
        manager.cleanup()
        #expect(seen.withLock { $0 } == [false, false])
    }

    @Test("Interested observers receive accessed, at most once in the interval")
    func accessed() throws {
        let times = Locked<[Duration]>([])
        let observer = ClosureObserver(interests: [.accessed], accessedInterval: .minutes(3)) { event in
            times.withLock { $0.append(SessionInstant(nanoseconds: 0).duration(to: event.instant)) }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        try manager.create("a", 1)
        for _ in 0..<3_600 {
            clock.advance(by: .seconds(1))
            manager.touch("a")
        }
        let seen = times.withLock { $0 }
        let gaps = zip(seen.dropFirst(), seen).map { $0.0 - $0.1 }
        #expect(gaps.allSatisfy { $0 >= .minutes(3) && $0 <= .seconds(226) })
        #expect(seen.count >= 15)
    }

    @Test("Each observer receives the kinds it wants, in the order of the observers")
    func fanOut() throws {
        let heard = Locked<[String]>([])
        let all = ClosureObserver(interests: .lifecycle) { event in
            heard.withLock { $0.append("all \(event.kind)") }
        }
        let ends = ClosureObserver(interests: [.deleted]) { event in
            heard.withLock { $0.append("ends \(event.kind)") }
        }
        let manager = SessionManager<Int>(observers: [ends, all], clock: clock)
        try manager.create("a", 1)
        try manager.delete("a")
        manager.shutdown()
        #expect(heard.withLock { $0 } == ["all created", "ends deleted", "all deleted", "all shutdown"])
    }

    @Test("An observer can call the manager a million times")
    func callback() throws {
        let box = Locked<SessionManager<Int>?>(nil)
        let state = Locked((count: 0, isNested: false, isInOrder: true))
        let observer = ClosureObserver(interests: [.updated]) { event in
            let shouldContinue = state.withLock { state in
                state.isInOrder = state.isInOrder && !state.isNested && event.value == state.count + 1
                state.isNested = true
                state.count += 1
                return state.count < 1_000_000
            }
            // The event of this call follows the current one and is not nested in it.
            if shouldContinue { box.withLock { $0 }?.update("a") { $0 += 1 } }
            state.withLock { $0.isNested = false }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        box.withLock { $0 = manager }
        defer { box.withLock { $0 = nil } }
        try manager.create("a", 0)
        manager.update("a") { $0 += 1 }
        #expect(state.withLock { $0.count } == 1_000_000)
        #expect(state.withLock { $0.isInOrder })
    }

    @Test("shutdown is delivered last and once, also if an observer calls it")
    func shutdownFromObserver() throws {
        let box = Locked<SessionManager<Int>?>(nil)
        let kinds = Locked<[SessionEvent<Int>.Kind]>([])
        let observer = ClosureObserver(interests: .all) { event in
            kinds.withLock { $0.append(event.kind) }
            guard event.kind == .created else { return }
            let manager = box.withLock { $0 }
            manager?.update(event.id ?? "") { $0 += 1 }
            manager?.shutdown()
            manager?.shutdown()
        }
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        box.withLock { $0 = manager }
        defer { box.withLock { $0 = nil } }
        try manager.create("a", 0)
        #expect(kinds.withLock { $0 } == [.created, .updated, .shutdown])
        manager.shutdown()
        #expect(kinds.withLock { $0.count } == 3)
    }

    @Test("A throwing update keeps its changes and counts as an update")
    func throwingUpdate() throws {
        struct Refusal: Error {}
        let recorder = Recorder()
        let manager = SessionManager<Int>(observers: [recorder], clock: clock)
        try manager.create("a", 1)
        #expect(throws: Refusal.self) {
            try manager.update("a") { value throws(Refusal) in
                value = 2
                throw Refusal()
            }
        }
        #expect(manager.peek("a")?.value == 2)
        #expect(recorder.take().map(\.kind) == [.created, .updated])
    }

    @Test("Values are released with no lock held")
    func release() throws {
        final class Canary: Sendable {
            let onRelease: @Sendable () -> Void
            init(_ onRelease: @escaping @Sendable () -> Void) { self.onRelease = onRelease }
            deinit { onRelease() }
        }
        let box = Locked<SessionManager<Canary>?>(nil)
        let released = Locked(0)
        let manager = SessionManager<Canary>(clock: clock)
        box.withLock { $0 = manager }
        defer { box.withLock { $0 = nil } }
        // The value looks up its former session; under the shard's lock, this would hang.
        func canary() -> Canary {
            Canary {
                _ = box.withLock { $0 }?.peek("a")
                released.withLock { $0 += 1 }
            }
        }
        try manager.create("a", canary())
        try manager.create("a", canary())
        try manager.delete("a")
        try manager.create("a", canary())
        clock.advance(by: .minutes(31))
        manager.cleanup()
        #expect(released.withLock { $0 } == 3)
    }

    @Test("Calling the manager from an update closure traps with an explanation")
    func trap() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let manager = SessionManager<Int>()
            try manager.create("a", 1)
            manager.update("a") { _ in _ = manager.peek("b") }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("an update closure called its session manager"))
    }
}

/// An observer that calls a closure.
struct ClosureObserver: SessionObserver {
    let interests: Set<SessionEventKind>
    var accessedInterval: Duration = .zero
    let body: @Sendable (SessionEvent<Int>) -> Void

    func sessionDid(_ event: SessionEvent<Int>) { body(event) }
}

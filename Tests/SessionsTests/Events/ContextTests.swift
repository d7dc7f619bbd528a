import Testing

@testable import Sessions

/// Tests when a call reads its context: only if the call emits an event, which then has this context.
@Suite struct ContextTests {
    private let clock = ManualClock()
    private let asked = Locked(0)
    private let recorder = Recorder()

    private func manager(interests: Set<SessionEventKind>) -> SessionManager<Int> {
        recorder.wanted.withLock { $0 = interests }
        return SessionManager(
            checked: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            context: { [asked] in
                asked.withLock { asked in
                    asked += 1
                    return asked
                }
            }
        )
    }

    private var timesAsked: Int { asked.withLock { $0 } }

    /// Runs with a short id, and with an id that is stored outside the record.
    @Test(arguments: [String("a"), String(repeating: "long", count: 20)])
    func noContextIsReadForAnUnobservedCall(id: String) throws {
        let manager = manager(interests: [.expired])
        try manager.create(id, 1)
        #expect(manager.touch(id))
        #expect(manager.session(id) != nil)
        #expect(manager.update(id) { $0 += 1 } != nil)
        let incarnation = try #require(manager.hold(id))
        manager.endLease(id, incarnation)
        #expect(manager.peek(id)?.value == 2)
        #expect(timesAsked == 0)
        #expect(recorder.contexts.isEmpty)
    }

    /// The calls that may find a dead session.
    enum Call: CaseIterable {
        case touch, session, update, hold
    }

    @Test(arguments: Call.allCases, [String("a"), String(repeating: "long", count: 20)])
    func theEndOfADeadSessionHasTheContextOfItsCall(call: Call, id: String) throws {
        let manager = manager(interests: [.expired])
        try manager.create(id, 1)
        clock.advance(by: .minutes(31))
        let before = timesAsked
        switch call {
        case .touch: #expect(!manager.touch(id))
        case .session: #expect(manager.session(id) == nil)
        case .update: #expect(manager.update(id) { $0 += 1 } == nil)
        case .hold: #expect(manager.hold(id) == nil)
        }
        #expect(timesAsked == before + 1)
        #expect(recorder.contexts == [before + 1])
    }

    @Test(arguments: Call.allCases)
    func anObservedAccessHasTheContextOfItsCall(call: Call) throws {
        let manager = manager(interests: [.accessed, .updated])
        try manager.create("a", 1)
        clock.advance(by: .minutes(10))
        let before = timesAsked
        switch call {
        case .touch: #expect(manager.touch("a"))
        case .session: #expect(manager.session("a") != nil)
        case .update: #expect(manager.update("a") { $0 += 1 } != nil)
        case .hold: #expect(manager.hold("a") != nil)
        }
        #expect(timesAsked == before + 1)
        #expect(recorder.contexts == [before + 1])
    }

    @Test func aReplacedSessionEndsWithTheContextOfTheCreate() throws {
        let manager = manager(interests: [.deleted])
        try manager.create("a", 1)
        #expect(timesAsked == 0)
        try manager.create("a", 2)
        #expect(timesAsked == 1)
        #expect(recorder.contexts == [1])
        #expect(manager.peek("a")?.value == 2)
    }

    @Test func theEndOfALeaseHasTheContextOfItsCall() throws {
        let manager = manager(interests: [.accessed])
        try manager.create("a", 1)
        let incarnation = try #require(manager.hold("a"))
        clock.advance(by: .hours(2))
        let before = timesAsked
        manager.endLease("a", incarnation)
        #expect(timesAsked == before + 1)
        #expect(recorder.contexts == [before, before + 1], "the lease's beginning is an access too")
        #expect(manager.info("a")?.leases == 0)
    }

    /// An observer that keeps the contexts of its events.
    private final class Recorder: SessionObserver {
        let wanted = Locked<Set<SessionEventKind>>([])
        private let heard = Locked<[Int]>([])

        var interests: Set<SessionEventKind> { wanted.withLock { $0 } }

        var contexts: [Int] { heard.withLock { $0 } }

        func sessionDid(_ event: SessionEvent<Int>) {
            guard let context = event.context as? Int else { return }
            heard.withLock { $0.append(context) }
        }
    }
}

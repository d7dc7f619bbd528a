import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tests that the user's objects are neither released nor called while the engine holds a lock.
///
/// Each scenario runs in its own process, because a failure traps ("Recursive call to lock") or hangs.
@Suite("Deinitialisers of the user's values", .timeLimit(.minutes(30)))
struct ReleaseTests {
    @Test("A value that only a waiting event keeps alive")
    func valueOfAQueuedEvent() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene()
            scene.onEvent { event in
                guard event.id == "a" else { return }
                try scene.manager.create("b", scene.farewell())
                try scene.manager.delete("b")
            }
            try scene.manager.create("a", Farewell {})
            #expect(scene.farewells == 1)
        }
    }

    @Test("A context that only a waiting event keeps alive")
    func contextOfAQueuedEvent() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene(hasContexts: true)
            scene.onEvent { event in
                if event.id == "a" { try scene.manager.create("b", Farewell {}) }
            }
            try scene.manager.create("a", Farewell {})
            #expect(scene.farewells == 2)
        }
    }

    @Test("A value and a context that only a rotation's event keeps alive")
    func valueOfARotation() async throws {
        await #expect(processExitsWith: .success) {
            let scene = Scene(interests: [.created, .rotated], hasContexts: true, shards: 2)
            let (a, b) = (scene.id(inShard: 0, number: 0), scene.id(inShard: 0, number: 1))
            let c = scene.id(inShard: 1, number: 0)
            try scene.manager.create(b, scene.farewell())
            scene.onEvent { event in
                guard event.id == a else { return }
                try scene.manager.rotate(b, to: c)
                try scene.manager.delete(c)
            }
            try scene.manager.create(a, Farewell {})
            #expect(scene.manager.peek(c) == nil)
            // One for the value, and one for each context: two creates, a rotation and a delete.
            #expect(scene.farewells == 5)
        }
    }

    @Test("A value whose deinit takes an application's lock under which another thread calls the manager")
    func applicationsLock() async {
        await #expect(processExitsWith: .success) {
            alarm(120)  // ends the process after a deadlock
            let scene = Scene()
            let application = Locked(())
            let (isGoing, isLocked) = (Locked(false), Locked(false))
            let gate = ConditionVariable()
            scene.onEvent { event in
                guard event.id == "a" else { return }
                let value = Farewell {
                    isGoing.withLock { $0 = true }
                    gate.notifyAll()
                    application.withLock { _ in }
                }
                try scene.manager.create("b", value)
                try scene.manager.delete("b")
            }
            onThreads(2) { (thread: Int) in
                if thread == 0 {
                    gate.wait { isLocked.withLock { $0 } }
                    #expect(throws: Never.self) { try scene.manager.create("a", Farewell {}) }
                } else {
                    application.withLock { _ in
                        isLocked.withLock { $0 = true }
                        gate.notifyAll()
                        gate.wait { isGoing.withLock { $0 } }
                        scene.manager.touch("a")
                    }
                }
            }
            #expect(isGoing.withLock { $0 })
        }
    }

    enum Ending: String, CaseIterable, Codable {
        case delete, replace, expireByAccess, expireByDelete, expireByRotation, cleanup, policy, evict,
            deleteAll,
            deleteMatching, restore
    }

    @Test("A released value can call the manager, for every way to end a session", arguments: Ending.allCases)
    func ends(_ ending: Ending) async {
        await #expect(processExitsWith: .success) { [ending] in
            let scene = Scene(interests: .all, hasContexts: true)
            let manager = scene.manager
            if ending != .restore { try manager.create("a", scene.farewell()) }
            let before = scene.farewells
            switch ending {
            case .delete: try manager.delete("a")
            case .replace: try manager.create("a", Farewell {})
            case .expireByAccess, .expireByDelete, .expireByRotation, .cleanup, .policy:
                scene.clock.advance(by: .minutes(31))
                switch ending {
                case .expireByAccess: _ = manager.session("a")
                case .expireByDelete: try manager.delete("a")
                case .expireByRotation:
                    try manager.create("b", Farewell {})
                    try manager.rotate("b", to: "a")
                case .cleanup: manager.cleanup()
                default: try manager.apply(SessionPolicy(idleTimeout: .hours(2)))
                }
            case .evict:
                try manager.apply(SessionPolicy(maximumSessions: 1, overflow: .evict))
                try manager.create("b", Farewell {})
            case .deleteAll: try manager.deleteAll()
            case .deleteMatching: try manager.delete(matching: SessionFilter())
            case .restore:
                var restoration = manager.restoration()
                restoration.add(
                    RestorableSession(
                        id: "a",
                        value: scene.farewell(),
                        version: SessionVersion(incarnation: Incarnation(rawValue: 7), number: 1),
                        createdAt: WallTime(nanosecondsSinceEpoch: -7_200_000_000_000),
                        lastAccessedAt: WallTime(nanosecondsSinceEpoch: -7_200_000_000_000)
                    )
                )
                restoration.finish()
            }
            #expect(manager.held("a")?.value.isLoud != true)
            #expect(scene.farewells > before)
            scene.end()
        }
    }

    @Test(
        "A value that goes during a cleanup or a change of policy shuts the manager down",
        arguments: [true, false]
    )
    func shutsDown(isCleanup: Bool) async {
        await #expect(processExitsWith: .success) { [isCleanup] in
            alarm(120)  // ends the process after a deadlock
            let kinds = Locked<[SessionEvent<Farewell>.Kind]>([])
            let scene = Scene(interests: .lifecycle)
            scene.onEvent { event in kinds.withLock { $0.append(event.kind) } }
            try scene.manager.create("a", Farewell { scene.manager.shutdown() })
            scene.clock.advance(by: .minutes(31))
            if isCleanup {
                scene.manager.cleanup()
            } else {
                try scene.manager.apply(SessionPolicy(idleTimeout: .hours(2)))
            }
            #expect(scene.manager.isShutDown)
            #expect(
                kinds.withLock { $0 } == [
                    .created, .expired, isCleanup ? .cleanup : .policyChanged, .shutdown,
                ]
            )
        }
    }

    @Test("The old value that an update keeps while bytes are limited")
    func updateWithinLimits() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene(interests: [.updated])
            try scene.manager.apply(SessionPolicy(maximumBytes: 1_000_000))
            try scene.manager.create("a", scene.farewell())
            #expect(scene.manager.update("a") { $0 = Farewell {} } != nil)
            #expect(scene.farewells == 1)
            #expect(scene.manager.brokenInvariant() == nil)
        }
    }

    @Test("An update can return the old value, which is then released with no lock held")
    func updateReturnsTheOldValue() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene()
            try scene.manager.create("a", scene.farewell())
            scene.manager.update("a") { value in
                let old = value
                value = Farewell {}
                return old
            }
            #expect(scene.farewells == 1)
        }
    }

    @Test("The wall clock and the cancellation of a timer can call the manager")
    func clockCallsBack() async {
        await #expect(processExitsWith: .success) {
            let clock = CallingClock()
            let manager = SessionManager<Int>(clock: clock)
            try manager.create("a", 1)
            clock.onCall {
                manager.touch("a")
                _ = manager.cleanupStatus
            }
            #expect(manager.info("a")?.value == 1)
            let running = Task { try await manager.run() }
            await clock.isRunning()
            manager.shutdown()
            try await running.value
            #expect(clock.cancellations == 1)
        }
    }
}

/// A value that runs a closure when it is released.
private final class Farewell: Sendable {
    let isLoud: Bool
    private let body: @Sendable () -> Void

    init(isLoud: Bool = false, _ body: @escaping @Sendable () -> Void) {
        self.isLoud = isLoud
        self.body = body
    }

    deinit { body() }
}

/// A manager whose values call it when they are released, with an observer that a test controls.
private final class Scene: Sendable {
    private struct Listener: SessionObserver {
        let interests: Set<SessionEventKind>
        let action = Locked<(@Sendable (SessionEvent<Farewell>) throws -> Void)?>(nil)

        func sessionDid(_ event: SessionEvent<Farewell>) {
            let action = action.withLock { $0 }
            #expect(throws: Never.self) { try action?(event) }
        }
    }

    /// The source of the calls' contexts. They come from the scene, which is created after its manager.
    private final class Contexts: Sendable {
        let make = Locked<(@Sendable () -> Farewell?)?>(nil)

        func next() -> (any Sendable)? { make.withLock { $0 }?() }
    }

    let clock = ManualClock()
    let manager: SessionManager<Farewell>
    private let listener: Listener
    private let count = Locked(0)
    private let hasEnded = Locked(false)

    init(interests: Set<SessionEventKind> = [.created], hasContexts: Bool = false, shards: Int = 1) {
        listener = Listener(interests: interests)
        let contexts = Contexts()
        let provider: @Sendable () -> (any Sendable)? = { contexts.next() }
        manager = SessionManager(
            checked: SessionPolicy(),
            observers: [listener],
            clock: clock,
            context: hasContexts ? provider : nil,
            shardCount: shards
        )
        contexts.make.withLock { $0 = { [self] in hasEnded.withLock { $0 } ? nil : farewell() } }
    }

    /// Returns a value that calls the manager when it is released.
    func farewell() -> Farewell {
        Farewell(isLoud: true) { [self] in
            for id in ["a", "b", "c", id(inShard: 0, number: 0)] { _ = manager.peek(id) }
            _ = manager.policy
            _ = manager.cleanupStatus
            count.withLock { $0 += 1 }
        }
    }

    /// The number of released values and contexts.
    var farewells: Int { count.withLock { $0 } }

    func onEvent(_ action: @escaping @Sendable (SessionEvent<Farewell>) throws -> Void) {
        listener.action.withLock { $0 = action }
    }

    /// Stops creating contexts.
    func end() { hasEnded.withLock { $0 = true } }

    /// Returns an id of this shard.
    func id(inShard shard: Int, number: Int) -> String {
        let ids = (0..<1_000).lazy.map { "id-\($0)" }.filter { [self] in
            IdentifierKey($0, seed: manager.directory.seed).map { manager.directory.shardNumber($0.hash) }
                == shard
        }
        return ids.dropFirst(number).first { _ in true } ?? ""
    }
}

/// A clock that runs a closure when its wall-clock time is read and when its timer is cancelled.
private final class CallingClock: SessionClock {
    private struct State {
        var action: (@Sendable () -> Void)?
        var cancellations = 0
        var isRunning = false
    }

    private let state = Locked(State())

    var now: SessionInstant { SessionInstant(nanoseconds: 0) }

    var wallTime: WallTime {
        state.withLock(\.action)?()
        return WallTime(nanosecondsSinceEpoch: 0)
    }

    func run(_ timer: SessionTimer) async throws {
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        state.withLock { $0.isRunning = true }
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            let action = state.withLock { state in
                state.cancellations += 1
                return state.action
            }
            action?()
            source.finish()
        }
        throw CancellationError()
    }

    func onCall(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.action = action } }

    var cancellations: Int { state.withLock(\.cancellations) }

    func isRunning() async { while !state.withLock(\.isRunning) { await Task.yield() } }
}

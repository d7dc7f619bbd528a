import SessionObservers
import Sessions
import Testing

/// A buffer never releases the user's values or calls the user's code while it holds its lock.
///
/// Each scenario runs in its own process, because a failure traps.
@Suite(.timeLimit(.minutes(30))) struct BufferReleaseTests {
    @Test func aValueThatIsDroppedForANewerOneCallsTheBuffer() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene { $0.overflow = .dropOldest }
            try scene.createAndDelete("a")
            #expect(scene.farewells == 0)
            try scene.createAndDelete("b")
            // The value and the context of the create. The context of the delete was released before.
            #expect(scene.farewells == 2)
            #expect(scene.buffer.counts.droppedByOverflow == 1)
        }
    }

    @Test func aValueThatIsLeftAtTheDrainDeadlineCallsTheBuffer() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene { _ in }
            try scene.createAndDelete("a")
            #expect(scene.farewells == 0)
            scene.buffer.drain(within: .zero)
            #expect(scene.farewells == 2)
            #expect(scene.buffer.counts.droppedAtShutdown == 1)
        }
    }

    @Test func aBatchThatWaitsForItsNextAttemptIsLeftAtTheDrainDeadline() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene(isFailing: true) {
                $0.batchDelay = .zero
                $0.backoff = .seconds(60)
            }
            try scene.createAndDelete("a")
            while scene.buffer.counts.failedAttempts == 0 { await Task.yield() }
            scene.buffer.drain(within: .zero)
            await scene.buffer.finished()
            while scene.farewells < 2 { await Task.yield() }
            #expect(scene.buffer.counts.droppedAtShutdown == 1)
        }
    }

    @Test func anErrorsDescriptionCallsTheBuffer() async {
        await #expect(processExitsWith: .success) {
            let scene = Scene(isFailing: true) { $0.batchDelay = .zero }
            try scene.createAndDelete("a")
            while scene.buffer.counts.failedAttempts == 0 { await Task.yield() }
            #expect(scene.buffer.status.condition != .ok)
        }
    }
}

/// Calls a closure when it is deinitialized.
private final class Farewell: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    deinit { body() }
}

/// Ignores every batch, or throws an error whose description calls a closure.
private struct Refusing: SessionBatchObserver {
    struct Refusal: Error, CustomStringConvertible {
        let onDescription: @Sendable () -> Void

        var description: String {
            onDescription()
            return "refused"
        }
    }

    let interests: Set<SessionEventKind> = [.created]
    let isFailing: Bool
    let onDescription: @Sendable () -> Void

    func sessionsDid(_ events: [SessionEvent<Farewell>]) async throws {
        if isFailing { throw Refusal(onDescription: onDescription) }
    }
}

/// A buffer for one event, and a manager whose values and contexts call the buffer when they are deinitialized.
private final class Scene: Sendable {
    private final class Calls: Sendable {
        let buffer = Locked<BufferedObserver<Farewell>?>(nil)
        let count = Locked(0)

        func call() {
            _ = buffer.withLock { $0 }?.counts
            _ = buffer.withLock { $0 }?.status
            count.withLock { $0 += 1 }
        }
    }

    let buffer: BufferedObserver<Farewell>
    private let manager: SessionManager<Farewell>
    private let calls = Calls()

    init(isFailing: Bool = false, _ change: (inout BufferConfiguration) -> Void) {
        let clock = ManualClock()
        var configuration = BufferConfiguration()
        configuration.capacity = 1
        configuration.batchDelay = .seconds(60)
        change(&configuration)
        buffer = BufferedObserver(
            Refusing(
                isFailing: isFailing,
                onDescription: { [calls] in _ = calls.buffer.withLock { $0 }?.counts }
            ),
            name: "test",
            configuration: configuration,
            clock: clock,
            logger: .silent
        )
        calls.buffer.withLock { [buffer] in $0 = buffer }
        guard
            let manager = try? SessionManager(
                policy: SessionPolicy(),
                observers: [buffer],
                clock: clock,
                context: { [calls] in EventFarewell.isWanted ? Farewell { calls.call() } : nil }
            )
        else { preconditionFailure("the default policy is valid") }
        self.manager = manager
    }

    /// Creates and deletes a session, so that only its event refers to its value and its context.
    func createAndDelete(_ id: String) throws {
        try EventFarewell.$isWanted.withValue(true) {
            _ = try manager.create(id, Farewell { [calls] in calls.call() })
        }
        try manager.delete(id)
    }

    /// The number of values and contexts that were deinitialized.
    var farewells: Int { calls.count.withLock { $0 } }
}

/// Whether a call has a context.
private enum EventFarewell {
    @TaskLocal static var isWanted = false
}
